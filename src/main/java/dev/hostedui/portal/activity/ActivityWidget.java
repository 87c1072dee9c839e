package dev.hostedui.portal.activity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.EventExport;
import dev.hostedui.identity.event.EventFilter;
import dev.hostedui.identity.event.EventJson;
import dev.hostedui.identity.event.RecordedEvent;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Downloads;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers for the Activity page. */
public final class ActivityWidget implements Widget {

  private static final int PAGE_SIZE = 15;

  /** Finds nobody: no event is of an id like this. */
  private static final String NOBODY = "-";

  private final Core core;
  private final Brand brand;
  private final Surface surface;
  private final ActivityQueries queries;
  private final Map<String, String> vendors;

  /**
   * Takes, beside what every widget takes, what vendors of identity providers and directories are
   * called, by the names that events have for them.
   */
  public ActivityWidget(Core core, Brand brand, Map<String, String> vendors, Surface surface) {
    this.vendors = vendors;
    this.core = core;
    this.brand = brand;
    this.surface = surface;
    this.queries = new ActivityQueries(core.database);
  }

  @Override
  public void mount(Routes routes) {
    routes.get(surface.path(), surface.access(), ctx -> surface.show(ctx, page(ctx)));
    routes.get(surface.path() + "/export", surface.access(), this::export);
  }

  /** What a visitor looks for, as the address says it. */
  private record Asked(@Nullable Topic topic, String person, String days) {

    static Asked of(Context ctx) {
      var days = Requests.query(ctx, "days");
      return new Asked(
          Topic.named(Requests.query(ctx, "topic")).orElse(null),
          Requests.query(ctx, "person").strip(),
          ActivityPage.PERIODS.stream().map(String::valueOf).anyMatch(days::equals) ? days : "");
    }

    /** Whether there is a topic and a period such as the address names. */
    boolean has(Context ctx) {
      return (topic != null || Requests.query(ctx, "topic").isEmpty())
          && days.equals(Requests.query(ctx, "days"));
    }

    /** For addresses: each parameter that says something, with a sign before it. */
    String query() {
      return (topic == null ? "" : "&topic=" + topic.wireName())
          + (person.isEmpty() ? "" : "&person=" + Query.encoded(person))
          + (days.isEmpty() ? "" : "&days=" + days);
    }
  }

  private ActivityPage page(Context ctx) {
    var asked = Asked.of(ctx);
    var after = Requests.query(ctx, "after");
    if (!Ids.shaped(EventJson.ID_PREFIX, after)) after = "";
    var found =
        core.eventFeed.newest(
            surface.organization(ctx),
            filter(ctx, asked),
            after.isEmpty() ? null : after,
            PAGE_SIZE + 1);
    var shown = found.subList(0, Math.min(PAGE_SIZE, found.size()));
    var path = surface.path();
    var next =
        found.size() > PAGE_SIZE
            ? path + "?after=" + shown.get(PAGE_SIZE - 1).id() + asked.query()
            : "";
    var spot = surface.spot(ctx);
    return new ActivityPage(
        spot,
        brand.look(),
        asked.topic == null ? "" : asked.topic.wireName(),
        asked.person,
        asked.days,
        lines(ctx, shown),
        after.isEmpty(),
        path + asked.query().replaceFirst("&", "?"),
        next,
        spot.here("/export?format=csv" + asked.query()),
        spot.here("/export?format=jsonl" + asked.query()),
        core.config.eventsKept().toDays(),
        EventExport.MOST);
  }

  private EventFilter filter(Context ctx, Asked asked) {
    var days = asked.days.isEmpty() ? null : Duration.ofDays(Long.parseLong(asked.days));
    return new EventFilter(
        asked.topic == null ? List.of() : asked.topic.types(),
        null,
        asked.person.isEmpty() ? List.of() : people(ctx, asked.person),
        days == null ? null : core.clock.instant().minus(days),
        null);
  }

  /** The id that was typed, or those of whoever has or had the address that was typed. */
  private List<String> people(Context ctx, String typed) {
    if (!typed.contains("@")) return List.of(typed);
    var found =
        EmailAddress.parse(typed)
            .map(email -> queries.people(email, surface.organization(ctx)))
            .orElse(List.of());
    return found.isEmpty() ? List.of(NOBODY) : found;
  }

  private List<ActivityPage.Line> lines(Context ctx, List<RecordedEvent> events) {
    var shown = events.stream().map(EventJson::forOrganization).toList();
    var ids = shown.stream().flatMap(Sentences::ids).collect(Collectors.toSet());
    var names = queries.names(ids, surface.organization(ctx));
    var sentences = new Sentences(names, vendors);
    var differences = new Differences(names, vendors);
    var now = core.clock.instant();
    return IntStream.range(0, events.size())
        .mapToObj(
            i ->
                line(
                    events.get(i),
                    shown.get(i),
                    sentences,
                    differences,
                    Ago.of(events.get(i).occurredAt(), now)))
        .toList();
  }

  private static ActivityPage.Line line(
      RecordedEvent event, JsonNode shown, Sentences sentences, Differences differences, Ago at) {
    return new ActivityPage.Line(
        event.id(),
        at,
        sentences.of(shown),
        Topic.of(event.type()),
        event.type(),
        actor(event, sentences.who(shown)),
        from(event),
        event.requestId() == null ? "" : event.requestId(),
        differences.between(shown.path("before"), shown.path("after")));
  }

  private static String actor(RecordedEvent event, String name) {
    var email = event.actorEmail();
    return email == null || email.isEmpty() || name.contains(email) ? name : name + ", " + email;
  }

  private static String from(RecordedEvent event) {
    var ip = event.ip();
    if (ip == null || ip.isEmpty()) return "";
    var agent = UserAgent.parse(event.userAgent() == null ? "" : event.userAgent());
    return (agent.browser().isEmpty() ? "" : agent.browser())
        + (agent.os().isEmpty() ? "" : " on " + agent.os())
        + (agent.browser().isEmpty() && agent.os().isEmpty() ? "" : " at ")
        + ip;
  }

  private void export(Context ctx) {
    var format =
        EventExport.Format.named(Requests.query(ctx, "format"))
            .orElseThrow(() -> Problem.notFound("page_not_found"));
    var asked = Asked.of(ctx);
    // a page shows that it lists everything instead; a file would not
    if (!asked.has(ctx)) throw Problem.notFound("filter_gone");
    var parts =
        core.eventExport.newest(
            surface.organization(ctx), filter(ctx, asked), format, EventJson::forOrganization);
    Downloads.answer(ctx, "activity." + format.wireName(), format.mediaType(), parts);
  }
}
