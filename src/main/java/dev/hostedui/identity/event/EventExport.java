package dev.hostedui.identity.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Lists;
import com.google.common.primitives.Longs;
import dev.hostedui.db.WireNamed;
import dev.hostedui.identity.Csv;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

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

  /** So many events are in one file for a browser or a program, the newest that pass the filter. */
  public static final int MOST = 10_000;

  private static final int BATCH = 500;

  /** So many are held for each client that takes a file. */
  private static final int PART = 100;

  /** So long a part waits for others at most. */
  private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

  /** So many parts of files are made at once. */
  private static final int AT_ONCE = 2;

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
  private final Semaphore making = new Semaphore(AT_ONCE);

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

  /**
   * A file of the newest events that pass a filter, at most {@value #MOST}, the oldest of them
   * first. Its parts are made one by one when they are asked for, and there is at least one.
   *
   * @param shown what of an event is in the file
   * @throws Problem UNAVAILABLE while as many are made as can be at once
   */
  public Iterator<String> newest(
      OrganizationId organization,
      EventFilter filter,
      Format format,
      Function<RecordedEvent, ? extends JsonNode> shown) {
    if (!making.tryAcquire()) throw Problem.unavailable("exports_busy");
    try {
      feed.settle();
      // numbers in one array, because a slow client keeps them for long
      var positions = Longs.toArray(feed.newestPositions(organization, filter, MOST));
      return new Parts(Lists.reverse(Longs.asList(positions)), format, shown);
    } finally {
      making.release();
    }
  }

  /** The parts of a file: what is held are numbers, until a part is asked for. */
  private final class Parts implements Iterator<String> {
    private final Iterator<List<Long>> positions;
    private final Format format;
    private final Function<RecordedEvent, ? extends JsonNode> shown;
    private boolean begun;

    Parts(List<Long> positions, Format format, Function<RecordedEvent, ? extends JsonNode> shown) {
      this.positions = Lists.partition(positions, PART).iterator();
      this.format = format;
      this.shown = shown;
    }

    @Override
    public boolean hasNext() {
      return !begun || positions.hasNext();
    }

    @Override
    public String next() {
      var to = new StringWriter();
      awaitTurn();
      try {
        if (!begun) writeHeading(format, to);
        if (begun || positions.hasNext())
          for (var event : feed.at(positions.next())) write(shown.apply(event), format, to);
        begun = true;
        return to.toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        making.release();
      }
    }
  }

  /**
   * Nobody is sent away in the middle of a file, unless the database takes all the time there is.
   */
  private void awaitTurn() {
    try {
      if (making.tryAcquire(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Problem.unavailable("exports_busy");
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
