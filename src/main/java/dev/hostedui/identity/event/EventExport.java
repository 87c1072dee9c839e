package dev.hostedui.identity.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Lists;
import dev.hostedui.db.WireNamed;
import dev.hostedui.identity.Csv;
import dev.hostedui.identity.OrganizationId;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes an organization's events to a file, the oldest first. */
public final class EventExport {

  /** What a file can be. */
  public enum Format implements WireNamed {
    /** One JSON object in each line, as {@link EventJson} writes it (JSON Lines). */
    JSONL("application/jsonl"),
    /** A table with a heading, for spreadsheets (RFC 4180). */
    CSV("text/csv; charset=utf-8");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public String mediaType() {
      return mediaType;
    }

    public static Optional<Format> named(String name) {
      return Arrays.stream(values()).filter(it -> it.wireName().equals(name)).findFirst();
    }
  }

  private static final int BATCH = 500;

  /** The columns of a table: their names are the way to a value in an event's JSON. */
  private static final List<String> COLUMNS =
      List.of(
          "occurred_at",
          "type",
          "actor.type",
          "actor.id",
          "actor.display_name",
          "on_behalf_of",
          "object.type",
          "object.id",
          "object.display_name",
          "origin.ip",
          "origin.user_agent",
          "origin.request_id",
          "before",
          "after",
          "id",
          "position",
          "previous_hash",
          "hash");

  private final EventFeed feed;

  public EventExport(EventFeed feed) {
    this.feed = feed;
  }

  /**
   * Writes all events of an organization that pass a filter, however many they are: a few hundred
   * are held at a time.
   *
   * @return how many there were
   * @throws IOException when the other end does not want the rest
   */
  public long writeAll(OrganizationId organization, EventFilter filter, Format format, Writer to)
      throws IOException {
    writeHeading(format, to);
    var count = 0L;
    var position = 0L;
    while (true) {
      var some = feed.after(organization, filter, position, BATCH);
      for (var event : some) {
        write(EventJson.of(event), format, to);
        position = event.position() == null ? position : event.position();
      }
      count += some.size();
      to.flush();
      if (some.size() < BATCH) return count;
    }
  }

  /** The newest events that pass a filter, at most so many, the oldest of them first. */
  public List<RecordedEvent> newest(OrganizationId organization, EventFilter filter, int most) {
    feed.settle();
    return Lists.reverse(feed.newest(organization, filter, null, most));
  }

  /** Writes a file of some events, as {@link EventJson} has each. */
  public static void write(List<? extends JsonNode> events, Format format, Writer to)
      throws IOException {
    writeHeading(format, to);
    for (var event : events) write(event, format, to);
  }

  private static void writeHeading(Format format, Writer to) throws IOException {
    if (format == Format.CSV) to.write(Csv.heading(COLUMNS));
  }

  private static void write(JsonNode json, Format format, Writer to) throws IOException {
    to.write(format == Format.CSV ? row(json) : json + "\n");
  }

  private static String row(JsonNode event) {
    return Csv.row(
        COLUMNS.stream().map(column -> cell(event.at("/" + column.replace('.', '/')))).toList());
  }

  private static String cell(JsonNode value) {
    return value.isMissingNode() ? "" : value.isTextual() ? value.asText() : value.toString();
  }
}
