package dev.hostedui.mail;

import dev.hostedui.identity.connection.CertificateNews;
import dev.hostedui.identity.directory.DirectoryNews;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.DomainNews;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.mailtemplate.MailTemplates;
import dev.hostedui.identity.member.Invitation;
import dev.hostedui.identity.member.MembershipNews;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.identity.organization.OrganizationLogos.Face;
import dev.hostedui.identity.passkey.Notice;
import dev.hostedui.identity.passwordless.PasswordlessRequest;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.NewDeviceNews;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import dev.hostedui.identity.webhook.Webhook;
import dev.hostedui.identity.webhook.WebhookNews;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Home;
import dev.hostedui.web.Templates;
import gg.jte.output.StringOutput;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the letters of the product. */
public final class Letters
    implements Invitation.Sender,
        Notice.Sender,
        MembershipNews,
        NewDeviceNews,
        DomainNews,
        PasswordlessRequest.Sender,
        CertificateNews,
        DirectoryNews,
        WebhookNews {

  private static final Logger LOG = LoggerFactory.getLogger(Letters.class);

  private final LetterBox box;
  private final Environments environments;
  private final Templates templates;
  private final String baseUrl;
  private final Clock clock;

  public Letters(
      LetterBox box, Environments environments, Templates templates, URI baseUrl, Clock clock) {
    this.box = box;
    this.environments = environments;
    this.templates = templates;
    this.clock = clock;
    this.baseUrl = baseUrl.toString().replaceAll("/+$", "");
  }

  /**
   * Writes a code and a link to sign in, or to sign up.
   *
   * @param known whose account it is, or null when there is none; only the words differ
   * @param send see {@link LetterBox#queue}
   */
  public void signIn(
      Handle tx,
      EmailAddress email,
      String code,
      String linkToken,
      Instant until,
      @Nullable User known,
      boolean send) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var span = Ago.span(environment.codeLifetime());
    var link = baseUrl + "/login/link/" + linkToken;
    queue(
        tx,
        environment,
        null,
        email,
        new Letter(
            app + ": Your verification code is " + code,
            known != null ? "Sign in to " + app : "Create your " + app + " account",
            List.of("Enter this code on the page you came from, or use the link below."),
            code,
            known != null ? "Sign in to " + app : "Continue to " + app,
            link,
            notes(
                environment,
                "The code and the link work once and end in " + span + ".",
                "If you did not ask for this mail, you can ignore it: nobody gets in without it.")),
        until,
        send,
        new Own(
            known != null ? MailKind.SIGN_IN : MailKind.SIGN_UP,
            Map.of(
                "otp",
                code,
                "link",
                link,
                "user_name",
                known == null ? "" : known.fullName(),
                "user_email",
                email.value(),
                "expiry_time_relative",
                span,
                "expiry_time",
                Ago.exact(until),
                "expire_time",
                Ago.exact(until))));
  }

  @Override
  public void send(Handle tx, PasswordlessRequest request, String code, @Nullable String link) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var known = request.template() == PasswordlessRequest.Template.SIGNIN;
    queue(
        tx,
        environment,
        null,
        request.email(),
        new Letter(
            app + ": Your verification code is " + code,
            known ? "Sign in to " + app : "Create your " + app + " account",
            List.of(
                link == null
                    ? "Enter this code on the page you came from."
                    : "Enter this code on the page you came from, or use the link below."),
            code,
            known ? "Sign in to " + app : "Continue to " + app,
            link,
            notes(
                environment,
                (link == null
                        ? "The code works once and ends in "
                        : "The code and the link work once and end in ")
                    + Ago.span(request.lifetime())
                    + ".",
                "If you did not ask for this mail, you can ignore it: nobody gets in without it.")),
        request.expiresAt(),
        true,
        new Own(known ? MailKind.SIGN_IN : MailKind.SIGN_UP, variables(tx, request, code, link)));
  }

  /** What the app gives is not believed about what only we know. */
  private static Map<String, String> variables(
      Handle tx, PasswordlessRequest request, String code, @Nullable String link) {
    var values = new HashMap<>(request.variables());
    values.keySet().removeAll(MailKind.VARIABLES);
    values.put("otp", code);
    values.put("link", Objects.requireNonNullElse(link, ""));
    values.put("user_name", Users.find(tx, request.email()).map(User::fullName).orElse(""));
    values.put("user_email", request.email().value());
    values.put("expiry_time_relative", Ago.span(request.lifetime()));
    values.put("expiry_time", Ago.exact(request.expiresAt()));
    values.put("expire_time", Ago.exact(request.expiresAt()));
    return values;
  }

  @Override
  public void send(Handle tx, Invitation invitation, String token) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var organization = invitation.organization().displayName();
    var inviter = invitation.inviterEmail();
    queue(
        tx,
        environment,
        invitation.organization(),
        invitation.user().email(),
        new Letter(
            // nothing that a stranger chose: whoever names an organization would write the subject
            "You have an invitation on " + app,
            "Join " + organization + " on " + app,
            List.of(
                (inviter == null ? "You have been invited" : inviter + " has invited you")
                    + " to the "
                    + environment.organizationWord().one()
                    + " "
                    + organization
                    + " on "
                    + app
                    + "."),
            null,
            "Accept Invitation",
            address(token),
            notes(
                environment,
                "The invitation is valid until "
                    + Ago.exact(invitation.expiresAt())
                    + " and works once.",
                "If you did not expect it, you can ignore this mail.")),
        invitation.expiresAt(),
        true,
        new Own(
            MailKind.INVITATION,
            Map.of(
                "link",
                address(token),
                "organization_name",
                organization,
                "inviter_email",
                inviter == null ? "" : inviter,
                "user_name",
                invitation.user().fullName(),
                "user_email",
                invitation.user().email().value(),
                "expiry_time_relative",
                Ago.span(Duration.between(clock.instant(), invitation.expiresAt())),
                "expiry_time",
                Ago.exact(invitation.expiresAt()),
                "expire_time",
                Ago.exact(invitation.expiresAt()))));
  }

  @Override
  public boolean isHeldUp() {
    return box.isHeldUp();
  }

  @Override
  public String address(String token) {
    return baseUrl + "/login/invitation/" + token;
  }

  @Override
  public void send(Handle tx, Notice notice, String token) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var what = notice.added() ? "added to" : "deleted from";
    queue(
        tx,
        environment,
        null,
        notice.user().email(),
        new Letter(
            app + ": A passkey was " + what + " your account",
            "A passkey was " + what + " your account",
            List.of(
                "The passkey “"
                    + notice.passkey()
                    + "” was "
                    + what
                    + " your "
                    + app
                    + " account on "
                    + Ago.exact(notice.at())
                    + ".",
                "It was done with " + where(notice.device()) + ".",
                "If that was you, there is nothing to do. If it was not, use the link below: it"
                    + " signs your account out everywhere"
                    + (notice.added() ? " and deletes the passkey." : ".")),
            null,
            "This wasn’t me",
            baseUrl + "/login/not-me/" + token,
            notes(environment, "The link works once, until " + Ago.exact(notice.until()) + ".")),
        notice.until(),
        true);
  }

  @Override
  public void rolesChanged(Handle tx, Organization organization, User user, List<Role> roles) {
    var names = roles.stream().map(Role::displayName).collect(Collectors.joining(", "));
    var one = roles.size() == 1;
    news(
        tx,
        user,
        organization,
        (environment, app) ->
            new Letter(
                app + (one ? ": Your role was changed" : ": Your roles were changed"),
                (one ? "Your role is now " : "Your roles are now ") + names,
                List.of(
                    "An admin of "
                        + organization.displayName()
                        + (one
                            ? " has changed your role there to "
                            : " has changed your roles there to ")
                        + names
                        + ". What you can see and do on "
                        + app
                        + " may be different from now on."),
                null,
                "Open " + app,
                baseUrl + Home.PATH,
                notes(
                    environment,
                    "If you did not expect this, ask an admin of "
                        + organization.displayName()
                        + ".")));
  }

  @Override
  public void removed(Handle tx, Organization organization, User user) {
    news(
        tx,
        user,
        organization,
        (environment, app) ->
            new Letter(
                app + ": You were removed from " + environment.organizationWord().any(),
                "You do not belong to " + organization.displayName() + " any more",
                List.of(
                    "An admin has removed you from "
                        + organization.displayName()
                        + " on "
                        + app
                        + ". You are signed out of it, and what belongs to it cannot be opened with"
                        + " your account any more."),
                null,
                "Open " + app,
                baseUrl + Home.PATH,
                notes(
                    environment,
                    "If that was a mistake, ask an admin there to invite you again.")));
  }

  @Override
  public void signedIn(Handle tx, User user, Device device, Instant at) {
    news(
        tx,
        user,
        null,
        (environment, app) ->
            new Letter(
                app + ": New sign-in to your account",
                "Somebody signed in on a new device",
                List.of(
                    "Your "
                        + app
                        + " account was signed in to on "
                        + Ago.exact(at)
                        + " with "
                        + where(device)
                        + ".",
                    "If that was you, there is nothing to do. If it was not, look at your sessions"
                        + " and revoke the one you do not know; and make sure that nobody else"
                        + " reads your mail."),
                null,
                "Review your sessions",
                baseUrl + Home.PATH + "profile/security",
                notes(environment)));
  }

  @Override
  public void contested(
      Handle tx, Organization holder, User manager, DomainName domain, Instant until) {
    var name = domain.displayed();
    news(
        tx,
        manager,
        holder,
        (environment, app) ->
            new Letter(
                app + ": Your domain " + name + " needs its DNS record",
                "Publish the record of " + name + " again",
                List.of(
                    "The DNS record by which "
                        + holder.displayName()
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
                        + " Who has an account keeps it."),
                null,
                "See the record to publish",
                baseUrl + Home.PATH + "organization/domains/" + domain.value(),
                notes(environment, "If you have given the domain away, there is nothing to do.")));
  }

  @Override
  public void lost(Handle tx, Organization holder, User manager, DomainName domain) {
    var name = domain.displayed();
    news(
        tx,
        manager,
        holder,
        (environment, app) ->
            new Letter(
                app
                    + ": "
                    + name
                    + " now belongs to another "
                    + environment.organizationWord().one(),
                name + " is no longer verified for " + holder.displayName(),
                List.of(
                    "Its DNS record did not come back, and another "
                        + environment.organizationWord().one()
                        + " has proven the domain. People with an address at "
                        + name
                        + " are no longer sent to your single sign-on. Who has an account keeps"
                        + " it."),
                null,
                "Open Domain Verification",
                baseUrl + Home.PATH + "organization/domains",
                notes(environment, "If the domain is yours, you can prove it again there.")));
  }

  @Override
  public void lastCertificateEnds(
      Handle tx, Organization organization, User admin, Instant ends, long days) {
    news(
        tx,
        admin,
        organization,
        (environment, app) ->
            new Letter(
                app + ": A certificate of your identity provider ends soon",
                "A certificate ends in " + (days == 1 ? "1 day" : days + " days"),
                List.of(
                    "The last certificate by which "
                        + app
                        + " knows the identity provider of "
                        + organization.displayName()
                        + " ends on "
                        + Ago.exact(ends)
                        + ".",
                    "Nobody is locked out on that day, but your identity provider will want to sign"
                        + " with another one. Add its new certificate before: "
                        + app
                        + " accepts both for as long as you like."),
                null,
                "Open Single Sign On",
                baseUrl + Home.SINGLE_SIGN_ON,
                notes(environment, "You get this mail because you manage single sign-on there.")));
  }

  @Override
  public void tokenExpires(
      Handle tx, Organization organization, User admin, String hint, Instant expires, long days) {
    news(
        tx,
        admin,
        organization,
        (environment, app) ->
            new Letter(
                app + ": The token of your directory expires soon",
                "A token expires in " + (days == 1 ? "1 day" : days + " days"),
                List.of(
                    "The token that ends in "
                        + hint
                        + ", by which the directory of "
                        + organization.displayName()
                        + " provisions people in "
                        + app
                        + ", expires on "
                        + Ago.exact(expires)
                        + ".",
                    "After that nobody new comes in by the directory, and whoever leaves keeps"
                        + " their access. Make a new token and enter it in your directory: the old"
                        + " one can live on until that is done."),
                null,
                "Open SCIM Provisioning",
                baseUrl + Home.PROVISIONING,
                notes(environment, "You get this mail because you manage provisioning there.")));
  }

  @Override
  public void directoryIsSilent(
      Handle tx, Organization organization, User admin, Instant lastContact) {
    news(
        tx,
        admin,
        organization,
        (environment, app) ->
            new Letter(
                app + ": Your directory has stopped calling",
                "Your directory is silent",
                List.of(
                    "The directory of "
                        + organization.displayName()
                        + " has not called "
                        + app
                        + " since "
                        + Ago.exact(lastContact)
                        + ", which is much longer than usual. Until it calls again, nobody new gets"
                        + " in, and who leaves keeps their access.",
                    "Look in your directory whether provisioning is on and whether its token is"
                        + " still the right one."),
                null,
                "Open SCIM Provisioning",
                baseUrl + Home.PROVISIONING,
                notes(environment, "You get this mail because you manage provisioning there.")));
  }

  @Override
  public void directoryIsFailing(Handle tx, Organization organization, User admin, Instant since) {
    news(
        tx,
        admin,
        organization,
        (environment, app) ->
            new Letter(
                app + ": Changes of your directory are refused",
                "Every change of your directory is refused",
                List.of(
                    "Since "
                        + Ago.exact(since)
                        + ", "
                        + app
                        + " could carry out nothing of what the directory of "
                        + organization.displayName()
                        + " has sent. People may have access who should not, or none although they"
                        + " should.",
                    "The log of requests says for each call why it was refused and what to do."),
                null,
                "Open the log of requests",
                baseUrl + Home.PROVISIONING + "/requests",
                notes(environment, "You get this mail because you manage provisioning there.")));
  }

  @Override
  public void webhookGivenUp(Handle tx, Webhook webhook, Instant failingSince) {
    var environment = environments.current();
    var operator = environment.supportEmail();
    if (operator == null) return;
    var app = environment.branding().appName();
    var id = webhook.id().value();
    queue(
        tx,
        environment,
        null,
        new EmailAddress(operator),
        new Letter(
            app + ": A webhook was disabled",
            "Nothing reaches a webhook of " + app,
            List.of(
                "No event has reached "
                    + webhook.url()
                    + " ("
                    + id
                    + ") since "
                    + Ago.exact(failingSince)
                    + ", so nothing is sent there any more.",
                "See what was answered:\nhosted-ui webhook deliveries --webhook " + id,
                "When it is mended, enable it and send what it has missed:\n"
                    + "hosted-ui webhook enable --webhook "
                    + id
                    + "\nhosted-ui webhook replay --webhook "
                    + id
                    + " --since 30d"),
            null,
            "Open " + app,
            baseUrl + "/",
            List.of("You get this mail because it is the support address of " + app + ".")),
        clock.instant().plus(Duration.ofDays(7)),
        true);
  }

  /**
   * Queues a letter to somebody without an account.
   *
   * @param organization which it is about
   * @param letter writes it, from the environment and what its app is called
   * @param until when it is of no use any more
   */
  void queue(
      Handle tx,
      Organization organization,
      EmailAddress email,
      BiFunction<Environment, String, Letter> letter,
      Instant until) {
    var environment = environments.current();
    queue(
        tx,
        environment,
        organization,
        email,
        letter.apply(environment, environment.branding().appName()),
        until,
        true);
  }

  /** The whole address of a path. */
  String addressOf(String path) {
    return baseUrl + path;
  }

  /**
   * Queues what is of little use to who reads it a week later.
   *
   * @param organization which it is about, or null
   * @param letter writes it, from the environment and what its app is called
   */
  private void news(
      Handle tx,
      User user,
      @Nullable Organization organization,
      BiFunction<Environment, String, Letter> letter) {
    var environment = environments.current();
    queue(
        tx,
        environment,
        organization,
        user.email(),
        letter.apply(environment, environment.branding().appName()),
        clock.instant().plus(Duration.ofDays(3)),
        true);
  }

  /** The browser, the system and the place, as far as they are known. */
  private static String where(Device device) {
    var agent = device.userAgent();
    var place =
        Stream.of(device.place().city(), device.place().country())
            .filter(part -> part != null && !part.isEmpty())
            .collect(Collectors.joining(", "));
    return (agent.browser().isEmpty() ? "an unknown browser" : agent.browser())
        + (agent.os().isEmpty() ? "" : " on " + agent.os())
        + ", "
        + (place.isEmpty() ? "at an unknown location" : "in " + place)
        + " (IP address "
        + device.ip()
        + ")";
  }

  static List<String> notes(Environment environment, String... notes) {
    var all = new ArrayList<>(List.of(notes));
    if (environment.supportEmail() != null)
      all.add("Questions? Write to " + environment.supportEmail() + ".");
    return all;
  }

  private void queue(
      Handle tx,
      Environment environment,
      @Nullable Organization organization,
      EmailAddress email,
      Letter letter,
      Instant until,
      boolean send) {
    queue(tx, environment, organization, email, letter, until, send, null);
  }

  private void queue(
      Handle tx,
      Environment environment,
      @Nullable Organization organization,
      EmailAddress email,
      Letter letter,
      Instant until,
      boolean send,
      @Nullable Own own) {
    var head = head(tx, environment, organization);
    var written = own == null ? null : written(tx, environment, head, own);
    if (written != null) {
      var mail = new LetterBox.Mail(written.subject(), written.text(), written.html());
      box.queue(tx, email.value(), mail, until, send);
      return;
    }
    var html = new StringOutput();
    templates.draw(
        new LetterPage(
            head.name,
            head.logoUrl,
            Brand.buttonColors(environment.branding()),
            letter.subject(),
            letter.heading(),
            letter.paragraphs(),
            letter.code(),
            letter.buttonLabel(),
            letter.link(),
            letter.notes()),
        html);
    box.queue(
        tx,
        email.value(),
        new LetterBox.Mail(
            letter.subject(), letter.text(environment.branding().appName()), html.toString()),
        until,
        send);
  }

  /** What stands on top of a letter: a picture of that name, or the name alone. */
  private record Head(String name, @Nullable String logoUrl) {}

  /** An organization's own logo where it has one; mail programs show no drawings. */
  private Head head(Handle tx, Environment environment, @Nullable Organization organization) {
    var branding = environment.branding();
    if (organization != null && branding.organizations().shown()) {
      var own = OrganizationLogos.face(tx, organization.id()).map(Face::logo).orElse(null);
      if (own != null && !own.isVector())
        return new Head(organization.displayName(), baseUrl + own.path());
    }
    var logo = branding.logo();
    return new Head(
        branding.appName(), logo == null || logo.isVector() ? null : baseUrl + logo.path());
  }

  /** What an operator's own words for a letter are filled in with. */
  private record Own(MailKind kind, Map<String, String> values) {}

  /** The letter in the operator's own words; null where there are none, or they are of no use. */
  private MailTemplate.@Nullable Filled written(
      Handle tx, Environment environment, Head head, Own own) {
    try {
      var template = MailTemplates.find(tx, own.kind).orElse(null);
      if (template == null || !template.leadsWith(own.values)) return null;
      return template.filled(values(environment, head, own.values));
    } catch (IllegalStateException | IllegalArgumentException e) {
      LOG.warn(
          "the template {} is broken and ours is sent: {}", own.kind.wireName(), e.getMessage());
      return null;
    }
  }

  private static Map<String, String> values(
      Environment environment, Head head, Map<String, String> own) {
    var values = new HashMap<>(own);
    values.put("app_name", environment.branding().appName());
    values.put("app_logo_url", Objects.requireNonNullElse(head.logoUrl, ""));
    values.put("app_support_email", Objects.requireNonNullElse(environment.supportEmail(), ""));
    values.put("app_organization_meta_name", environment.organizationWord().word());
    return values;
  }

  /** A template with made-up people in it, as it would be sent. */
  public MailTemplate.Filled sample(MailTemplate template) {
    var environment = environments.current();
    var logo = environment.branding().logo();
    var head =
        new Head(
            environment.branding().appName(),
            logo == null || logo.isVector() ? null : baseUrl + logo.path());
    return template.filled(
        values(
            environment,
            head,
            Map.ofEntries(
                Map.entry("otp", "123456"),
                Map.entry("link", baseUrl + "/login"),
                Map.entry("organization_name", "Example Inc."),
                Map.entry("inviter_email", "grace@example.com"),
                Map.entry("user_name", "Ada Example"),
                Map.entry("user_email", "ada@example.com"),
                Map.entry("expiry_time_relative", "5 minutes"),
                Map.entry("expiry_time", "1 January 2030, 12:00 UTC"),
                Map.entry("expire_time", "1 January 2030, 12:00 UTC"))));
  }

  /** Sends a template with made-up people in it to whoever wants to see it. */
  public void test(Handle tx, EmailAddress to, MailTemplate template) {
    var filled = sample(template);
    box.queue(
        tx,
        to.value(),
        new LetterBox.Mail(filled.subject(), filled.text(), filled.html()),
        clock.instant().plus(Duration.ofHours(1)),
        true);
  }
}
