package dev.hostedui.sample;

import dev.hostedui.core.Core;
import dev.hostedui.db.Columns;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.Place;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.web.Access;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Home;
import dev.hostedui.web.Json;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Answers under {@code /dev/}: the people, the mail, and sign-in by one click. */
public final class DevPages {

  /** A letter's link in its text, below the words of its button. */
  private static final Pattern LINK = Pattern.compile("(?m)^(.+):\\R(https?://\\S+)$");

  /** A letter is styled inline, as mail programs want it and our policy does not. */
  private static final Pattern INLINE_STYLE = Pattern.compile("style=\"([^\"]*)\"");

  private final Core core;
  private final Web web;
  private final @Nullable Outbox outbox;

  /** Takes the outbox, or null when mail goes to a real server. */
  public DevPages(Core core, Web web, @Nullable Outbox outbox) {
    this.core = core;
    this.web = web;
    this.outbox = outbox;
  }

  public void mount(Routes routes) {
    routes.get("/dev/", Access.sample(), this::showPeople);
    routes.post("/dev/sign-in", Access.sample(), this::signIn);
    routes.get("/dev/mail", Access.sample(), this::showMail);
    routes.get("/dev/mail/{mail}", Access.sample(), this::showLetter);
    routes.get("/dev/mail/{mail}/styles", Access.sample(), this::showLetterStyles);
  }

  private void showPeople(Context ctx) {
    var people =
        core.database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT u.email, u.given_name, u.family_name, o.display_name, o.slug,
                               (SELECT string_agg(r.display_name, ', ') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
                                 WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS roles
                          FROM users u JOIN memberships m ON m.user_id = u.id JOIN organizations o ON o.id = m.organization_id
                         WHERE u.email IN ('ada@acmecorp.example', 'max@acmecorp.example', 'gus@globex.example', 'ivy@initech.example')
                           AND m.status = 'ACTIVE'
                         ORDER BY o.number, u.email
                        """)
                    .map(
                        (row, context) ->
                            new DevPage.Person(
                                Columns.text(row, "email"),
                                (Columns.text(row, "given_name")
                                        + " "
                                        + Columns.text(row, "family_name"))
                                    .strip(),
                                Columns.text(row, "display_name"),
                                Columns.text(row, "slug"),
                                Columns.text(row, "roles")))
                    .list());
    web.html().answer(ctx, 200, new DevPage(web.brand().look(), people));
  }

  private void signIn(Context ctx) {
    var email =
        EmailAddress.parse(Requests.field(ctx, "email"))
            .orElseThrow(() -> Problem.invalid("email_field_malformed").at("email"));
    var slug = Requests.optionalField(ctx, "organization");
    var ip = web.requests().ip(ctx);
    var begun =
        core.database.inTransaction(
            tx -> {
              var user =
                  Users.find(tx, email).orElseThrow(() -> Problem.notFound("person_not_found"));
              var organization = organization(tx, user.id(), slug);
              if (!slug.isEmpty() && organization.isEmpty())
                throw Problem.notFound("membership_not_found");
              core.users.markLogin(tx, user.id());
              return core.sessions.begin(
                  tx,
                  new Actor.Newcomer(
                      user.id().value(), user.email().value(), web.requests().origin(ctx)),
                  user.id(),
                  organization.orElse(null),
                  new Device(UserAgent.parse(Requests.userAgent(ctx)), ip, Place.UNKNOWN));
            });
    web.sessionCookie().set(ctx, begun.token(), begun.absoluteExpiry());
    ctx.redirect(Home.PATH, HttpStatus.SEE_OTHER);
  }

  /**
   * The organization of that slug if the person is active there; without a slug their oldest one.
   */
  private static Optional<OrganizationId> organization(Handle tx, UserId user, String slug) {
    return tx.createQuery(
            "SELECT o.id FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE"
                + " m.user_id = :user AND m.status = 'ACTIVE' AND (:slug = '' OR o.slug = :slug)"
                + " ORDER BY o.number LIMIT 1")
        .bind("user", user)
        .bind("slug", slug)
        .mapTo(OrganizationId.class)
        .findOne();
  }

  private void showMail(Context ctx) {
    var messages = outbox == null ? List.<Outbox.Received>of() : outbox.messages();
    var accept = ctx.header("Accept");
    if (accept != null && accept.contains("application/json")) {
      Json.answer(ctx, 200, messages.stream().map(DevPages::fields).toList());
      return;
    }
    web.html()
        .answer(
            ctx,
            200,
            new MailPage(
                web.brand().look(),
                messages.stream().map(it -> mail(it, core.clock.instant())).toList()));
  }

  private static MailPage.Mail mail(Outbox.Received it, Instant now) {
    var link = LINK.matcher(it.text());
    var found = link.find();
    return new MailPage.Mail(
        it.number(),
        it.to(),
        it.subject(),
        Ago.of(it.sentAt(), now).words(),
        it.text(),
        found ? link.group(1) : "",
        found ? link.group(2) : "");
  }

  /** The letter as it was sent, with its styles in a sheet of their own: one class for each. */
  private void showLetter(Context ctx) {
    var link = "<link rel=\"stylesheet\" href=\"/dev/mail/" + ctx.pathParam("mail") + "/styles\">";
    var number = new AtomicInteger();
    ctx.html(
        INLINE_STYLE
            .matcher(letter(ctx))
            .replaceAll(it -> "class=\"s" + number.incrementAndGet() + "\"")
            .replace("</head>", link + "</head>"));
  }

  private void showLetterStyles(Context ctx) {
    var sheet = new StringBuilder();
    var number = new AtomicInteger();
    INLINE_STYLE
        .matcher(letter(ctx))
        .results()
        .forEach(
            it ->
                sheet
                    .append(".s")
                    .append(number.incrementAndGet())
                    .append('{')
                    .append(it.group(1).replace("&#39;", "'"))
                    .append("}\n"));
    ctx.contentType("text/css;charset=utf-8").result(sheet.toString());
  }

  private String letter(Context ctx) {
    return Optional.ofNullable(outbox)
        .flatMap(it -> it.find(ctx.pathParam("mail")))
        .orElseThrow(() -> Problem.notFound("mail_not_found"))
        .html();
  }

  private static Map<String, String> fields(Outbox.Received it) {
    var mail = new LinkedHashMap<String, String>();
    mail.put("to", it.to());
    mail.put("subject", it.subject());
    mail.put("text", it.text());
    mail.put("html", it.html());
    mail.put("sent_at", it.sentAt().toString());
    return mail;
  }
}
