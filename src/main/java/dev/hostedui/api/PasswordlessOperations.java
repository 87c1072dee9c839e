package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.passwordless.PasswordlessRequest;
import dev.hostedui.identity.passwordless.PasswordlessRequest.Template;
import dev.hostedui.identity.passwordless.PasswordlessRequests;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Codes and links by mail, for apps that sign people in on pages of their own. */
final class PasswordlessOperations {

  private static final int USUAL_LIFETIME = 300;

  private static final String REQUEST_ID = "lri_123456789012345678";

  private static final Shape SEND =
      new Shape(
          "SendPasswordlessEmail",
          needed("email", text("ada@acme.example").max(320), "The address to be proven."),
          field(
              "expires_in",
              whole(USUAL_LIFETIME, 60, 3_600),
              "How long the code and the link last, in seconds; 300 when it is not given."),
          field(
              "magiclink_auth_uri",
              text("https://app.example/passwordless").max(1_000),
              "The page of yours where the link leads, with link_token added; without it the mail"
                  + " has a code alone."),
          field("state", text("after-login=/orders").max(1_000), "What verifying gives back."),
          field("template", constant("SIGNIN", "SIGNUP"), "What the mail is about."),
          field(
              "template_variables",
              new Schema.Pairs(Map.of("team", "Acme"), 30, 25, 2),
              "What is filled into your own template for sign_in or sign_up mails, in the place of"
                  + " its own values; names that are reserved there are passed over, and the"
                  + " templates built in have none."));

  private static final Shape SENT =
      new Shape(
          "PasswordlessEmailAnswer",
          needed("auth_request_id", text(REQUEST_ID), "What it is known by."),
          needed("expires_at", text("1795428300").int64(), "When it ends, in seconds."),
          needed("expires_in", whole(USUAL_LIFETIME, 0, 3_600), "How long it lasts, in seconds."),
          needed("passwordless_type", constant("OTP", "LINK_OTP"), "What the mail has."));

  private static final Schema.Field REQUEST =
      needed("auth_request_id", text(REQUEST_ID).max(64), "What it is known by.");

  private static final Shape RESEND = new Shape("ResendPasswordlessEmail", REQUEST);

  private static final Shape VERIFY =
      new Shape(
          "VerifyPasswordlessEmail",
          field(
              "auth_request_id",
              text(REQUEST_ID).max(64),
              "Needed with a code; with a link, that it is the one the same browser has begun."),
          field("code", text("123456").max(20), "What was typed."),
          field("link_token", text("q0dX…").max(100), "What came with the link, instead."));

  private static final Shape VERIFIED =
      new Shape(
          "PasswordlessVerifiedAnswer",
          needed("email", text("ada@acme.example"), "Whose mailbox it is."),
          field("state", text("after-login=/orders"), "What was given when it was sent."),
          needed("template", constant("SIGNIN", "SIGNUP"), "What the mail was about."),
          needed("passwordless_type", constant("OTP", "LINK_OTP"), "What the mail had."));

  private final Core core;

  PasswordlessOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.post(Group.PASSWORDLESS, "/passwordless/email/send", "sendPasswordlessEmail")
            .says(
                "Mail a code or a link",
                "To have a mailbox proven that you sign somebody in by. Two mails a minute go to"
                    + " one mailbox.")
            .operates()
            .takes(SEND)
            .answers(200, SENT)
            .by(this::send),
        Operation.post(Group.PASSWORDLESS, "/passwordless/email/resend", "resendPasswordlessEmail")
            .says("Mail a new code or link", "What the mail before held is void.")
            .operates()
            .takes(RESEND)
            .refuses(404)
            .answers(200, SENT)
            .by(call -> sent(core.passwordlessRequests.resend(call.actor(), request(call)))),
        Operation.post(Group.PASSWORDLESS, "/passwordless/email/verify", "verifyPasswordlessEmail")
            .says(
                "Check a code or a link",
                "It is good once. A code takes five guesses in ten minutes.")
            .operates()
            .takes(VERIFY, Schema.ordered("auth_request_id", REQUEST_ID, "code", "123456"))
            .refuses(404)
            .answers(200, VERIFIED)
            .by(this::verify));
  }

  private Reply send(Call call) {
    var body = call.body();
    var lifetime = body.whole("expires_in");
    var variables = body.pairs("template_variables");
    return sent(
        core.passwordlessRequests.send(
            call.actor(),
            new PasswordlessRequests.Asked(
                EmailAddress.parse("email", body.textOr("email", "")),
                Template.valueOf(body.textOr("template", Template.SIGNIN.name())),
                Duration.ofSeconds(lifetime == null ? USUAL_LIFETIME : lifetime),
                body.text("magiclink_auth_uri"),
                body.text("state"),
                variables == null ? Map.of() : variables)));
  }

  private static Reply sent(PasswordlessRequest it) {
    return Reply.of(
        new Snapshot()
            .with("auth_request_id", it.id())
            .with("expires_at", Long.toString(it.expiresAt().getEpochSecond()))
            .with("expires_in", it.lifetime().toSeconds())
            .with("passwordless_type", it.type().name()));
  }

  private static String request(Call call) {
    return call.body().textOr("auth_request_id", "");
  }

  private Reply verify(Call call) {
    var body = call.body();
    var token = body.text("link_token");
    if (token == null)
      for (var name : List.of("auth_request_id", "code"))
        if (!body.has(name)) throw Problem.invalid("value_missing").at(name);
    var proven =
        token == null
            ? core.passwordlessRequests.verifyCode(
                call.actor(), request(call), body.textOr("code", ""))
            : core.passwordlessRequests.verifyLink(
                call.actor(), body.text("auth_request_id"), token);
    return Reply.of(
        new Snapshot()
            .with("email", proven.email().value())
            .with("state", proven.state())
            .with("template", proven.template().name())
            .with("passwordless_type", proven.type().name()));
  }
}
