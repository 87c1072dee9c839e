package dev.hostedui.identity.environment;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.picture.Pictures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes how the app looks, for the operator. Running servers show it within seconds: each reads
 * the environment again every few, and what browsers keep has another address.
 */
public final class BrandingChanges {

  private static final String COLUMNS =
      Arrays.stream(BrandingSetting.values())
          .map(BrandingSetting::wireName)
          .collect(Collectors.joining(", "));
  private static final List<String> PICTURES =
      List.of("logo_picture", "logo_source", "favicon_picture", "favicon_source");

  private final Database database;
  private final Pictures pictures;
  private final Environments environments;
  private final Events events;
  private final Clock clock;

  public BrandingChanges(
      Database database, Environments environments, Pictures pictures, Events events, Clock clock) {
    this.database = database;
    this.pictures = pictures;
    this.environments = environments;
    this.events = events;
    this.clock = clock;
  }

  /** The branding as the operator and events see it, and when it last changed. */
  public record Shown(EnvironmentId id, Snapshot branding, Instant updatedAt) {}

  /** How it is now. */
  public Shown shown(Actor actor) {
    actor.mustOperate();
    return database.read(BrandingChanges::shown);
  }

  /**
   * Changes what is given and keeps the rest. Equal to before it changes nothing and writes no
   * event.
   *
   * @param seen the version that the actor has seen, or null when any will do
   * @param given the texts, empty for one that is taken away
   * @throws Problem INVALID, naming each setting that cannot be taken; CONFLICT when it is another
   *     version by now
   */
  public void change(Actor actor, @Nullable String seen, Map<BrandingSetting, String> given) {
    actor.mustOperate();
    var checked = new EnumMap<BrandingSetting, @Nullable String>(BrandingSetting.class);
    Problem.together(
        given.entrySet().stream()
            .map(
                it -> (Runnable) () -> checked.put(it.getKey(), it.getKey().checked(it.getValue())))
            .toArray(Runnable[]::new));
    database.useTransaction(
        tx -> {
          hold(tx, seen);
          if (!differs(tx, checked)) return;
          var before = shown(tx);
          write(tx, checked);
          record(tx, actor, before);
        });
    environments.refresh();
  }

  /** Which of the app's own pictures is meant. */
  public enum Slot {
    LOGO(PictureFile.Use.LOGO),
    FAVICON(PictureFile.Use.FAVICON);

    private final PictureFile.Use use;

    Slot(PictureFile.Use use) {
      this.use = use;
    }

    public PictureFile.Use use() {
      return use;
    }

    /** Its name in the API and on the command line. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Shows another picture, or none.
   *
   * @param file the picture, or null for none
   * @param source the address it was fetched from, or null when it was sent to us
   * @throws Problem CONFLICT when it is another version than the actor has seen
   */
  public void show(
      Actor actor,
      @Nullable String seen,
      Slot slot,
      @Nullable PictureFile file,
      @Nullable String source) {
    actor.mustOperate();
    var name = slot.wireName();
    database.useTransaction(
        tx -> {
          hold(tx, seen);
          var before = shown(tx);
          var old = before.branding.values().get(name + "_picture");
          var id = file == null ? null : file.id();
          if (Objects.equals(old, id == null ? null : id.value())
              && Objects.equals(before.branding.values().get(name + "_source"), source)) return;
          if (file != null) pictures.keep(tx, file);
          tx.createUpdate(
                  "UPDATE environment SET %1$s_picture = :picture, %1$s_source = :source, updated_at = "
                          .formatted(name)
                      + Version.NEXT)
              .bind("picture", id)
              .bind("source", source)
              .bind("now", clock.instant())
              .execute();
          pictures.release(tx, old == null ? null : PictureId.parse((String) old).orElse(null));
          record(tx, actor, before);
        });
    environments.refresh();
  }

  /** Holds the one row: two operators change it one after the other. */
  private static void hold(Handle tx, @Nullable String seen) {
    Locks.environment(tx);
    Version.mustBe(seen, Version.of(shown(tx).updatedAt));
  }

  private static boolean differs(Handle tx, Map<BrandingSetting, @Nullable String> checked) {
    return tx.createQuery("SELECT " + COLUMNS + " FROM environment")
        .map(
            (row, context) -> {
              for (var one : checked.entrySet())
                if (!Objects.equals(row.getString(one.getKey().wireName()), one.getValue()))
                  return true;
              return false;
            })
        .one();
  }

  private void write(Handle tx, Map<BrandingSetting, @Nullable String> checked) {
    var columns =
        checked.keySet().stream()
            .map(it -> it.wireName() + " = :" + it.wireName())
            .collect(Collectors.joining(", "));
    var update =
        tx.createUpdate("UPDATE environment SET " + columns + ", updated_at = " + Version.NEXT);
    checked.forEach((setting, value) -> update.bind(setting.wireName(), value));
    update.bind("now", clock.instant()).execute();
  }

  private void record(Handle tx, Actor actor, Shown before) {
    events.record(
        tx,
        actor,
        EventType.BRANDING_UPDATED,
        null,
        before.id,
        Change.from(before.branding.values(), shown(tx).branding.values()));
  }

  private static Shown shown(Handle handle) {
    return handle
        .createQuery(
            "SELECT id, updated_at, "
                + String.join(", ", PICTURES)
                + ", "
                + COLUMNS
                + " FROM environment")
        .map(
            (row, context) ->
                new Shown(
                    new EnvironmentId(Columns.text(row, "id")),
                    snapshot(row),
                    Columns.time(row, "updated_at")))
        .one();
  }

  /** All settings by their names; what is not set is missing. */
  private static Snapshot snapshot(ResultSet row) throws SQLException {
    var snapshot = new Snapshot();
    for (var setting : BrandingSetting.values()) {
      var value = row.getString(setting.wireName());
      snapshot.with(setting.wireName(), setting.isSwitch() ? Setting.ON.equals(value) : value);
    }
    for (var column : PICTURES) snapshot.with(column, row.getString(column));
    return snapshot.at("update_time", Columns.time(row, "updated_at"));
  }
}
