package dev.hostedui.command;

import dev.hostedui.Nearest;
import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.webhook.Delivery;
import dev.hostedui.identity.webhook.DeliveryId;
import dev.hostedui.identity.webhook.Webhook;
import dev.hostedui.identity.webhook.WebhookId;
import dev.hostedui.identity.webhook.Webhooks;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code webhook}: addresses of the app that are told what happens. */
@Command(
    name = "webhook",
    description = "Makes and changes webhooks, tries them, and shows what was sent.",
    mixinStandardHelpOptions = true)
final class WebhookCommand extends OperatorCommand {

  private static final Pattern SPAN = Pattern.compile("(\\d{1,5})([mhd])");
  private static final int MOST_SHOWN = 100;

  @Command(
      name = "create",
      description = "Makes a webhook and prints its secret, which is never shown again.",
      mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = "--url",
              required = true,
              paramLabel = "URL",
              description = "where events are posted, by https; http is for this machine only")
          String url,
      @Option(
              names = "--description",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "what it is for")
          String description,
      @Option(
              names = "--event",
              paramLabel = "TYPE",
              description = "an event to tell it of, like user.login; repeat it. Default: all")
          @Nullable List<String> types)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var made = core.webhooks.create(ACTOR, url, description, known(types));
          out.println("webhook  " + made.webhook().id().value());
          out.println("secret   " + made.secret());
          out.println("Keep the secret where your app can read it; it is not shown again.");
        });
  }

  @Command(
      name = "list",
      description = "Lists the webhooks: id, address, enabled or not, events.",
      mixinStandardHelpOptions = true)
  int list() throws Settings.Faults {
    return run(
        (core, out) -> {
          for (var it : core.webhooks.list(ACTOR)) {
            var failing = it.failingSince();
            out.println(
                String.join(
                    "  ",
                    it.id().value(),
                    it.url().toString(),
                    enabled(it.enabled()),
                    failing == null ? "" : "failing since " + seconds(failing),
                    resting(core, it),
                    it.types().isEmpty() ? "all events" : String.join(",", it.types()),
                    it.description()));
          }
        });
  }

  @Command(
      name = "change",
      description = "Changes what is given and keeps the rest.",
      mixinStandardHelpOptions = true)
  int change(
      @Mixin Which.OneWebhook which,
      @Option(names = "--url", paramLabel = "URL", description = "where events are posted")
          @Nullable String url,
      @Option(names = "--description", paramLabel = "TEXT", description = "what it is for")
          @Nullable String description,
      @Option(
              names = "--event",
              paramLabel = "TYPE",
              description = "an event to tell it of, in place of those before; repeat it")
          @Nullable List<String> types,
      @Option(names = "--all-events", description = "tells it of all events") boolean all)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          core.webhooks.change(
              ACTOR,
              webhook(core, which.given).id(),
              null,
              was ->
                  new Webhooks.Details(
                      Objects.requireNonNullElse(url, was.url()),
                      Objects.requireNonNullElse(description, was.description()),
                      all ? List.of() : types == null ? was.types() : known(types),
                      was.enabled()));
          out.println(which.given + " is changed.");
        });
  }

  @Command(
      name = "enable",
      description =
          "Sends what happens from now on, also where it was asked to wait. What happened before:"
              + " webhook replay --since.",
      mixinStandardHelpOptions = true)
  int enable(@Mixin Which.OneWebhook which) throws Settings.Faults {
    return turn(which.given, true);
  }

  @Command(
      name = "disable",
      description = "Sends nothing there any more, and gives up what waits.",
      mixinStandardHelpOptions = true)
  int disable(@Mixin Which.OneWebhook which) throws Settings.Faults {
    return turn(which.given, false);
  }

  private int turn(String typed, boolean on) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = webhook(core, typed);
          core.webhooks.turn(ACTOR, it.id(), on);
          tellTurned(out, it.id(), on);
        });
  }

  @Command(
      name = "rotate-secret",
      description =
          "Makes a new secret and prints it. The one before signs along for a time, so that no"
              + " event is refused meanwhile.",
      mixinStandardHelpOptions = true)
  int rotateSecret(
      @Mixin Which.OneWebhook which,
      @Option(
              names = "--overlap-hours",
              defaultValue = "24",
              paramLabel = "HOURS",
              description = "how long both sign; default: 24. 0 when the old one was stolen")
          int hours)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var webhook = webhook(core, which.given);
          var made = core.webhooks.rotateSecret(ACTOR, webhook.id(), Duration.ofHours(hours));
          var until = made.webhook().oldSecretUntil();
          out.println("secret   " + made.secret());
          if (hours > 0 && until != null)
            out.println("The secret before signs along until " + seconds(until) + ".");
        });
  }

  @Command(
      name = "delete",
      description = "Deletes a webhook, with all that waits for it and its log.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin Which.OneWebhook which) throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = webhook(core, which.given);
          core.webhooks.delete(ACTOR, it.id());
          tellDeleted(out, it.id());
        });
  }

  @Command(
      name = "test",
      description = "Sends an event that tells nothing, and prints what was answered.",
      mixinStandardHelpOptions = true)
  int test(@Mixin Which.OneWebhook which) throws Settings.Faults {
    return run(
        (core, out) -> {
          var parcel = core.deliveries.takeTest(ACTOR, webhook(core, which.given).id());
          print(out, core.webhookSender.sendNow(parcel));
        });
  }

  @Command(
      name = "deliveries",
      description =
          "Shows what was sent, the newest first: time, delivery, state, tries, event, its id.",
      mixinStandardHelpOptions = true)
  int deliveries(
      @Mixin Which.OneWebhook which,
      @Option(
              names = "--since",
              defaultValue = "24h",
              paramLabel = "SPAN",
              description = "how far back, from 5m to 30d; default: 24h")
          String since,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "only those in it: success, queued, retrying or failed")
          @Nullable String state,
      @Option(
              names = "--delivery",
              paramLabel = "DELIVERY",
              description = "only this one, with what was answered to each try")
          @Nullable String delivery)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var webhook = webhook(core, which.given);
          if (delivery != null) {
            var one = delivery(core, webhook, delivery);
            print(out, one);
            for (var attempt : core.deliveryLog.attempts(ACTOR, one.id())) print(out, attempt);
            return;
          }
          var newest =
              core.deliveryLog.newest(
                  ACTOR, webhook.id(), back(core, since), state(state), null, MOST_SHOWN);
          var resting = resting(core, webhook);
          if (!resting.isEmpty())
            out.println(
                "It asked to be left alone, and is "
                    + resting
                    + ". What waits is sent then, or at once after: webhook enable --webhook "
                    + which.given);
          for (var one : newest) print(out, one);
          if (newest.size() == MOST_SHOWN)
            out.println(
                "These are the newest " + MOST_SHOWN + ". Narrow it by --since or --state.");
        });
  }

  @Command(
      name = "replay",
      description =
          "Sends one delivery again, or all that has not arrived since a time: what was given up,"
              + " and what happened while the webhook was disabled or not made yet.",
      mixinStandardHelpOptions = true)
  int replay(
      @Mixin Which.OneWebhook which,
      @Option(
              names = "--delivery",
              paramLabel = "DELIVERY",
              description = "only this one, whether it arrived or not")
          @Nullable String delivery,
      @Option(
              names = "--since",
              defaultValue = "24h",
              paramLabel = "SPAN",
              description = "how far back, from 5m to 30d; default: 24h")
          String since)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var webhook = webhook(core, which.given);
          if (delivery != null) {
            var one = delivery(core, webhook, delivery);
            var again = core.deliveries.replay(ACTOR, webhook.id(), one.id());
            out.println(again.id().value() + " is queued.");
            return;
          }
          var count = core.deliveries.replayMissing(ACTOR, webhook.id(), back(core, since));
          out.println(count == 1 ? "1 event is queued." : count + " events are queued.");
        });
  }

  private static void print(PrintWriter out, Delivery it) {
    out.println(
        String.join(
            "  ",
            seconds(it.createdAt()),
            it.id().value(),
            it.state().wireName(),
            it.tries() + (it.tries() == 1 ? " try" : " tries"),
            it.type(),
            it.event(),
            Objects.requireNonNullElse(it.fault(), "")));
  }

  private static void print(PrintWriter out, Delivery.Attempt it) {
    var status = it.status();
    out.println(
        String.join(
            "  ",
            seconds(it.at()),
            "try " + it.number(),
            status == null ? "no answer" : "answered " + status,
            "in " + it.latency().toMillis() + " ms",
            it.fault() == null ? "delivered" : it.fault()));
    it.answer().lines().forEach(line -> out.println("    " + line));
  }

  private static String resting(Core core, Webhook it) {
    var until = it.restingUntil();
    return until != null && it.rests(core.clock.instant()) ? "resting until " + seconds(until) : "";
  }

  private static Webhook webhook(Core core, String typed) {
    return WebhookId.parse(typed)
        .flatMap(
            id -> core.webhooks.list(ACTOR).stream().filter(it -> it.id().equals(id)).findFirst())
        .orElseThrow(() -> Problem.notFound("unknown_webhook").at("webhook").with(typed));
  }

  private static Delivery delivery(Core core, Webhook webhook, String typed) {
    var unknown = Problem.notFound("unknown_delivery").at("delivery").with(typed);
    var id = DeliveryId.parse(typed).orElseThrow(() -> unknown);
    try {
      return core.deliveryLog.get(ACTOR, webhook.id(), id);
    } catch (Problem problem) {
      throw problem.code().equals("delivery_not_found") ? unknown : problem;
    }
  }

  private static Instant back(Core core, String span) {
    var matcher = SPAN.matcher(span);
    if (!matcher.matches()) throw Problem.invalid("since_malformed").at("since");
    var number = Long.parseLong(matcher.group(1));
    var unit =
        switch (matcher.group(2)) {
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    return core.clock.instant().minus(Duration.of(number, unit));
  }

  private static Delivery.@Nullable State state(@Nullable String typed) {
    if (typed == null) return null;
    return Arrays.stream(Delivery.State.values())
        .filter(it -> it.wireName().equals(typed))
        .findFirst()
        .orElseThrow(() -> Problem.invalid("unknown_state").at("state").with(typed));
  }

  /** What was typed, or a question after what it is most like. */
  private static List<String> known(@Nullable List<String> types) {
    if (types == null) return List.of();
    var all = Webhooks.types();
    for (var type : types)
      if (!all.contains(type))
        throw Problem.invalid("no_such_event").at("event").with(type, Nearest.question(type, all));
    return types;
  }
}
