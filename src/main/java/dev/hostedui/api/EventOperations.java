package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.whole;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.EventExport;
import dev.hostedui.identity.event.EventFilter;
import dev.hostedui.identity.event.EventJson;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.RecordedEvent;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened in an organization: the feed for an audit, which misses nothing. */
final class EventOperations {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
  private static final int LONGEST = 200;

  /** No number beyond it is exact where numbers are floating-point, as in JavaScript. */
  private static final long MOST_EXACT = (1L << 53) - 1;

  private static final Shape EVENT =
      new Shape(
          "Event",
          needed("id", id("evt_"), "Its id."),
          needed("position", whole(42, 1, MOST_EXACT), "Its place among all events."),
          needed("type", text("user.login"), "What happened."),
          needed("occurred_at", time(), "When, with all nine digits of the second's fraction."),
          field("organization_id", id("org_"), "In which organization; none for what is of all."),
          needed(
              "actor",
              new Shape(
                  "EventActor",
                  needed(
                      "type",
                      text("user"),
                      "user, newcomer, client, directory, portal_link or system."),
                  needed("id", text("usr_123456789012345678"), "The id of who it was."),
                  needed(
                      "display_name",
                      text("ada@acme.example"),
                      "Their email address then, or the id of what has none, such as an application.")),
              "Who did it."),
          field("on_behalf_of", id("usr_"), "For or to whom, where that is another one."),
          needed(
              "origin",
              new Shape(
                  "EventOrigin",
                  field("ip", text("203.0.113.7"), "The network address."),
                  field("user_agent", text("Mozilla/5.0"), "The program that was used."),
                  field("request_id", text("m1x2y3-4"), "What the log knows the request by.")),
              "From where it was asked for; empty for the system's own work."),
          needed(
              "object",
              new Shape(
                  "EventObject",
                  field("type", text("User"), "What kind of thing it was done to."),
                  needed("id", text("ses_123456789012345678"), "Its id."),
                  field("display_name", text("Ada Admin"), "What people call it.")),
              "What it was done to."),
          field("before", new Schema.Anything(), "The whole object as it was before."),
          field("after", new Schema.Anything(), "The whole object as it is since."),
          needed("previous_hash", text(""), "The hash of the event before; empty for the first."),
          needed("hash", text("9f86d081884c7d65"), "SHA-256 over the event, in hex."));

  private static final Shape PAGE =
      new Shape(
          "EventPage",
          needed("events", listOf(EVENT), "The events of this page, the oldest first."),
          needed("next_page_token", text(""), "Where the next page begins; empty on the last."),
          needed(
              "cursor",
              text("42"),
              "Where this page ends. As page_token it leads on from here at any time later, and no"
                  + " event is missed."));

  private final Core core;

  EventOperations(Core core) {
    this.core = core;
  }

  private static final String PATH = "/organizations/{organization_id}/events";

  List<Operation> all() {
    return List.of(
        filtered(Operation.get(Group.EVENTS, PATH + ":export", "exportEvents"))
            .says(
                "Export events",
                "As a file: JSON Lines with one event in each line, as the list shows them, or a"
                    + " table for spreadsheets; the oldest first, at most "
                    + EventExport.MOST
                    + ". The list leads through more.")
            .needs(Permission.SETTINGS_MANAGE)
            .needsQuery("format", constant("jsonl", "csv"), "What the file is.")
            .answersFile("application/jsonl", "text/csv")
            .by(this::export),
        paged(Operation.get(Group.EVENTS, "/events/paginated", "listAllEvents"))
            .says(
                "List the events of all organizations",
                "And those of none, such as of applications. In the same order, for whoever follows"
                    + " them.")
            .operates()
            .query(
                "organization_id",
                id("org_"),
                "Only what happened in this organization, also when it was deleted since.")
            .refuses(404)
            .answers(200, PAGE)
            .by(call -> list(call, one(call))),
        paged(Operation.get(Group.EVENTS, PATH, "listEvents"))
            .says(
                "List events",
                "The oldest first, in an order that never changes: whoever goes on from a cursor"
                    + " misses nothing.")
            .needs(Permission.SETTINGS_MANAGE)
            .answers(200, PAGE)
            .by(call -> list(call, there(call.organization()))));
  }

