package dev.hostedui.web;

import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Loopback;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What operators watch, in the text format of Prometheus at {@code /metrics}: how many requests
 * were answered, how, and in what time; what waits to be sent; how the JVM is.
 *
 * <p>It names no person and no organization, yet how much an app is used is nobody's business: only
 * callers on this machine that no proxy speaks for are answered, and who has the operator's token.
 */
public final class Metrics {

  static final String PATH = "/metrics";

  /** A proxy says by these for whom it asks. */
  private static final List<String> OF_PROXIES =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

  private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10};

  /**
   * Something that is looked up when it is asked for.
   *
   * @param name in the words of Prometheus: small letters with underscores, the unit last
   * @param value throws {@link StorageUnavailable} when it cannot be known now
   */
  public record Gauge(String name, String help, LongSupplier value) {}

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Histogram requests;
  private final List<Gauge> lookedUp;
  private final @Nullable String token;
  private boolean jvm;

  /**
   * Begins to count.
   *
   * @param token who sends it as bearer token may read all this, or null for nobody
   * @param ready whether the program can answer requests that need data
   */
  public Metrics(@Nullable String token, BooleanSupplier ready, List<Gauge> gauges) {
    this.token = token;
    requests =
        Histogram.builder()
            .name("hosted_ui_request_seconds")
            .help("Time until a request was answered, by the first part of its path.")
            .labelNames("path", "status")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    Info.builder()
        .name("hosted_ui_build_info")
        .help("The version that runs.")
        .labelNames("version")
        .register(registry)
        .setLabelValues(
            Objects.requireNonNullElse(
                Metrics.class.getPackage().getImplementationVersion(), "checkout"));
    this.lookedUp =
        Stream.concat(
                Stream.of(
                    new Gauge(
                        "hosted_ui_ready",
                        "1 when /health/ready says so, else 0.",
                        () -> ready.getAsBoolean() ? 1 : 0)),
                gauges.stream())
            .toList();
  }

  void mount(Routes routes) {
    routes.get(PATH, Access.anyone(), this::show);
  }

  /** Counts an answer. Which person's page it was is left out, so that there are few counters. */
  void answered(Context ctx, float milliseconds) {
    var matched = ctx.endpoints().matchedHttpEndpoint();
    var path = matched == null ? "none" : "/" + Routes.firstPart(matched.path);
    var status = ctx.statusCode() / 100 + "xx";
    requests.labelValues(path, status).observe(milliseconds / 1_000);
  }

  private void show(Context ctx) {
    if (!mayRead(ctx)) {
      // without a token there is nothing that could be sent to be let in
      if (token == null) throw new NotFoundResponse();
      ctx.status(401)
          .header("WWW-Authenticate", "Bearer")
          .contentType("text/plain")
          .result("401\n");
      return;
    }
    ctx.contentType(PrometheusTextFormatWriter.CONTENT_TYPE).result(text());
  }

  byte[] text() {
    var text = new ByteArrayOutputStream();
    var writer = PrometheusTextFormatWriter.builder().build();
    try {
      writer.write(text, registry().scrape());
      writer.write(text, lookUp().scrape());
    } catch (IOException e) {
      throw new IllegalStateException("it is written into memory", e);
    }
    return text.toByteArray();
  }

  /**
   * Looks up what is to be looked up. What is not known is not zero: it is left out, and so is what
   * would be asked next, for each would be waited for and Prometheus has only so much patience.
   * Readiness comes first and says why.
   */
  private PrometheusRegistry lookUp() {
    var found = new PrometheusRegistry();
    for (var it : lookedUp) {
      try {
        var value = it.value.getAsLong();
        GaugeWithCallback.builder()
            .name(it.name)
            .help(it.help)
            .callback(callback -> callback.call((double) value))
            .register(found);
      } catch (StorageUnavailable e) {
        break;
      }
    }
    return found;
  }

  /** What is known of the JVM is made ready for the first who asks, not for each start. */
  private synchronized PrometheusRegistry registry() {
    if (!jvm) JvmMetrics.builder().register(registry);
    jvm = true;
    return registry;
  }

  private boolean mayRead(Context ctx) {
    var sent = ctx.header("Authorization");
    if (token != null && sent != null && sent.regionMatches(true, 0, "Bearer ", 0, 7))
      return Ids.matches(sent.substring(7).strip(), Ids.hash(token));
    return isOfThisMachine(ctx);
  }

  /**
   * The name that was asked for counts too: a page may have led a browser here by a name of its
   * own.
   */
  private static boolean isOfThisMachine(Context ctx) {
    var host = String.valueOf(ctx.host()).replaceFirst(":\\d*$", "");
    return Loopback.is(ctx.req().getRemoteAddr())
        && Loopback.is(host)
        && OF_PROXIES.stream().noneMatch(it -> ctx.header(it) != null);
  }
}
