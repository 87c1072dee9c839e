package dev.hostedui.mail;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.mailtemplate.MailTemplates;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.identity.picture.Tone;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
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
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts letters into the box: drawn as the app looks, or in the operator's own words where there are
 * some.
 */
public final class Post {

  private static final Logger LOG = LoggerFactory.getLogger(Post.class);

  /** So many mails of one kind of news, of one organization, go to one mailbox. */
  private static final List<Quotas.Limit> NEWS =
      List.of(new Quotas.Limit(5, Duration.ofHours(1)), new Quotas.Limit(15, Duration.ofDays(1)));

  private static final Pattern IN_ADDRESSES = Pattern.compile("[.:/@\\\\](?=[^\\s\\u2060])");

  private final LetterBox box;
  private final Environments environments;
  private final Templates templates;
  private final String baseUrl;
  private final Quotas quotas;
  private final Clock clock;

  public Post(
      LetterBox box,
      Environments environments,
      Templates templates,
      URI baseUrl,
      Quotas quotas,
      Clock clock) {
    this.box = box;
    this.environments = environments;
    this.templates = templates;
    this.quotas = quotas;
    this.clock = clock;
    this.baseUrl = baseUrl.toString().replaceAll("/+$", "");
  }

  /** The whole address of a path. */
  String address(String path) {
    return baseUrl + path;
  }

  /** Whether letters wait longer than usual. */
  boolean isHeldUp() {
    return box.isHeldUp();
  }

  /**
   * Queues a letter.
   *
   * @param organization which it is about, or null
   * @param letter writes it, from the environment and what its app is called
   * @param until when it is of no use any more
   */
  void queue(
      Handle tx,
      @Nullable OrganizationId organization,
      EmailAddress email,
      BiFunction<Environment, String, Letter> letter,
      Instant until) {
    queue(tx, organization, email, letter, until, true, null, null);
  }

  /**
   * Queues what is of little use to who reads it a week later. Somebody else may bring it about as
   * often as they like, so it is mailed a few times and then held back for a while, which the last
   * of these mails says. Each organization and each kind of news counts for itself: nobody who
   * sends much keeps from anybody what another one has to say.
   *
   * @param organization which it is about, or null
   * @param kind what sort of news it is: of one sort the next one says all that counts
   * @param letter writes it, from the environment and what its app is called
   */
  void news(
      Handle tx,
      User user,
      @Nullable OrganizationId organization,
      String kind,
      BiFunction<Environment, String, Letter> letter) {
    var counted = "news " + kind;
    var subject = user.email().mailbox() + " " + (organization == null ? "" : organization.value());
    if (quotas.use(tx, counted, subject, NEWS).isPresent()) return;
    var now = clock.instant();
    var held = quotas.untilFree(tx, counted, subject, NEWS, 1).map(now::plus);
    queue(
        tx,
        organization,
        user.email(),
        (environment, app) -> {
          var written = letter.apply(environment, app);
          return held.map(
                  until ->
                      written.with(
                          "There were many mails like this one. Further ones are held back until "
                              + Ago.exact(until)
                              + ", whatever happens until then."))
              .orElse(written);
        },
        now.plus(Duration.ofDays(3)));
  }

  /** What an operator's own words for a letter are filled in with. */
  record Own(MailKind kind, Map<String, String> values) {}

  /**
   * Queues a letter that the operator may have own words for.
   *
   * @param organization which it is about, or null
   * @param letter writes it, from the environment and what its app is called
   * @param until when it is of no use any more
   * @param send see {@link LetterBox#queue}
   * @param own what those words are filled in with, or null where there can be none
   * @param about see {@link LetterBox#queue}
   */
  void queue(
      Handle tx,
      @Nullable OrganizationId organization,
      EmailAddress email,
      BiFunction<Environment, String, Letter> letter,
      Instant until,
      boolean send,
      @Nullable Own own,
      @Nullable String about) {
    var environment = environments.current();
    var head = head(tx, environment, organization);
    var written = own == null ? null : written(tx, environment, head, own);
    var mail =
        written == null
            ? drawn(environment, head, letter.apply(environment, environment.branding().appName()))
            : new LetterBox.Mail(written.subject(), written.text(), written.html());
    box.queue(tx, email.value(), mail, until, send, about);
  }

  private LetterBox.Mail drawn(Environment environment, Head head, Letter letter) {
    var html = new StringOutput();
    templates.draw(
        new LetterPage(
            head.name,
            head.logoUrl,
            head.lightLogo,
            Brand.buttonColors(environment.branding()),
            letter.subject(),
            letter.heading(),
            letter.paragraphs(),
            letter.code(),
            letter.buttonLabel(),
            letter.link(),
            letter.notes()),
        html);
    return new LetterBox.Mail(
        letter.subject(), letter.text(environment.branding().appName()), html.toString());
  }

  /**
   * A name that somebody chose, so that no mail program makes a link of it: whoever calls their
   * organization by a web site would lead strangers there. Nobody sees the joiners in it (U+2060).
   */
  static String name(String chosen) {
    return IN_ADDRESSES.matcher(chosen).replaceAll("$0\u2060");
  }

  /** The small print, with where to ask. */
  static List<String> notes(Environment environment, String... notes) {
    var all = new ArrayList<>(List.of(notes));
    if (environment.supportEmail() != null)
      all.add("Questions? Write to " + environment.supportEmail() + ".");
    return all;
  }

  /** What stands on top of a letter: a picture of that name, or the name alone. */
  private record Head(String name, @Nullable String logoUrl, boolean lightLogo) {}

  /** An organization's own logo where it has one; mail programs show no drawings. */
  private Head head(Handle tx, Environment environment, @Nullable OrganizationId organization) {
    var branding = environment.branding();
    if (organization != null && branding.organizations().shown()) {
      var face = OrganizationLogos.face(tx, organization).orElse(null);
      var own = face == null ? null : face.logo();
      if (face != null && own != null && !own.isVector())
        return new Head(name(face.displayName()), baseUrl + own.path(), own.tone() == Tone.LIGHT);
    }
    return head(environment);
  }

  private Head head(Environment environment) {
    var logo = environment.branding().logo();
    return new Head(
        environment.branding().appName(),
        logo == null || logo.isVector() ? null : baseUrl + logo.path(),
        logo != null && logo.tone() == Tone.LIGHT);
  }

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
    for (var chosen : List.of("organization_name", "user_name"))
      values.computeIfPresent(chosen, (key, name) -> name(name));
    values.put("app_name", environment.branding().appName());
    values.put("app_logo_url", Objects.requireNonNullElse(head.logoUrl, ""));
    values.put("app_support_email", Objects.requireNonNullElse(environment.supportEmail(), ""));
    values.put("app_organization_meta_name", environment.organizationWord().word());
    return values;
  }

  /** A template with made-up people in it, as it would be sent. */
  public MailTemplate.Filled sample(MailTemplate template) {
    var environment = environments.current();
    return template.filled(
        values(
            environment,
            head(environment),
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
        true,
        null);
  }
}
