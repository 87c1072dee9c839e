package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.mailtemplate.MailTemplates;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Mails in the operator's own words. */
final class MailTemplateOperations {

  private static final String LIST = "/environment/mail-templates";
  private static final String ONE = LIST + "/{mail_kind}";

  private static final Schema.Pairs VARIABLES =
      new Schema.Pairs(Map.of("help_hours", "9 to 5"), MailTemplate.MOST_VARIABLES, 25, 2);

  private static final List<Schema.Field> WORDS =
      List.of(
          needed(
              "subject",
              text("Your code for {{app_name}}").max(MailTemplate.LONGEST_SUBJECT),
              "The subject, one line."),
          needed(
              "html",
              text("<p>Hello, <a href=\"{{link}}\">come in to {{app_name}}</a>.</p>")
                  .max(MailTemplate.LONGEST_BODY),
              "The mail as HTML; values are escaped for where they stand."),
          needed(
              "text",
              text("Come in to {{app_name}}: {{link}}").max(MailTemplate.LONGEST_BODY),
              "The mail as text."),
          field("variables", VARIABLES, "Names of your own with what they stand for."));

  private static final Shape TEMPLATE =
      new Shape(
          "MailTemplate",
          needed("kind", kinds(), "Which mail it is."),
          needed("own", truth(true), "Whether it is sent in your words; else in ours."),
          field("subject", WORDS.get(0).schema(), "The subject."),
          field("html", WORDS.get(1).schema(), "The mail as HTML."),
          field("text", WORDS.get(2).schema(), "The mail as text."),
          field("variables", VARIABLES, "Names of your own with what they stand for."));

  private static final Shape ANSWER =
      new Shape("MailTemplateAnswer", needed("template", TEMPLATE, "The template."));

  private static final Shape FILLED =
      new Shape(
          "MailPreview",
          needed("subject", text("Your code for Coffeedesk"), "The subject."),
          needed("html", text("<p>Hello</p>"), "The mail as HTML."),
          needed("text", text("Hello"), "The mail as text."));

  private final Core core;

  MailTemplateOperations(Core core) {
    this.core = core;
  }

  private static Schema.Text kinds() {
    var names = Arrays.stream(MailKind.values()).map(MailKind::wireName).toList();
    return constant(names.get(0), names.subList(1, names.size()).toArray(String[]::new));
  }

  List<Operation> all() {
    return List.of(
        Operation.post(Group.BRANDING, ONE + ":test", "testMailTemplate")
            .says("Send a mail to try its template", "With made-up people in it.")
            .operates()
            .takes(
                new Shape(
                    "TestMailTemplate",
                    needed("to", text("you@example.com").max(320), "Where it is sent.")))
            .answers(200, new Shape("MailPreviewAnswer", needed("mail", FILLED, "The mail.")))
            .by(this::test),
        Operation.get(Group.BRANDING, LIST, "listMailTemplates")
            .says("List the mails", "Each that can be sent in your own words.")
            .operates()
            .answers(
                200,
                new Shape("MailTemplates", needed("templates", listOf(TEMPLATE), "All of them.")))
            .by(
                call ->
                    Reply.of(
                        new Snapshot()
                            .with(
                                "templates",
                                Arrays.stream(MailKind.values())
                                    .map(kind -> json(call, kind))
                                    .toList()))),
        Operation.get(Group.BRANDING, ONE, "getMailTemplate")
            .says("Get a mail", "Without words where ours are sent.")
            .operates()
            .answers(200, ANSWER)
            .by(call -> Reply.of("template", json(call, kind(call)))),
        Operation.put(Group.BRANDING, ONE, "setMailTemplate")
            .says(
                "Write a mail in your own words",
                "Variables in double braces: "
                    + String.join(", ", MailKind.VARIABLES)
                    + ", and up to 30 of your own. A template that cannot be filled in any more is"
                    + " passed over, and our words are sent.")
            .operates()
            .takes(new Shape("SetMailTemplate", WORDS))
            .upTo(256 * 1024)
            .answers(200, ANSWER)
            .by(this::save),
        Operation.delete(Group.BRANDING, ONE, "deleteMailTemplate")
            .says("Send our words again", "Yours are deleted.")
            .operates()
            .answers(200, ANSWER)
            .by(
                call -> {
                  core.mailTemplates.reset(call.actor(), kind(call));
                  return Reply.of("template", json(call, kind(call)));
                }));
  }

  private static MailKind kind(Call call) {
    return MailKind.named(call.path("mail_kind"))
        .orElseThrow(() -> Problem.notFound("mail_template_not_found"));
  }

  private Map<String, Object> json(Call call, MailKind kind) {
    var own = core.mailTemplates.find(call.actor(), kind);
    var json =
        own.map(MailTemplates::snapshot)
            .orElseGet(() -> new Snapshot().with("kind", kind.wireName()));
    return json.with("own", own.isPresent()).values();
  }

  private Reply save(Call call) {
    var body = call.body();
    core.mailTemplates.save(
        call.actor(),
        new MailTemplate(
            kind(call),
            body.textOr("subject", ""),
            body.textOr("html", ""),
            body.textOr("text", ""),
            Objects.requireNonNullElse(body.pairs("variables"), Map.of())));
    return Reply.of("template", json(call, kind(call)));
  }

  private Reply test(Call call) {
    var template =
        core.mailTemplates
            .find(call.actor(), kind(call))
            .orElseThrow(() -> Problem.notFound("mail_template_not_found"));
    var to = EmailAddress.parse("to", call.body().textOr("to", ""));
    core.database.useTransaction(tx -> core.post.test(tx, to, template));
    var filled = core.post.sample(template);
    return Reply.of(
        "mail",
        new Snapshot()
            .with("subject", filled.subject())
            .with("html", filled.html())
            .with("text", filled.text())
            .values());
  }
}
