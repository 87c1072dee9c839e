package dev.hostedui.identity.environment;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.SessionChain;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes who may come in and how long things last, for the operator. It counts at once where it is
 * changed and within seconds on other running servers, which read the environment again every few.
 *
 * <p>What was handed out before keeps what it had: running sessions their limits, invitations,
 * codes and access tokens their ends.
 */
public final class EnvironmentChanges {

  private static final String COLUMNS =
      Arrays.stream(EnvironmentSetting.values())
          .map(EnvironmentSetting::wireName)
          .collect(Collectors.joining(", "));

  private final Database database;
  private final Environments environments;
  private final Events events;
  private final Clock clock;

  public EnvironmentChanges(
      Database database, Environments environments, Events events, Clock clock) {
    this.database = database;
    this.environments = environments;
    this.events = events;
    this.clock = clock;
  }

  /** The settings as the operator and events see them, and when the environment last changed. */
  public record Shown(EnvironmentId id, Map<EnvironmentSetting, Long> values, Instant updatedAt) {
    public Shown {
      values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** By their names, with the time of the last change. */
    public Snapshot snapshot() {
      var snapshot = new Snapshot();
      values.forEach((setting, value) -> snapshot.with(setting.wireName(), setting.shown(value)));
      return snapshot.at("update_time", updatedAt);
    }
  }

  /** How they are now. */
  public Shown shown(Actor actor) {
    actor.mustOperate();
    return database.read(EnvironmentChanges::shown);
  }

  /**
   * Changes what is given and keeps the rest. Equal to before it changes nothing and writes no
   * event.
   *
   * @param seen the version that the actor has seen, or null when any will do
   * @param given numbers, and of switches {@link EnvironmentSetting#valueOf(boolean)}
   * @throws Problem INVALID, naming each setting that is out of its range, or the one by which
   *     absolute session timeout &gt; idle session timeout &gt; life of access tokens would not
   *     hold; CONFLICT when it is another version by now
   */
  public void change(Actor actor, @Nullable String seen, Map<EnvironmentSetting, Long> given) {
    actor.mustOperate();
    Problem.together(
        given.entrySet().stream()
            .map(it -> (Runnable) () -> it.getKey().checked(it.getValue()))
            .toArray(Runnable[]::new));
    database.useTransaction(
        tx -> {
          Locks.environment(tx);
          var before = shown(tx);
          Version.mustBe(seen, Version.of(before.updatedAt));
          var changed = new EnumMap<EnvironmentSetting, Long>(EnvironmentSetting.class);
          changed.putAll(given);
          changed.entrySet().removeIf(it -> it.getValue().equals(before.values.get(it.getKey())));
          if (changed.isEmpty()) return;
          write(tx, changed);
          var after = shown(tx);
          mustHoldTogether(tx, changed, after.values);
          events.record(
              tx,
              actor,
              EventType.ENVIRONMENT_SETTINGS_UPDATED,
              null,
              before.id,
              Change.from(before.snapshot().values(), after.snapshot().values()));
        });
    environments.refresh();
  }

  /** Refuses limits of sessions and tokens that contradict each other, at one that was changed. */
  private static void mustHoldTogether(
      Handle tx, Map<EnvironmentSetting, Long> changed, Map<EnvironmentSetting, Long> now) {
    var absolute = EnvironmentSetting.SESSION_ABSOLUTE_MINUTES;
    var idle = EnvironmentSetting.SESSION_IDLE_MINUTES;
    var token = EnvironmentSetting.ACCESS_TOKEN_MINUTES;
    if (!changed.containsKey(absolute) && !changed.containsKey(idle) && !changed.containsKey(token))
      return;
    long longest = value(now, absolute);
    long resting = value(now, idle);
    if (resting >= longest)
      throw changed.containsKey(idle)
          ? Problem.invalid("idle_timeout_too_long").with(longest).at(idle.wireName())
          : Problem.invalid("absolute_timeout_too_short").with(resting).at(absolute.wireName());
    if (changed.containsKey(token))
      SessionChain.mustOutlast(tx, token.wireName(), value(now, token));
    // what applications have chosen themselves
    var tokens = Math.max(value(now, token), Applications.longestAccessTokenMinutes(tx));
    var end = resting > 0 ? idle : absolute;
    if (value(now, end) <= tokens)
      throw Problem.invalid("timeout_within_access_token").with(tokens).at(end.wireName());
  }

  private static long value(Map<EnvironmentSetting, Long> values, EnvironmentSetting setting) {
    return values.getOrDefault(setting, setting.standard());
  }

  private void write(Handle tx, Map<EnvironmentSetting, Long> changed) {
    var columns =
        changed.keySet().stream()
            .map(it -> it.wireName() + " = :" + it.wireName())
            .collect(Collectors.joining(", "));
    var update =
        tx.createUpdate("UPDATE environment SET " + columns + ", updated_at = " + Version.NEXT);
    changed.forEach((setting, value) -> update.bind(setting.wireName(), stored(setting, value)));
    update.bind("now", clock.instant()).execute();
  }

  /** What stands in the column of a setting: no idle limit is null there. */
  private static @Nullable Object stored(EnvironmentSetting setting, long value) {
    if (setting.isSwitch()) return Environments.word(EnvironmentSetting.isOn(value));
    return setting == EnvironmentSetting.SESSION_IDLE_MINUTES && value == 0 ? null : value;
  }

  private static Shown shown(Handle handle) {
    return handle
        .createQuery("SELECT id, updated_at, " + COLUMNS + " FROM environment")
        .map(
            (row, context) ->
                new Shown(
                    new EnvironmentId(Columns.text(row, "id")),
                    values(row),
                    Columns.time(row, "updated_at")))
        .one();
  }

  private static Map<EnvironmentSetting, Long> values(ResultSet row) throws SQLException {
    var values = new EnumMap<EnvironmentSetting, Long>(EnvironmentSetting.class);
    for (var setting : EnvironmentSetting.values()) {
      var name = setting.wireName();
      values.put(
          setting,
          setting.isSwitch()
              ? EnvironmentSetting.valueOf(Environments.isAllowed(row, name))
              // null, for no idle limit, is read as 0
              : row.getLong(name));
    }
    return values;
  }
}
