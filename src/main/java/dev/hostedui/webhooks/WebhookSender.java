package dev.hostedui.webhooks;

import com.google.common.base.CharMatcher;
import dev.hostedui.db.TimeLimit;
import dev.hostedui.identity.webhook.Deliveries;
import dev.hostedui.identity.webhook.Delivery.Attempt;
import dev.hostedui.identity.webhook.Parcel;
import dev.hostedui.identity.webhook.Webhook;
import dev.hostedui.outside.HttpAnswer;
import dev.hostedui.outside.HttpCall;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.outside.Lanes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts what is due, each address in {@link Lanes} of its own, and hands back what came of it. */
public final class WebhookSender implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** No call is begun so late that it could outlast the lease. */
  private static final Duration SENDING = Duration.ofSeconds(70);

  /** Statuses that may come with when to try again (RFC 6585 §4, RFC 9110 §15.6.4). */
  private static final Set<Integer> LATER = Set.of(429, 503);

  private static final int ANSWER_BYTES = 4 * 1024;
  private static final int ANSWER_CHARACTERS = 1_000;

  private final Deliveries deliveries;
  private final HttpCaller caller;
  private final Clock clock;
  private final Lanes<Webhook> lanes =
      new Lanes<>(Webhook::id, webhook -> webhook.failingSince() != null);

  private volatile boolean closing;

  public WebhookSender(Deliveries deliveries, HttpCaller caller, Clock clock) {
    this.deliveries = deliveries;
    this.caller = caller;
    this.clock = clock;
  }

  /**
   * Begins to send some of what is due and waits for nothing. A job of the timetable.
   *
   * @return how many lanes were begun
   */
  public int begin() {
    return beginDue().size();
  }

  /**
   * Begins to send some of what is due for each address.
   *
   * @return done when all of them were answered, and that was noted
   */
  public CompletableFuture<Void> sendDue() {
    return CompletableFuture.allOf(beginDue().toArray(CompletableFuture[]::new));
  }

  private List<CompletableFuture<Void>> beginDue() {
    return lanes.begin(
        closing ? List.of() : deliveries.due(),
        webhook -> {
          var parcels = deliveries.take(webhook);
          return parcels.isEmpty() ? Optional.empty() : Optional.of(send(parcels));
        });
  }

  private CompletableFuture<Void> send(List<Parcel> parcels) {
    return next(parcels.iterator(), clock.instant().plus(SENDING));
  }

  /**
   * One after the other. What is left when time is up, or the database fails, goes out when the
   * lease is over.
   */
  private CompletableFuture<Void> next(Iterator<Parcel> parcels, Instant stop) {
    if (!parcels.hasNext() || closing || !clock.instant().isBefore(stop))
      return CompletableFuture.completedFuture(null);
    Optional<Parcel> parcel;
    try {
      parcel = TimeLimit.JOB.allow(() -> deliveries.asOfNow(parcels.next()));
    } catch (RuntimeException e) {
      LOG.error("a delivery could not be looked up: {}", e.toString());
      return CompletableFuture.completedFuture(null);
    }
    if (parcel.isEmpty()) return next(parcels, stop);
    return send(parcel.get())
        .handle(
            (attempt, fault) -> {
              if (fault != null) LOG.error("a delivery could not be noted: {}", fault.toString());
              return attempt;
            })
        .thenCompose(attempt -> next(parcels, stop));
  }

  /** Sends what was taken, and waits for the answer. */
  public Attempt sendNow(Parcel parcel) {
    return send(parcel).join();
  }

  private CompletableFuture<Attempt> send(Parcel parcel) {
    var began = clock.instant();
    var nanos = System.nanoTime();
    var call =
        HttpCall.post(
                parcel.url(), "application/json", parcel.body().getBytes(StandardCharsets.UTF_8))
            .within(PATIENCE)
            .readingOnly(ANSWER_BYTES);
    var headers = parcel.headers(began);
    for (var header : headers.entrySet()) call = call.with(header.getKey(), header.getValue());
    return caller
        .exchange(call)
        .handle(
            (answer, fault) -> {
              var latency = Duration.ofNanos(System.nanoTime() - nanos);
              var signature = headers.get(Parcel.SIGNATURE);
              var attempt = attempt(parcel, began, answer, fault, latency, signature);
              return noted(parcel, attempt, asked(answer));
            });
  }

  private static Attempt attempt(
      Parcel parcel,
      Instant began,
      @Nullable HttpAnswer answer,
      @Nullable Throwable fault,
      Duration latency,
      @Nullable String signature) {
    var number = parcel.row().tries();
    if (answer == null) {
      var reason = fault == null ? "" : HttpCaller.Failed.of(fault).reason();
      return new Attempt(number, began, null, "", reason, latency, signature);
    }
    return new Attempt(
        number,
        began,
        answer.status(),
        head(answer.text()),
        answer.succeeded() ? null : "it answered " + answer.status(),
        latency,
        signature);
  }

  /** How long whoever is asked too much wants to be left alone. */
  private Duration asked(@Nullable HttpAnswer answer) {
    return answer != null && LATER.contains(answer.status())
        ? answer.retryAfter(clock.instant())
        : Duration.ZERO;
  }

  /** The beginning of an answer, for the log: whatever it is, it draws nothing but letters. */
  private static String head(String text) {
    var plain =
        CharMatcher.javaIsoControl().and(CharMatcher.noneOf("\n\t")).removeFrom(text).strip();
    return plain.length() <= ANSWER_CHARACTERS
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, ANSWER_CHARACTERS / 2)) + "…";
  }

  private Attempt noted(Parcel parcel, Attempt attempt, Duration asked) {
    // a call that our own end cut off says nothing about the address
    if (closing && attempt.fault() != null) return attempt;
    var turn = TimeLimit.JOB.allow(() -> deliveries.note(parcel, attempt, asked));
    var id = parcel.webhook().id().value();
    // each try stands in the log of deliveries: the program's has a line when something turns
    switch (turn) {
      case BEGAN_TO_FAIL ->
          LOG.warn(
              "webhook={} is not reached: {}. It is tried again; 'webhook deliveries --webhook {}'"
                  + " lists what it was not told.",
              id,
              attempt.fault(),
              id);
      case IS_REACHED_AGAIN -> LOG.info("webhook={} is reached again", id);
      case WAS_DISABLED ->
          LOG.error(
              "webhook={} was disabled, as nothing has reached it for days: {}",
              id,
              attempt.fault());
      case IS_GONE -> LOG.error("webhook={} was disabled, as it answered that it is gone", id);
      case NONE -> {
        if (attempt.fault() != null)
          LOG.debug("webhook={} was not told of {}: {}", id, parcel.event(), attempt.fault());
      }
    }
    return attempt;
  }

  /** Begins no more calls. Those under way that are not answered are made again later. */
  @Override
  public void close() {
    closing = true;
  }
}
