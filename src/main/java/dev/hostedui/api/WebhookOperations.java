package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.webhook.Delivery;
import dev.hostedui.identity.webhook.DeliveryId;
import dev.hostedui.identity.webhook.Webhook;
import dev.hostedui.identity.webhook.WebhookId;
import dev.hostedui.identity.webhook.Webhooks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Webhooks: made, changed, tried, and what was sent to them. */
final class WebhookOperations {

  private static final String LIST = "/webhooks/endpoints";
  private static final String PATH = LIST + "/{webhook_id}";
  private static final String DELIVERIES = PATH + "/deliveries";
  private static final int LONGEST_URL = 1024;

  private static final Shape ENDPOINT =
      new Shape(
          "WebhookEndpoint",
          needed("id", id("whk_"), "Its id."),
          needed("url", text("https://app.example.com/hooks"), "Where events are posted."),
          needed("description", text("Our app"), "What it is for."),
          needed("event_types", listOf(text("user.login")), "What it is told of; empty is all."),
          needed("enabled", truth(true), "Whether anything is sent there."),
          field("failing_since", time(), "Since when no try has succeeded."),
          field(
              "resting_until",
              time(),
              "Until when nothing is sent there, as it has asked for by Retry-After."),
          field("old_secret_until", time(), "Until when the secret before signs as well."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  private static final Shape ANSWER =
      new Shape("WebhookEndpointAnswer", needed("endpoint", ENDPOINT, "The endpoint."));

  private static final Shape MADE =
      new Shape(
          "WebhookSecretAnswer",
          needed("endpoint", ENDPOINT, "The endpoint."),
          needed("secret", text("whsec_c2VjcmV0"), "The secret, which is shown this once."));

  private static final Shape ENDPOINTS =
      new Shape("WebhookEndpoints", needed("endpoints", listOf(ENDPOINT), "All endpoints."));

  private static final Shape NEW =
      new Shape(
          "CreateWebhookEndpoint",
          needed(
              "url",
              text("https://app.example.com/hooks").min(1).max(LONGEST_URL),
              "Where events are posted, by https."),
          field("description", text("Our app").max(200), "What it is for."),
          eventTypes());

  private static final Shape CHANGE =
      new Shape(
          "UpdateWebhookEndpoint",
          field(
              "url",
              text("https://app.example.com/hooks").min(1).max(LONGEST_URL),
              "Where events are posted, by https."),
          field("description", text("Our app").max(200), "What it is for."),
          eventTypes(),
          field("enabled", truth(true), "Whether anything is sent there."));

  private static final Shape ROTATE =
      new Shape(
          "RotateWebhookSecret",
          field(
              "overlap_hours",
              whole(24, 0, 720),
              "How long the secret before signs as well; 24 when not given, 0 when it was"
                  + " stolen."));

  private static final Shape DELIVERY =
      new Shape(
          "WebhookDelivery",
          needed("id", id("dlv_"), "Its id."),
          needed("event_id", id("evt_"), "The id of the event, which is that of the message."),
          needed("event_type", text("user.login"), "What happened."),
          needed("state", states(), "How far it is."),
          needed("tries", Schema.count(1), "How often it was tried."),
          field("due_at", time(), "When it is tried next."),
          field("fault", text("it answered 500"), "What was wrong last."),
          needed("create_time", time(), "When it was queued."));

  private static final Shape DELIVERY_ANSWER =
      new Shape("WebhookDeliveryAnswer", needed("delivery", DELIVERY, "The delivery."));

  private static final Shape SENT =
      new Shape(
          "WebhookHeaders",
          needed("webhook-id", id("evt_"), "The id of the message."),
          needed("webhook-timestamp", text("1795600800"), "When it was sent, in seconds of 1970."),
          field("webhook-signature", text("v1,K5oZfz…"), "One for each secret that signed then."));

  private static final Shape DELIVERY_DETAILS =
      new Shape(
          "WebhookDeliveryDetails",
          needed("delivery", DELIVERY, "The delivery."),
          field(
              "payload",
              text("{\"spec_version\":\"1\",\"id\":\"evt_…\",…}"),
              "The body that is posted, letter by letter, at each try; as long as the event is"
                  + " kept."),
          needed(
              "attempts",
              listOf(
                  new Shape(
                      "WebhookAttempt",
                      needed("number", Schema.count(1), "Which try it was, from 1."),
                      needed("at", time(), "When."),
                      needed("headers", SENT, "Those that say who sent it, and when."),
                      field("status", whole(200, 100, 999), "The status of the answer."),
                      needed("answer", text("ok"), "The beginning of the answer's body."),
                      field("fault", text("it answered 500"), "Why it did not count."),
                      needed("milliseconds", Schema.count(42), "How long it took."))),
              "What came of each try."));

  private static final Shape PAGE =
      new Shape(
          "WebhookDeliveryPage",
          needed("deliveries", listOf(DELIVERY), "The deliveries of this page, newest first."),
          needed("next_page_token", text(""), "Where the next page begins; empty on the last."));

  private static Schema.Field eventTypes() {
    return field(
        "event_types",
        listOf(text("user.login").max(100), 100),
        "What it is told of; empty is all there is.");
  }

  private static Schema.Text states() {
    return constant("success", "queued", "retrying", "failed");
  }

  private final Core core;

  WebhookOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.WEBHOOKS, LIST, "listWebhookEndpoints")
            .says("List webhook endpoints", "All there are, at most 50.")
            .operates()
            .answers(200, ENDPOINTS)
            .by(this::list),
        Operation.post(Group.WEBHOOKS, LIST, "createWebhookEndpoint")
            .says("Create a webhook endpoint", "It is told of what happens from now on.")
            .operates()
            .takes(NEW)
            .answers(201, MADE)
            .by(this::create),
        Operation.post(Group.WEBHOOKS, PATH + ":test", "testWebhookEndpoint")
            .says(
                "Test a webhook endpoint",
                "Queues an event of the type webhook.test, which tells nothing. See the delivery"
                    + " for what was answered. An endpoint that has asked to be left alone is called"
                    + " again.")
            .operates()
            .answers(200, DELIVERY_ANSWER)
            .by(call -> delivery(core.deliveries.test(call.actor(), webhook(call)))),
        Operation.post(Group.WEBHOOKS, PATH + ":rotate_secret", "rotateWebhookSecret")
            .says(
                "Rotate a webhook's secret",
                "For a time both the new one and the one before sign. Until that has passed only a"
                    + " rotation without overlap is taken, which ends both at once.")
            .operates()
            .takes(ROTATE)
            .refuses(409)
            .answers(200, MADE)
            .by(this::rotate),
        Operation.post(Group.WEBHOOKS, DELIVERIES + "/{delivery_id}:replay", "replayDelivery")
            .says("Replay a delivery", "Sends the event once more, with the same message id.")
            .operates()
            .answers(200, DELIVERY_ANSWER)
            .by(
                call ->
                    delivery(
                        core.deliveries.replay(call.actor(), webhook(call), deliveryId(call)))),
        Operation.get(Group.WEBHOOKS, DELIVERIES, "listDeliveries")
            .says("List deliveries", "The newest first, of at most the last 30 days.")
            .operates()
            .query("state", states(), "Only those in it.")
            .query("minutes", whole(43_200, 5, 43_200), "How far back; 30 days when not given.")
            .query("page_size", whole(100, 1, 500), "How many at most; 100 when not given.")
            .query(
                "page_token",
                text("").max(200),
                "The next_page_token of an answer to the same question.")
            .answers(200, PAGE)
            .by(this::deliveries),
        Operation.get(Group.WEBHOOKS, DELIVERIES + "/{delivery_id}", "getDelivery")
            .says("Get a delivery", "With what is posted, and what came of each try.")
            .operates()
            .answers(200, DELIVERY_DETAILS)
            .by(this::details),
        Operation.get(Group.WEBHOOKS, PATH, "getWebhookEndpoint")
            .says("Get a webhook endpoint", "Without its secret, which was shown once.")
            .operates()
            .tagged()
            .answers(200, ANSWER)
            .by(call -> shown(core.webhooks.get(call.actor(), webhook(call)))),
        Operation.patch(Group.WEBHOOKS, PATH, "updateWebhookEndpoint")
            .says("Update a webhook endpoint", "Changes what is given and keeps the rest.")
            .operates()
            .takes(CHANGE)
            .versioned()
            .answers(200, ANSWER)
            .by(this::change),
        Operation.delete(Group.WEBHOOKS, PATH, "deleteWebhookEndpoint")
            .says("Delete a webhook endpoint", "With all that waits for it and its log.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(this::delete));
  }

  private Reply list(Call call) {
    var all = core.webhooks.list(call.actor());
    return Reply.of(new Snapshot().with("endpoints", all.stream().map(this::json).toList()));
  }

  private Reply create(Call call) {
    var body = call.body();
    var types = body.texts("event_types");
    return made(
        core.webhooks.create(
            call.actor(),
            body.textOr("url", ""),
            body.textOr("description", ""),
            types == null ? List.of() : types));
  }

  private Reply rotate(Call call) {
    var hours = call.body().whole("overlap_hours");
    var overlap = hours == null ? Webhooks.USUAL_OVERLAP : Duration.ofHours(hours);
    return made(core.webhooks.rotateSecret(call.actor(), webhook(call), overlap));
  }

  private Reply change(Call call) {
    var body = call.body();
    return shown(
        core.webhooks.change(
            call.actor(),
            webhook(call),
            call.seen(),
            was ->
                new Webhooks.Details(
                    body.textOr("url", was.url()),
                    body.textOr("description", was.description()),
                    Objects.requireNonNullElse(body.texts("event_types"), was.types()),
                    Objects.requireNonNullElse(body.truth("enabled"), was.enabled()))));
  }

  private Reply delete(Call call) {
    core.webhooks.delete(call.actor(), webhook(call));
    return Reply.nothing();
  }

  private Reply deliveries(Call call) {
    var state =
        Arrays.stream(Delivery.State.values())
            .filter(it -> it.wireName().equals(call.query("state")))
            .findFirst()
            .orElse(null);
    var minutes = call.query("minutes").isEmpty() ? "43200" : call.query("minutes");
    var size = call.query("page_size").isEmpty() ? 100 : Integer.parseInt(call.query("page_size"));
    var token = call.query("page_token");
    var ofThisList = "@" + Pages.list(call);
    var before =
        token.isEmpty()
            ? null
            : DeliveryId.parse(token.replaceFirst(ofThisList + "$", ""))
                .filter(any -> token.endsWith(ofThisList))
                .orElseThrow(() -> Problem.invalid("page_token_unknown").at("page_token"));
    var found =
        core.deliveryLog.newest(
            call.actor(),
            webhook(call),
            core.clock.instant().minus(Duration.ofMinutes(Long.parseLong(minutes))),
            state,
            before,
            size + 1);
    var more = found.size() > size;
    var shown = more ? found.subList(0, size) : found;
    return Reply.of(
        new Snapshot()
            .with("deliveries", shown.stream().map(WebhookOperations::json).toList())
            .with("next_page_token", more ? shown.get(size - 1).id().value() + ofThisList : ""));
  }

  private Reply details(Call call) {
    var one = core.deliveryLog.get(call.actor(), webhook(call), deliveryId(call));
    var attempts =
        core.deliveryLog.attempts(call.actor(), one.id()).stream()
            .map(
                it ->
                    new Snapshot()
                        .with("number", it.number())
                        .at("at", it.at())
                        .with("headers", it.headers(one))
                        .with("status", it.status())
                        .with("answer", it.answer())
                        .with("fault", it.fault())
                        .with("milliseconds", it.latency().toMillis())
                        .values())
            .toList();
    return Reply.of(
        new Snapshot()
            .with("delivery", json(one))
            .with("payload", core.deliveryLog.payload(call.actor(), one).orElse(null))
            .with("attempts", attempts));
  }

  private static WebhookId webhook(Call call) {
    return WebhookId.parse(call.path("webhook_id"))
        .orElseThrow(() -> Problem.notFound("webhook_not_found"));
  }

  private static DeliveryId deliveryId(Call call) {
    return DeliveryId.parse(call.path("delivery_id"))
        .orElseThrow(() -> Problem.notFound("delivery_not_found"));
  }

  private Reply made(Webhook.Made made) {
    return Reply.of(
        new Snapshot().with("endpoint", json(made.webhook())).with("secret", made.secret()));
  }

  private Reply shown(Webhook webhook) {
    return Reply.of("endpoint", json(webhook)).as(Version.of(webhook.updatedAt()));
  }

  private static Reply delivery(Delivery delivery) {
    return Reply.of("delivery", json(delivery));
  }

  private Map<String, Object> json(Webhook it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("url", it.url().toString())
        .with("description", it.description())
        .with("event_types", it.types())
        .with("enabled", it.enabled())
        .at("failing_since", it.failingSince())
        .at("resting_until", it.rests(core.clock.instant()) ? it.restingUntil() : null)
        .at("old_secret_until", it.oldSecretUntil())
        .at("create_time", it.createdAt())
        .at("update_time", it.updatedAt())
        .values();
  }

  private static Map<String, Object> json(Delivery it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("event_id", it.event())
        .with("event_type", it.type())
        .with("state", it.state().wireName())
        .with("tries", it.tries())
        .at("due_at", it.dueAt())
        .with("fault", it.fault())
        .at("create_time", it.createdAt())
        .values();
  }
}
