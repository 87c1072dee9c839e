package dev.hostedui.identity.webhook;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the app that are told what happens: at most 50. They are the operator's alone,
 * and each verb refuses everybody else.
 */
public final class Webhooks {

  /** How long the secret before signs beside a new one, unless somebody asks for another time. */
  public static final Duration USUAL_OVERLAP = Duration.ofHours(24);

  private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);
  static final int MOST = 50;
  private static final int LONGEST_DESCRIPTION = 200;
  private static final Set<String> OURSELVES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Database database;
  private final Vault vault;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final boolean plainHttp;

  /** Takes whether addresses without TLS will do on other machines too. */
  public Webhooks(
      Database database, Vault vault, Events events, Ids ids, Clock clock, boolean plainHttp) {
    this.database = database;
    this.vault = vault;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    this.plainHttp = plainHttp;
  }

  /** The wire names of all events that an address may be told of. */
  public static List<String> types() {
    return Arrays.stream(EventType.values())
        .filter(type -> type.audience().includes(EventType.Audience.APP))
        .map(EventType::wireName)
        .toList();
  }

  /** All of them, the oldest first. */
  public List<Webhook> list(Actor actor) {
    actor.mustOperate();
    return database.read(WebhookTable::all);
  }

  /**
   * One of them.
   *
   * @throws Problem NOT_FOUND when there is none of that id
   */
  public Webhook get(Actor actor, WebhookId id) {
    actor.mustOperate();
    return database.read(handle -> existing(handle, id));
  }

  static Webhook existing(Handle handle, WebhookId id) {
    return WebhookTable.find(handle, id).orElseThrow(() -> Problem.notFound("webhook_not_found"));
  }

  /**
   * Makes an address. It is told of what happens from now on.
   *
   * @param url https, or http to this machine
   * @param types wire names of events; none for all
   * @return it with its secret, which is shown this once
   * @throws Problem INVALID at {@code url}, {@code description} or {@code event_types}; CONFLICT
   *     when there are too many
   */
  public Webhook.Made create(Actor actor, String url, String description, List<String> types) {
    actor.mustOperate();
    check(url, description, types);
    return database.inTransaction(
        tx -> {
          // nobody else makes one between counting them and this one
          Locks.environment(tx);
          if (WebhookTable.all(tx).size() >= MOST)
            throw Problem.conflict("too_many_webhooks").with(MOST);
          var now = clock.instant();
          var id = new WebhookId(ids.next(WebhookId.PREFIX));
          var secret = WebhookSecret.random(ids);
          var made =
              new Webhook(
                  id,
                  URI.create(url),
                  Names.line(description),
                  distinct(types),
                  null,
                  null,
                  null,
                  null,
                  now,
                  now);
          WebhookTable.insert(tx, made, vault.seal(place(id), secret.text()));
          record(tx, actor, EventType.WEBHOOK_CREATED, id, Change.created(snapshot(made)));
          return new Webhook.Made(made, secret.text());
        });
  }

  /**
   * Changes where it is, what it is for, what it is told of, and whether it is told anything.
   *
   * <p>One that is enabled is told of what happens from now on; of what happened meanwhile only
   * when it is asked for. To one that is disabled nothing is sent any more: a call that has begun
   * still may arrive, what waits is given up. One that has asked to be left alone is called again,
   * even when nothing is changed. Where it is moved, its failures begin anew.
   *
   * @param seen the version that the change was made for, see {@link Version}, or null
   * @throws Problem as {@link #create} and {@link #get} refuse; CONFLICT for another version
   */
  public Webhook change(
      Actor actor, WebhookId id, @Nullable String seen, UnaryOperator<Details> change) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var was = held(tx, id);
          Version.mustBe(seen, Version.of(was.updatedAt()));
          var details = change.apply(Details.of(was));
          check(details.url, details.description, details.types);
          var now = changed(was, details, next(was));
          if (snapshot(now).equals(snapshot(was))) {
            // who says so once more wants it called, whatever it has asked for
            WebhookTable.endRest(tx, id);
            return existing(tx, id);
          }
          WebhookTable.update(tx, now);
          if (was.enabled() && !now.enabled()) Deliveries.giveUpWaiting(tx, id, now.updatedAt());
          record(
              tx, actor, EventType.WEBHOOK_UPDATED, id, Change.from(snapshot(was), snapshot(now)));
          return now;
        });
  }

  /** What can be changed about an address, as it is typed. */
  public record Details(String url, String description, List<String> types, boolean enabled) {

    static Details of(Webhook it) {
      return new Details(it.url().toString(), it.description(), it.types(), it.enabled());
    }

    /** These with another switch. */
    public Details turned(boolean on) {
      return new Details(url, description, types, on);
    }
  }

  private static Webhook changed(Webhook was, Details details, Instant now) {
    var enabled = details.enabled;
    var url = URI.create(details.url);
    // what another address has missed says nothing about this one
    var afresh = (enabled && !was.enabled()) || !url.equals(was.url());
    return new Webhook(
        was.id(),
        url,
        Names.line(details.description),
        distinct(details.types),
        was.oldSecretUntil(),
        enabled ? null : was.enabled() ? now : was.disabledAt(),
        afresh ? null : was.failingSince(),
        null,
        was.createdAt(),
        now);
  }

  /** When a change is made: no two versions have one time. */
  private Instant next(Webhook was) {
    var now = clock.instant();
    return now.isAfter(was.updatedAt()) ? now : was.updatedAt().plusMillis(1);
  }

  /** {@link #change} of the switch alone. */
  public Webhook turn(Actor actor, WebhookId id, boolean on) {
    return change(actor, id, null, it -> it.turned(on));
  }

  static Webhook switched(
      Webhook it, @Nullable Instant disabledAt, @Nullable Instant failingSince, Instant now) {
    return new Webhook(
        it.id(),
        it.url(),
        it.description(),
        it.types(),
        it.oldSecretUntil(),
        disabledAt,
        failingSince,
        null,
        it.createdAt(),
        now);
  }

  /**
   * Makes a new secret. For a time both sign, so that no delivery is refused while the app changes
   * over.
   *
   * @param overlap how long the one before still signs, at most 30 days; zero when it is stolen:
   *     then none but the new one signs from now on
   * @return the new secret, which is shown this once
   * @throws Problem INVALID at {@code overlap_hours}; NOT_FOUND; CONFLICT {@code
   *     webhook_secret_overlaps} with an overlap while the one before the present one still signs
   */
  public Webhook.Made rotateSecret(Actor actor, WebhookId id, Duration overlap) {
    actor.mustOperate();
    if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0)
      throw Problem.invalid("overlap_out_of_range")
          .at("overlap_hours")
          .with(LONGEST_OVERLAP.toDays());
    return database.inTransaction(
        tx -> {
          var was = held(tx, id).oldSecretUntil();
          var now = clock.instant();
          // two sign at most, and the one before was promised to until then
          if (was != null && was.isAfter(now) && !overlap.isZero())
            throw Problem.conflict("webhook_secret_overlaps")
                .at("overlap_hours")
                .with(was.truncatedTo(ChronoUnit.SECONDS));
          var secret = WebhookSecret.random(ids);
          WebhookTable.rotate(tx, id, vault.seal(place(id), secret.text()), now.plus(overlap), now);
          record(
              tx,
              actor,
              EventType.WEBHOOK_SECRET_ROTATED,
              id,
              Change.created(Map.of("old_secret_until", now.plus(overlap).toString())));
          return new Webhook.Made(existing(tx, id), secret.text());
        });
  }

  /** Deletes it, with all that waits for it and its log. */
  public void delete(Actor actor, WebhookId id) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var was = held(tx, id);
          WebhookTable.delete(tx, id, clock.instant());
          record(tx, actor, EventType.WEBHOOK_DELETED, id, Change.deleted(snapshot(was)));
        });
  }

  private static Webhook held(Handle tx, WebhookId id) {
    WebhookTable.hold(tx, id);
    return existing(tx, id);
  }

  private void record(Handle tx, Actor actor, EventType type, WebhookId id, Change change) {
    events.record(tx, actor, type, null, id, change);
  }

  static Map<String, Object> snapshot(Webhook webhook) {
    return new Snapshot()
        .with("id", webhook.id().value())
        .with("url", webhook.url().toString())
        .with("description", webhook.description())
        .with("event_types", webhook.types())
        .with("enabled", webhook.enabled())
        .values();
  }

  /** Where a secret is sealed for, whether it is the present one or the one before. */
  static String place(WebhookId id) {
    return "webhooks:" + id.value() + ":sealed_secret";
  }

  private static List<String> distinct(List<String> types) {
    return types.stream().distinct().sorted().toList();
  }

  // ------------------------------------------------------------------ what may be typed

  private void check(String url, String description, List<String> types) {
    Problem.together(
        () -> {
          if (url.isBlank()) throw Problem.invalid("address_malformed").at("url");
          WebAddress.check("url", url, plainHttp || isOurselves(url));
        },
        () -> {
          if (Names.length(Names.line(description)) > LONGEST_DESCRIPTION)
            throw Problem.invalid("description_too_long")
                .at("description")
                .with(LONGEST_DESCRIPTION);
        },
        () -> {
          var known = types();
          types.stream()
              .filter(type -> !known.contains(type))
              .findFirst()
              .ifPresent(
                  type -> {
                    throw Problem.invalid("unknown_event_type").at("event_types").with(type);
                  });
        });
  }

  private static boolean isOurselves(String url) {
    try {
      var host = URI.create(url).getHost();
      return host != null && OURSELVES.contains(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
