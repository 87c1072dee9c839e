package dev.hostedui.web;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.session.Session;
import dev.hostedui.identity.session.SessionEnds;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The signed-in person behind a request, as the gate found them. */
public record Visitor(Session session, Actor.Origin origin) implements Caller {

  private static final String RESOLVE = "visitor-resolve";
  private static final String ENDED = "visitor-ended";

  /** The visitor of a request whose route needs one. */
  public static Visitor of(Context ctx) {
    return maybe(ctx).orElseThrow(() -> new IllegalStateException("this route lets anyone in"));
  }

  /** The visitor, if the gate found one. */
  public static Optional<Visitor> maybe(Context ctx) {
    return ctx.attribute(Gate.CALLER) instanceof Visitor visitor
        ? Optional.of(visitor)
        : Optional.empty();
  }

  /** Resolves the visitor of a request anew, after a change that may concern them. */
  public static void lookAgain(Context ctx) {
    Supplier<Optional<Visitor>> resolve = ctx.attribute(RESOLVE);
    if (resolve != null) resolve.get().ifPresent(found -> ctx.attribute(Gate.CALLER, found));
  }

  static void resolveBy(Context ctx, Supplier<Optional<Visitor>> resolve) {
    ctx.attribute(RESOLVE, resolve);
  }

  static void endedBy(Context ctx, Supplier<Optional<SessionEnds.End>> find) {
    ctx.attribute(ENDED, find);
  }

  /** Why the session that the browser still shows is over, where nobody is signed in. */
  public static Optional<SessionEnds.End> ended(Context ctx) {
    Supplier<Optional<SessionEnds.End>> find = ctx.attribute(ENDED);
    return find == null ? Optional.empty() : find.get();
  }

  /** The organization that is active in the session, or null. */
  public Session.@Nullable ActiveOrganization active() {
    return session.active();
  }

  public UserId user() {
    return session.user().id();
  }

  /** The organization; routes for members guarantee there is one. */
  public OrganizationId organization() {
    var active = session.active();
    if (active == null) throw new IllegalStateException("no active organization");
    return active.id();
  }

  /**
   * What they may do in the active organization, as of the beginning of the request: for what a
   * page offers. Verbs ask the actor again.
   */
  public Set<Permission> permissions() {
    var active = session.active();
    return active == null ? Set.of() : active.permissions();
  }

  public boolean may(Permission permission) {
    return permissions().contains(permission);
  }

  /**
   * Whether they have proven who they are by what counts for what is their own. One organization's
   * identity provider must not give itself a passkey of somebody from elsewhere.
   */
  boolean hasShown(Access.OwnProof proof, Instant now) {
    return session.countsEverywhere()
        && (!proof.recent() || !session.provenAt().isBefore(now.minus(Access.FRESH)));
  }

  /**
   * The only organization that what has proven who they are counts in, or null when it counts for
   * what is their own as well.
   */
  public @Nullable OrganizationId onlyIn() {
    return session.onlyIn();
  }

  /** This person, as the verbs want them. */
  @Override
  public Actor.Person actor() {
    return new Actor.Person(user(), session.user().email().value(), session.id(), origin);
  }
}
