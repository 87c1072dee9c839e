package dev.hostedui.command;

import dev.hostedui.Nearest;
import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.user.EmailAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mail-template}: mails in the operator's own words. */
@Command(
    name = "mail-template",
    description = "Writes mails in your own words, shows, tries and resets them.",
    mixinStandardHelpOptions = true)
final class MailTemplateCommand extends OperatorCommand {

  static final String KINDS = "sign_in, sign_up or invitation";

  @Command(
      name = "show",
      description = "Shows your own words for a mail.",
      mixinStandardHelpOptions = true)
  int show(@Mixin Which.OneMail mail) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = own(core, mail.given);
          out.println("Subject: " + it.subject());
          it.variables().forEach((name, value) -> out.println("Variable: " + name + "=" + value));
          out.println();
          out.println(it.text());
          out.println();
          out.println(it.html());
        });
  }

  @Command(
      name = "set",
      description = "Sends a mail in your words from now on. Variables stand in double braces.",
      mixinStandardHelpOptions = true)
  int set(
      @Mixin Which.OneMail mail,
      @Option(names = "--subject", required = true, paramLabel = "TEXT", description = "one line")
          String subject,
      @Option(
              names = "--html",
              required = true,
              paramLabel = "FILE",
              description = "the mail as HTML")
          Path html,
      @Option(
              names = "--text",
              required = true,
              paramLabel = "FILE",
              description = "the mail as text")
          Path text,
      @Option(
              names = "--variable",
              paramLabel = "NAME=VALUE",
              description = "one of your own; repeat it")
          @Nullable Map<String, String> variables)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          core.mailTemplates.save(
              ACTOR,
              new MailTemplate(
                  kind(mail.given),
                  subject,
                  GivenFile.text("--html", html),
                  GivenFile.text("--text", text),
                  variables == null ? Map.of() : variables));
          out.println("The mail " + mail.given + " is sent in your words from now on.");
        });
  }

  @Command(
      name = "reset",
      description = "Sends a mail in our words again; yours are deleted.",
      mixinStandardHelpOptions = true)
  int reset(@Mixin Which.OneMail mail) throws Settings.Faults {
    return run(
        (core, out) -> {
          core.mailTemplates.reset(ACTOR, kind(mail.given));
          out.println("The mail " + mail.given + " is sent in our words.");
        });
  }

  @Command(
      name = "test",
      description = "Sends a mail in your words, with made-up people in it.",
      mixinStandardHelpOptions = true)
  int test(
      @Mixin Which.OneMail mail,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "EMAIL",
              description = "where it is sent")
          String to)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var address = EmailAddress.parse("to", to);
          var template = own(core, mail.given);
          core.database.useTransaction(tx -> core.post.test(tx, address, template));
          out.println("The running server sends it to " + address.value() + ".");
        });
  }

  private static MailKind kind(String typed) {
    return MailKind.named(typed)
        .orElseThrow(
            () -> {
              var all = Arrays.stream(MailKind.values()).map(MailKind::wireName).toList();
              return Problem.invalid("unknown_mail")
                  .at("kind")
                  .with(typed, Nearest.question(typed, all), String.join(", ", all));
            });
  }

  private static MailTemplate own(Core core, String typed) {
    return core.mailTemplates
        .find(ACTOR, kind(typed))
        .orElseThrow(() -> Problem.notFound("mail_template_not_found").at("kind"));
  }
}
