package dev.hostedui.identity.organization;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.picture.Pictures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The logos of organizations: sent to us, or fetched from the address that an app keeps with the
 * organization. One takes the place of the other.
 */
public final class OrganizationLogos {

  private static final String QUOTA = "organization_logo";
  private static final List<Quotas.Limit> LIMITS =
      List.of(new Quotas.Limit(30, Duration.ofDays(1)));

  /** An address is looked at again after that long: there may be another picture. */
  private static final Duration AGAIN = Duration.ofDays(1);

  private static final Duration AFTER_FAILURE = Duration.ofHours(1);

  /** Nobody else fetches it meanwhile. */
  private static final Duration LEASE = Duration.ofMinutes(5);

  private static final int BATCH = 10;
  private static final int LONGEST_FAULT = 200;
  private static final Actor FETCHER = new Actor.Internal("logo-fetch");

  private final Database database;
  private final Pictures pictures;
  private final Quotas quotas;
  private final BooleanSupplier adminsMay;
  private final Events events;
  private final Clock clock;

  /** Takes whether the operator lets admins choose. */
  public OrganizationLogos(
      Database database,
      Pictures pictures,
      Quotas quotas,
      BooleanSupplier adminsMay,
      Events events,
      Clock clock) {
    this.database = database;
    this.pictures = pictures;
    this.quotas = quotas;
    this.adminsMay = adminsMay;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What an organization is shown as.
   *
   * @param logo its own, or null
   */
  public record Face(String displayName, @Nullable PictureId logo) {}

  /**
   * A logo with where it comes from.
   *
   * @param source the address it is fetched from, or null
   * @param fault why it could not be fetched last, or null
   */
  public record Shown(@Nullable PictureId logo, @Nullable String source, @Nullable String fault) {}

  /** What an organization is shown as, before anybody has signed in; empty when there is none. */
  public Optional<Face> face(OrganizationId id) {
    return database.read(handle -> face(handle, id));
  }

  /** What it is shown as, inside a transaction. */
  public static Optional<Face> face(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT display_name, logo_picture FROM organizations WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new Face(
                    Columns.text(row, "display_name"),
                    PictureId.stored(row.getString("logo_picture"))))
        .findOne();
  }

  /** The logo of an organization with where it comes from. */
  public Optional<Shown> find(OrganizationId id) {
    return database.read(handle -> find(handle, id));
  }

  private static Optional<Shown> find(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT logo_picture, logo_url, logo_fault FROM organizations WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new Shown(
                    PictureId.stored(row.getString("logo_picture")),
                    row.getString("logo_url"),
                    row.getString("logo_fault")))
        .findOne();
  }

  /**
   * Shows a picture that was sent, or none; an address that was kept is forgotten.
   *
   * @throws Problem FORBIDDEN for people without the permission, or where the operator does not let
   *     admins choose; NOT_FOUND; TOO_MANY after many changes on one day
   */
  public void show(Actor actor, OrganizationId id, @Nullable PictureFile file) {
    database.useTransaction(
        tx -> {
          actor.must(tx, id, Permission.SETTINGS_MANAGE);
          if (actor instanceof Actor.Person && !adminsMay.getAsBoolean())
            throw Problem.forbidden("organization_logo_off");
          var before = find(tx, id).orElseThrow();
          var picture = file == null ? null : file.id();
          if (before.source == null && Objects.equals(before.logo, picture)) return;
          quotas
              .use(tx, QUOTA, id.value(), LIMITS)
              .ifPresent(
                  wait -> {
                    throw Problem.tooMany("too_many_logos", wait);
                  });
          write(tx, actor, id, before.logo, file, null, null);
        });
  }

  private void write(
      Handle tx,
      Actor actor,
      OrganizationId id,
      @Nullable PictureId old,
      @Nullable PictureFile file,
      @Nullable String source,
      @Nullable Instant due) {
    var was = OrganizationSnapshot.of(tx, id);
    if (file != null) pictures.keep(tx, file);
    tx.createUpdate(
            "UPDATE organizations SET logo_picture = :picture, logo_url = :source, logo_due_at ="
                + " :due, logo_fault = NULL, updated_at = "
                + Version.NEXT
                + " WHERE id = :id")
        .bind("picture", file == null ? null : file.id())
        .bind("source", source)
        .bind("due", due)
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
    pictures.release(tx, old);
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_UPDATED,
        id,
        id,
        Change.from(was.values(), OrganizationSnapshot.of(tx, id).values()));
  }

  // ------------------------------------------------------------------ fetching

  /** An address that is to be looked at. */
  public record Due(OrganizationId id, String address) {}

  /** Takes a bounded batch of addresses to look at; nobody else gets them for a while. */
  public List<Due> takeDue() {
    return database.inTransaction(
        tx -> {
          var due =
              tx.createQuery(
                      "SELECT id, logo_url FROM organizations WHERE logo_due_at <= :now AND logo_url"
                          + " IS NOT NULL ORDER BY logo_due_at LIMIT :batch")
                  .bind("now", clock.instant())
                  .bind("batch", BATCH)
                  .map(
                      (row, context) ->
                          new Due(
                              new OrganizationId(Columns.text(row, "id")),
                              Columns.text(row, "logo_url")))
                  .list();
          return due.stream().filter(it -> lease(tx, it)).toList();
        });
  }

  private boolean lease(Handle tx, Due it) {
    return tx.createUpdate(
                "UPDATE organizations SET logo_due_at = :until WHERE id = :id AND logo_due_at <="
                    + " :now")
            .bind("until", clock.instant().plus(LEASE))
            .bind("id", it.id)
            .bind("now", clock.instant())
            .execute()
        > 0;
  }

  /** Shows what was fetched, unless there is another address by now. */
  public void fetched(Due due, PictureFile file) {
    database.useTransaction(
        tx -> {
          Locks.organization(tx, due.id);
          var before = find(tx, due.id).orElseThrow();
          if (!due.address.equals(before.source)) return;
          var again = clock.instant().plus(AGAIN);
          if (file.id().equals(before.logo)) later(tx, due, again, null);
          else write(tx, FETCHER, due.id, before.logo, file, due.address, again);
        });
  }

  /** Notes why nothing could be fetched; what was fetched before stays. */
  public void notFetched(Due due, String fault) {
    var cut = fault.length() > LONGEST_FAULT ? fault.substring(0, LONGEST_FAULT) : fault;
    database.useTransaction(tx -> later(tx, due, clock.instant().plus(AFTER_FAILURE), cut));
  }

  private static void later(Handle tx, Due due, Instant at, @Nullable String fault) {
    tx.createUpdate(
            "UPDATE organizations SET logo_due_at = :at, logo_fault = :fault WHERE id = :id AND"
                + " logo_url = :address")
        .bind("at", at)
        .bind("fault", fault)
        .bind("id", due.id)
        .bind("address", due.address)
        .execute();
  }
}
