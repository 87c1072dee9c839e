package dev.hostedui.customer.idp;

import dev.hostedui.customer.site.Notebook;
import dev.hostedui.customer.site.Site;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What both standards of the identity provider share: where it is, its keys, who is here. */
public final class Idp {

  private final Supplier<URI> home;
  private final Supplier<List<Person>> people;
  private final Site site;
  private final Notebook notebook;
  private final Clock clock;
  private final IdpKeys keys;
  private final Visits visits;
  private volatile Behaviour behaviour = Behaviour.GOOD;

  /**
   * Prepares it.
   *
   * @param home where it is, with a slash at the end, which is known once it listens
   * @param people who can sign in
   */
  public Idp(
      Supplier<URI> home,
      Supplier<List<Person>> people,
      Site site,
      Notebook notebook,
      SecureRandom random,
      Clock clock) {
    this.home = home;
    this.people = people;
    this.site = site;
    this.notebook = notebook;
    this.clock = clock;
    keys = new IdpKeys(notebook, random, clock);
    visits = new Visits(random, clock);
  }

  /** An address here; the path begins with a slash. */
  public String url(String path) {
    return home.get().resolve(path).toString();
  }

  /** The OpenID issuer: where it is, without a slash at the end. */
  public String issuer() {
    return home.get().toString().replaceAll("/$", "");
  }

  /** What it calls itself in SAML. */
  public String entityId() {
    return url("/saml/metadata");
  }

  /** Everybody who can sign in. */
  public List<Person> people() {
    return people.get();
  }

  Optional<Person> person(String id) {
    return people().stream().filter(it -> it.id().equals(id)).findFirst();
  }

  public Site site() {
    return site;
  }

  public Notebook notebook() {
    return notebook;
  }

  public IdpKeys keys() {
    return keys;
  }

  public Visits visits() {
    return visits;
  }

  public Behaviour behaviour() {
    return behaviour;
  }

  void behave(Behaviour anew) {
    behaviour = anew;
  }

  /** What its clock shows, right or wrong. */
  public Instant now() {
    return clock.instant().plus(behaviour.clockOff());
  }

  /** The key that signs what it says now. */
  public IdpKey signingKey() {
    if (behaviour.does(Mischief.ROTATED_KEY)) return keys.unpublished();
    if (behaviour.does(Mischief.EXPIRED_CERTIFICATE)) return keys.expired();
    return keys.current();
  }

  /** The keys that everybody may know. */
  public List<IdpKey> publishedKeys() {
    var published = new ArrayList<>(keys.published());
    if (behaviour.does(Mischief.EXPIRED_CERTIFICATE)) published.set(0, keys.expired());
    return published;
  }
}