  private static Operation filtered(Operation operation) {
    return operation
        .queries("type", text("user.login").max(LONGEST), "Only events of these types.")
        .query("actor", text("usr_123456789012345678").max(LONGEST), "Only what they did.")
        .query("since", time().max(LONGEST), "Only from this time on.")
        .query("until", time().max(LONGEST), "Only before this time.");
  }

  private static Operation paged(Operation operation) {
    return filtered(operation)
        .query("page_size", whole(100, 1, 500), "How many at most; 100 when not given.")
        .query(
            "page_token",
            text("").max(LONGEST),
            "The next_page_token or cursor of another answer; empty begins at the start.");
  }

  /** The one organization that is asked for, or null for all. One that was deleted has events. */
  private @Nullable OrganizationId one(Call call) {
    var asked = call.query("organization_id");
    if (asked.isEmpty()) return null;
    var id =
        OrganizationId.parse(asked).orElseThrow(() -> Problem.notFound("organization_not_found"));
    return core.eventFeed.after(id, EventFilter.ALL, 0, 1).isEmpty() ? there(id) : id;
  }

  private Reply export(Call call) {
    var format = EventExport.Format.named(call.query("format")).orElseThrow();
    var organization = there(call.organization());
    // the file is made after the call has ended, whose request is another one's by then
    var whole = call.actor().operates();
    var parts = core.eventExport.newest(organization, filter(call), format, it -> seen(whole, it));
    return Reply.file("events." + format.wireName(), format.mediaType(), parts);
  }

  /** What is asked for; a filter that nothing can ever pass is a slip. */
  private static EventFilter filter(Call call) {
    var actor = call.query("actor");
    var types = call.queries("type").stream().filter(it -> !it.isEmpty()).toList();
    var since = call.moment("since");
    var until = call.moment("until");
    for (var type : types)
      if (EventType.named(type).isEmpty())
        throw Problem.invalid("event_type_unknown").at("type").with(type);
    if (since != null && until != null && since.isAfter(until))
      throw Problem.invalid("since_after_until").at("since");
    return new EventFilter(types, actor.isEmpty() ? null : actor, List.of(), since, until);
  }

  private Reply list(Call call, @Nullable OrganizationId organization) {
    var size = call.query("page_size").isEmpty() ? 100 : Integer.parseInt(call.query("page_size"));
    var from = position(call.query("page_token"));
    var found = core.eventFeed.after(organization, filter(call), from, size + 1);
    var more = found.size() > size;
    var shown = more ? found.subList(0, size) : found;
    var last = shown.isEmpty() ? null : shown.get(shown.size() - 1).position();
    var cursor = Long.toString(last == null ? from : last);
    return Reply.of(
        new Snapshot()
            .with(
                "events",
                shown.stream().map(it -> json(seen(call.actor().operates(), it))).toList())
            .with("next_page_token", more ? cursor : "")
            .with("cursor", cursor));
  }

  private OrganizationId there(OrganizationId id) {
    core.organizations.mustExist(id);
    return id;
  }

  private static long position(String token) {
    if (token.isEmpty()) return 0;
    if (!token.matches("\\d{1,18}")) throw Problem.invalid("page_token_unknown").at("page_token");
    return Long.parseLong(token);
  }

  /** The operator sees the whole; others what the organization's own people do. */
  private static ObjectNode seen(boolean operator, RecordedEvent event) {
    return operator ? EventJson.of(event) : EventJson.forOrganization(event);
  }

  private static Map<String, Object> json(ObjectNode event) {
    return JSON.convertValue(event, VALUES);
  }
}
