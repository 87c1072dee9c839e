package dev.hostedui.mail;

import dev.hostedui.identity.connection.CertificateNews;
import dev.hostedui.identity.directory.DirectoryNews;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.DomainNews;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.webhook.Webhook;
import dev.hostedui.identity.webhook.WebhookNews;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Home;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/** Writes to whoever manages something what they have to see to, before it fails or after. */
public final class ManagerLetters
    implements DomainNews, CertificateNews, DirectoryNews, WebhookNews {

  private static final String OPEN_PROVISIONING = "Open SCIM Provisioning";

  private static final String WHO_PROVISIONS =
      "You get this mail because you manage provisioning there.";

  private final Post post;
  private final Environments environments;
  private final Clock clock;

  public ManagerLetters(Post post, Environments environments, Clock clock) {
    this.post = post;
    this.environments = environments;
    this.clock = clock;
  }

  @Override
  public void contested(
      Handle tx, Organization holder, User manager, DomainName domain, Instant until) {
    var name = domain.displayed();
    write(
        tx,
        holder,
        manager,
        (environment, app) ->
            new Words(
                "Your domain " + name + " needs its DNS record",
                "Publish the record of " + name + " again",
                "The DNS record by which "
                    + Post.name(holder.displayName())
                    + " has proven "
                    + name
                    + " on "
                    + app
                    + " is gone, and another "
                    + environment.organizationWord().one()
                    + " has published one of its own there.",
                "If the domain is still yours, publish your record again before "
                    + Ago.exact(until)
                    + ". Else the domain becomes the other one’s then: your people are no"
                    + " longer sent to your single sign-on, and nobody new gets in through it."
                    + " Anyone who has an account keeps it."),
        "See the record to publish",
        Home.PATH + "organization/domains/" + domain.value(),
        "If you have given the domain away, there is nothing to do.");
  }

  @Override
  public void lost(Handle tx, Organization holder, User manager, DomainName domain) {
    var name = domain.displayed();
    write(
        tx,
        holder,
        manager,
        (environment, app) ->
            new Words(
                name + " now belongs to another " + environment.organizationWord().one(),
                name + " is no longer verified for " + Post.name(holder.displayName()),
                "Its DNS record did not come back, and another "
                    + environment.organizationWord().one()
                    + " has proven the domain. People with an address at "
                    + name
                    + " are no longer sent to your single sign-on. Anyone who has an account keeps it."),
        "Open Domain Verification",
        Home.PATH + "organization/domains",
        "If the domain is yours, you can prove it again there.");
  }

  @Override
  public void lastCertificateEnds(Handle tx, Organization organization, User admin, Instant ends) {
    write(
        tx,
        organization,
        admin,
        (environment, app) ->
            new Words(
                "A certificate of your identity provider ends soon",
                "A certificate ends " + left(ends),
                "The last certificate by which "
                    + app
                    + " knows the identity provider of "
                    + Post.name(organization.displayName())
                    + " ends on "
                    + Ago.exact(ends)
                    + ".",
                "Nobody is locked out on that day, but your identity provider will want to sign"
                    + " with another one. Add its new certificate before: "
                    + app
                    + " accepts both for as long as you like."),
        "Open Single Sign On",
        Home.SINGLE_SIGN_ON,
        "You get this mail because you manage single sign-on there.");
  }

  @Override
  public void tokenExpires(
      Handle tx, Organization organization, User admin, String hint, Instant expires) {
    write(
        tx,
        organization,
        admin,
        (environment, app) ->
            new Words(
                "The token of your directory expires soon",
                "A token expires " + left(expires),
                "The token that ends in "
                    + hint
                    + ", by which the directory of "
                    + Post.name(organization.displayName())
                    + " provisions people in "
                    + app
                    + ", expires on "
                    + Ago.exact(expires)
                    + ".",
                "After that nobody new comes in by the directory, and whoever leaves keeps"
                    + " their access. Make a new token and enter it in your directory: the old"
                    + " one can live on until that is done."),
        OPEN_PROVISIONING,
        Home.PROVISIONING,
        WHO_PROVISIONS);
  }

  @Override
  public void directoryIsSilent(
      Handle tx, Organization organization, User admin, Instant lastContact) {
    write(
        tx,
        organization,
        admin,
        (environment, app) ->
            new Words(
                "Your directory has stopped calling",
                "Your directory is silent",
                "The directory of "
                    + Post.name(organization.displayName())
                    + " has not called "
                    + app
                    + " since "
                    + Ago.exact(lastContact)
                    + ", which is much longer than usual. Until it calls again, nobody new gets"
                    + " in, and people who leave keep their access.",
                "Look in your directory whether provisioning is on and whether its token is"
                    + " still the right one."),
        OPEN_PROVISIONING,
        Home.PROVISIONING,
        WHO_PROVISIONS);
  }

  @Override
  public void directoryIsFailing(Handle tx, Organization organization, User admin, Instant since) {
    write(
        tx,
        organization,
        admin,
        (environment, app) ->
            new Words(
                "Changes of your directory are refused",
                "Every change of your directory is refused",
                "Since "
                    + Ago.exact(since)
                    + ", "
                    + app
                    + " could carry out nothing of what the directory of "
                    + Post.name(organization.displayName())
                    + " has sent. People may have access who should not, or none although they"
                    + " should.",
                "The log of requests says for each call why it was refused and what to do."),
        "Open the log of requests",
        Home.PROVISIONING + "/requests",
        WHO_PROVISIONS);
  }

  @Override
  public void directoryIsUnreadable(
      Handle tx, Organization organization, User admin, Instant lastRead) {
    write(
        tx,
        organization,
        admin,
        (environment, app) ->
            new Words(
                "Your directory cannot be read",
                "No sync has come to its end",
                "The directory of "
                    + Post.name(organization.displayName())
                    + " was last read by "
                    + app
                    + " on "
                    + Ago.exact(lastRead)
                    + ". Until that is possible again, nobody new gets in, and people who leave keep"
                    + " their access.",
                "The page of the directory says why the last sync has failed and what to do."),
        OPEN_PROVISIONING,
        Home.PROVISIONING,
        WHO_PROVISIONS);
  }

  @Override
  public void directoryIsHeld(Handle tx, Organization organization, User admin, long people) {
    write(
        tx,
        organization,
        admin,
        (environment, app) ->
            new Words(
                "Your directory waits for your confirmation",
                people + " people would lose access",
                people
                    + " people are no longer in the directory of "
                    + Post.name(organization.displayName())
                    + " as "
                    + app
                    + " reads it, or are suspended there. That is more than half of your people,"
                    + " so nothing was changed: nobody has lost access, and nobody new comes in.",
                "If that is right, confirm it. If it is a mistake, put it right in your directory"
                    + " or in the selection of its groups; the next sync then goes on by itself."),
        OPEN_PROVISIONING,
        Home.PROVISIONING,
        WHO_PROVISIONS);
  }

  /** How long something lasts still, like "in 7 days". */
  private String left(Instant ends) {
    return Ago.of(ends, clock.instant()).words();
  }

  /** What stands in a letter to a manager; the app is named before the subject. */
  private record Words(String subject, String heading, List<String> paragraphs) {
    Words(String subject, String heading, String... paragraphs) {
      this(subject, heading, List.of(paragraphs));
    }
  }

  /**
   * Queues a letter to who manages something of an organization.
   *
   * @param words what it says, from the environment and what its app is called
   * @param button what the button says that leads to that place in the portal
   * @param note the small print
   */
  private void write(
      Handle tx,
      Organization organization,
      User manager,
      BiFunction<Environment, String, Words> words,
      String button,
      String path,
      String note) {
    post.news(
        tx,
        manager,
        organization.id(),
        // a place that is to be seen to, such as one domain
        path,
        (environment, app) -> {
          var said = words.apply(environment, app);
          return new Letter(
              app + ": " + said.subject,
              said.heading,
              said.paragraphs,
              null,
              button,
              post.address(path),
              Post.notes(environment, note));
        });
  }

  @Override
  public void webhookGivenUp(Handle tx, Webhook webhook, Instant failingSince) {
    webhookDisabled(
        tx,
        webhook,
        "No event has reached "
            + named(webhook)
            + " since "
            + Ago.exact(failingSince)
            + ", so nothing is sent there any more.");
  }

  @Override
  public void webhookGone(Handle tx, Webhook webhook) {
    webhookDisabled(
        tx,
        webhook,
        named(webhook) + " answered that it is gone (410), so nothing is sent there any more.");
  }

  private static String named(Webhook webhook) {
    return webhook.url() + " (" + webhook.id().value() + ")";
  }

  private void webhookDisabled(Handle tx, Webhook webhook, String why) {
    var operator = environments.current().supportEmail();
    if (operator == null) return;
    var id = webhook.id().value();
    post.queue(
        tx,
        null,
        new EmailAddress(operator),
        (environment, app) ->
            new Letter(
                app + ": A webhook was disabled",
                "Nothing reaches a webhook of " + app,
                List.of(
                    why,
                    "See what was answered:\nhosted-ui webhook deliveries --webhook " + id,
                    "When it is mended, enable it and send what it has missed:\n"
                        + "hosted-ui webhook enable --webhook "
                        + id
                        + "\nhosted-ui webhook replay --webhook "
                        + id
                        + " --since 30d"),
                null,
                "Open " + app,
                post.address("/"),
                List.of("You get this mail because it is the support address of " + app + ".")),
        clock.instant().plus(Duration.ofDays(7)));
  }
}
