package dev.hostedui.identity.organization;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.db.Minutes;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.text.Letters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Makes, finds and renames organizations. */
public final class Organizations {

  public static final int LONGEST_NAME = 200;

  /** So many members an organization with a limit may have at most. */
  public static final int MOST_SEATS = 99_999;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "://|\\b(?:www|ftp)\\."
              + "|\\b(?:https?|ftps?|file|mailto|javascript|data|tel|sms|callto|skype|facetime):(?=\\S)"
              + "|[^\\s@]@[^\\s@]+\\.[^\\s@]|[\\p{L}\\p{N}]\\.\\p{L}[\\p{L}\\p{N}-]+(?:[/\\\\]|:\\d)"
              // what is left of an address without its scheme, or was made to look like none
              + "|(?:^|\\s)(?://|\\\\\\\\)(?=\\S)|\\blocalhost:\\d|[\\[({]\\s?(?:\\.|dot)\\s?[\\])}]\\s?\\p{L}"
              // IPv4 and IPv6
              + "|(?<![\\p{L}\\p{N}.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\p{L}\\p{N}.]*\\d)|\\[[0-9a-f]*:[0-9a-f:.]+]",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Organizations(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Renames an organization.
   *
   * @throws Problem INVALID unless the name has 1 to {@link #LONGEST_NAME} characters; or what
   *     {@link Actor#must} refuses
   */
  public Organization rename(Actor actor, OrganizationId id, String typed) {
    var name = name("display_name", typed);
    return database.inTransaction(
        tx -> {
          actor.must(tx, id, Permission.SETTINGS_MANAGE);
          var before = get(tx, id);
          if (before.displayName().equals(name)) return before;
          updating(tx, actor, id, "display_name = :name", update -> update.bind("name", name));
          return new Organization(before.id(), before.number(), name);
        });
  }

  /**
   * An organization's session policy as it is stored.
   *
   * @param source the name of where its limits come from
   * @param absolute its own limit, or null when it has none
   * @param idle its own limit of inactivity, or null when it has none
   */
  public record StoredSessionPolicy(
      Set<Feature> features, String source, @Nullable Duration absolute, @Nullable Duration idle) {}

  /** An organization's session policy; empty when there is no such organization. */
  public static Optional<StoredSessionPolicy> sessionPolicy(Handle handle, OrganizationId id) {
    return handle
        .createQuery(
            "SELECT features, session_policy_source, session_absolute_minutes, session_idle_minutes"
                + " FROM organizations WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new StoredSessionPolicy(
                    Feature.among(Columns.text(row, "features")),
                    Columns.text(row, "session_policy_source"),
                    Columns.minutesOrNull(row, "session_absolute_minutes"),
                    Columns.minutesOrNull(row, "session_idle_minutes")))
        .findOne();
  }

  /** What an application may put into its addresses for an organization; either may be missing. */
  public record AddressNames(
      @Nullable String slug, @Nullable String externalId, Metadata metadata) {}

  /** The names of an organization; empty when there is no such organization. */
  public static Optional<AddressNames> addressNames(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT slug, external_id, metadata FROM organizations WHERE id = :id")
        .bind("id", id)
        // by hand, because it is asked at every authorization: see the page of the db package
        .map(
            (row, context) ->
                new AddressNames(
                    row.getString("slug"),
                    row.getString("external_id"),
                    Metadata.stored(Columns.text(row, "metadata"))))
        .findOne();
  }

  /**
   * Writes an organization's session policy, inside the change that has checked it.
   *
   * @param absolute its own limit, or null when it has none
   * @param idle its own limit of inactivity, or null when it has none
   */
  public static void setSessionPolicy(
      Handle tx,
      OrganizationId id,
      String source,
      @Nullable Duration absolute,
      @Nullable Duration idle,
      Instant now) {
    tx.createUpdate(
            """
            UPDATE organizations SET session_policy_source = :source, session_absolute_minutes = :absolute,
                   session_idle_minutes = :idle
            """
                + ", updated_at = "
                + Version.NEXT
                + " WHERE id = :id")
        .bind("source", source)
        .bind("absolute", Minutes.of(absolute))
        .bind("idle", Minutes.of(idle))
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /**
   * Makes an organization without members, inside a larger change.
   *
   * @param creator who makes it, or null when nobody in particular does
   * @throws Problem INVALID for a name {@link #rename} would refuse
   */
  public Organization create(
      Handle tx,
      Actor actor,
      String typed,
      @Nullable String slug,
      Set<Feature> features,
      @Nullable String creator) {
    return insert(
        tx,
        actor,
        new OrganizationDetails(typed, null, slug, null, Metadata.NONE),
        features,
        creator);
  }

  private Organization insert(
      Handle tx,
      Actor actor,
      OrganizationDetails typed,
      Set<Feature> features,
      @Nullable String creator) {
    var it = typed.checked();
    refuseTaken(tx, it, null);
    var number = ids.number();
    var id = new OrganizationId(OrganizationId.PREFIX + number);
    tx.createUpdate(
            """
            INSERT INTO organizations (id, number, display_name, external_id, slug, logo_url, logo_due_at, metadata, features,
                                       created_by, created_at, updated_at)
            VALUES (:id, :number, :name, :external, :slug, :logo, :logoDue, :metadata, :features, :creator, :now, :now)
            """)
        .bind("id", id)
        .bind("number", number)
        .bind("name", it.displayName())
        .bind("external", it.externalId())
        .bind("slug", it.slug())
        .bind("logo", it.logoUrl())
        .bind("logoDue", it.logoUrl() == null ? null : clock.instant())
        .bind("metadata", it.metadata().json())
        .bind("features", String.join(" ", names(features)))
        .bind("creator", creator)
        .bind("now", clock.instant())
        .execute();
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_CREATED,
        id,
        id,
        Change.created(OrganizationSnapshot.of(tx, id).values()));
    return new Organization(id, number, it.displayName());
  }

  /** Refuses names that another organization has. */
  private static void refuseTaken(Handle tx, OrganizationDetails it, @Nullable OrganizationId but) {
    Problem.together(
        () -> {
          if (isOthers(tx, "slug", it.slug(), but)) throw Problem.conflict("slug_taken").at("slug");
        },
        () -> {
          if (isOthers(tx, "external_id", it.externalId(), but))
            throw Problem.conflict("external_id_taken").at("external_id");
        });
  }

  private static boolean isOthers(
      Handle tx, String column, @Nullable String value, @Nullable OrganizationId but) {
    if (value == null) return false;
    return tx.createQuery(
            "SELECT 1 FROM organizations WHERE " + column + " = :value AND id <> :but LIMIT 1")
        .bind("value", value)
        .bind("but", but == null ? "" : but.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Makes an organization that nobody belongs to yet, for the operator.
   *
   * @param slug a short name for addresses, or null
   * @throws Problem INVALID for the name or the slug; CONFLICT when the slug is taken
   */
  public Organization create(Actor actor, String typed, @Nullable String slug) {
    return create(actor, new OrganizationDetails(typed, null, slug, null, Metadata.NONE));
  }

  /**
   * {@link #create(Actor, String, String)} with all that an app keeps with it.
   *
   * @throws Problem INVALID, naming the fields; CONFLICT when the slug or the external id is taken
   */
  public Organization create(Actor actor, OrganizationDetails details) {
    actor.mustOperate();
    return database.inTransaction(tx -> insert(tx, actor, details, Set.of(), null));
  }

  /**
   * Changes what an app keeps with an organization, for the operator. Equal to before it changes
   * nothing and writes no event.
   *
   * @param seen the version that the actor has seen, or null when any will do
   * @param change gets the details as they are and answers how they should be
   * @throws Problem NOT_FOUND; INVALID, naming the fields; CONFLICT when the slug or the external
   *     id is taken, or it is another version by now
   */
  public void change(
      Actor actor,
      OrganizationId id,
      @Nullable String seen,
      UnaryOperator<OrganizationDetails> change) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          Locks.organization(tx, id);
          mustBe(tx, id, seen);
          var before = details(tx, id);
          var after = change.apply(before).checked();
          if (after.equals(before)) return;
          refuseTaken(tx, after, id);
          updating(
              tx,
              actor,
              id,
              "display_name = :name, external_id = :external, slug = :slug, metadata = :metadata"
                  + logoColumns(before.logoUrl(), after.logoUrl()),
              update ->
                  update
                      .bind("name", after.displayName())
                      .bind("external", after.externalId())
                      .bind("slug", after.slug())
                      .bind("logo", after.logoUrl())
                      .bind("metadata", after.metadata().json()));
        });
  }

  /**
   * Another address is fetched soon, and until then the logo stays; without one there is none. An
   * address that stays away leaves alone what was sent to us.
   */
  private static String logoColumns(@Nullable String before, @Nullable String after) {
    if (Objects.equals(before, after)) return ", logo_url = :logo";
    return ", logo_url = :logo, logo_fault = NULL"
        + (after == null ? ", logo_picture = NULL, logo_due_at = NULL" : ", logo_due_at = :now");
  }

  private static OrganizationDetails details(Handle tx, OrganizationId id) {
    return tx.createQuery(
            "SELECT display_name, external_id, slug, logo_url, metadata FROM organizations WHERE id"
                + " = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new OrganizationDetails(
                    Columns.text(row, "display_name"),
                    row.getString("external_id"),
                    row.getString("slug"),
                    row.getString("logo_url"),
                    Metadata.stored(Columns.text(row, "metadata"))))
        .one();
  }

  private static void mustBe(Handle tx, OrganizationId id, @Nullable String seen) {
    if (seen == null) return;
    var now =
        tx.createQuery("SELECT updated_at FROM organizations WHERE id = :id")
            .bind("id", id)
            .mapTo(Instant.class)
            .one();
    Version.mustBe(seen, Version.of(now));
  }

  /** Changes columns of a held organization, and writes the event. */
  private void updating(
      Handle tx, Actor actor, OrganizationId id, String columns, UnaryOperator<Update> bind) {
    var was = OrganizationSnapshot.of(tx, id);
    bind.apply(
            tx.createUpdate(
                "UPDATE organizations SET "
                    + columns
                    + ", updated_at = "
                    + Version.NEXT
                    + " WHERE id = :id"))
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_UPDATED,
        id,
        id,
        Change.from(was.values(), OrganizationSnapshot.of(tx, id).values()));
  }

  /**
   * Says how many members an organization may have, for the operator. Those it has already stay.
   *
   * @param most 1 to {@value #MOST_SEATS}, 0 for as many as it likes, or null for no rule of its
   *     own
   * @throws Problem NOT_FOUND; INVALID for another number
   */
  public void setSeats(Actor actor, OrganizationId id, @Nullable Long most) {
    actor.mustOperate();
    if (most != null && (most < 0 || most > MOST_SEATS))
      throw Problem.invalid("seats_out_of_range").at("max_allowed_users").with(MOST_SEATS);
    database.useTransaction(
        tx -> {
          Locks.organization(tx, id);
          updating(tx, actor, id, "max_allowed_users = :most", update -> update.bind("most", most));
        });
  }

  /**
   * Removes an organization with all that belongs to it alone, inside the change that has ended its
   * memberships.
   */
  public void delete(Handle tx, Actor actor, OrganizationId id) {
    actor.mustOperate();
    var was = OrganizationSnapshot.of(tx, id);
    tx.createUpdate("DELETE FROM organizations WHERE id = :id").bind("id", id).execute();
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_DELETED,
        id,
        id,
        Change.deleted(was.at("deleted_at", clock.instant()).values()));
  }

  /** Names the role that new members of an organization get; null for the environment's. */
  public void setDefaultMemberRole(
      Handle tx, Actor actor, OrganizationId id, @Nullable String role) {
    updating(tx, actor, id, "default_member_role_id = :role", update -> update.bind("role", role));
  }

  /** What an operator calls an organization by. */
  public record Listed(OrganizationId id, @Nullable String slug, String displayName) {}

  /** The organizations in the order they were made, for the operator: the first thousand. */
  public List<Listed> list() {
    return database.rows(
        "SELECT id, slug, display_name FROM organizations ORDER BY number LIMIT 1000",
        Organizations::listed);
  }

  /** Every organization in the order they were made, for the operator, however many there are. */
  public void each(Consumer<Listed> taker) {
    record Numbered(long number, Listed listed) {}
    for (var after = -1L; ; ) {
      var page =
          database.rows(
              "SELECT number, id, slug, display_name FROM organizations WHERE number > ? ORDER BY"
                  + " number LIMIT 1000",
              row -> new Numbered(row.getLong("number"), listed(row)),
              after);
      if (page.isEmpty()) return;
      page.forEach(it -> taker.accept(it.listed));
      after = page.get(page.size() - 1).number;
    }
  }

  /** Whether the name of any organization begins otherwise. */
  public boolean anyBeginsOtherwise(String beginning) {
    return !database
        .rows(
            "SELECT 1 FROM organizations WHERE SUBSTR(display_name, 1, ?) <> ? LIMIT 1",
            row -> true,
            beginning.length(),
            beginning)
        .isEmpty();
  }

  private static Listed listed(ResultSet row) throws SQLException {
    return new Listed(
        new OrganizationId(Columns.text(row, "id")),
        row.getString("slug"),
        Columns.text(row, "display_name"));
  }

  /** The organization of an id or slug. */
  public static Optional<Organization> named(Handle handle, String idOrSlug) {
    return handle
        .createQuery(
            "SELECT id, number, display_name FROM organizations WHERE id = :name OR slug = :name")
        .bind("name", idOrSlug)
        .mapTo(Organization.class)
        .findOne();
  }

  /**
   * The organization of an id or slug.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static Organization getNamed(Handle handle, String idOrSlug) {
    return named(handle, idOrSlug).orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  /**
   * Switches a feature of an organization on or off, for the operator. Configuration stays either
   * way.
   *
   * @throws Problem NOT_FOUND when there is no organization of that id or slug
   */
  public Organization setFeature(Actor actor, String idOrSlug, Feature feature, boolean on) {
    return database.inTransaction(
        tx -> {
          var organization = getNamed(tx, idOrSlug);
          setFeatures(tx, actor, organization.id(), Map.of(feature, on));
          return organization;
        });
  }

  /**
   * Switches several features of an organization on or off at once, for the operator.
   *
   * @param seen the version that the actor has seen, or null when any will do
   * @throws Problem NOT_FOUND; CONFLICT when it is another version by now
   */
  public void setFeatures(
      Actor actor, OrganizationId id, @Nullable String seen, Map<Feature, Boolean> features) {
    database.useTransaction(
        tx -> {
          Locks.organization(tx, id);
          mustBe(tx, id, seen);
          setFeatures(tx, actor, id, features);
        });
  }

  private void setFeatures(
      Handle tx, Actor actor, OrganizationId id, Map<Feature, Boolean> features) {
    actor.mustOperate();
    Locks.organization(tx, id);
    var before =
        Feature.among(
            tx.createQuery("SELECT features FROM organizations WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
    var after = EnumSet.noneOf(Feature.class);
    after.addAll(before);
    features.forEach(
        (feature, on) -> {
          if (on) after.add(feature);
          else after.remove(feature);
        });
    if (after.equals(before)) return;
    updating(
        tx,
        actor,
        id,
        "features = :features",
        update -> update.bind("features", String.join(" ", names(after))));
  }

  /** Whether the operator has switched a feature on for an organization. */
  public static boolean has(Handle handle, OrganizationId id, Feature feature) {
    return handle
        .createQuery("SELECT features FROM organizations WHERE id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .map(features -> Feature.among(features).contains(feature))
        .orElse(false);
  }

  /**
   * Refuses while the operator has not switched a feature on for an organization.
   *
   * @throws Problem FORBIDDEN {@code feature_off}, with what the organization is called; NOT_FOUND
   *     when there is no such organization
   */
  public static void mustHave(Handle handle, OrganizationId id, Feature feature) {
    if (has(handle, id, feature)) return;
    var organization = get(handle, id);
    throw Problem.forbidden("feature_off").with(organization.displayName());
  }

  private static Set<String> names(Set<Feature> features) {
    var names = new TreeSet<String>();
    for (var feature : features) names.add(feature.wireName());
    return names;
  }

  static String name(String field, String typed) {
    var line = Names.line(typed);
    if (line.isEmpty()) throw Problem.invalid("name_missing").at(field);
    // it stands in mails to strangers, where an address would be a link to anywhere
    if (isAddress(line)) throw Problem.invalid("name_is_address").at(field);
    if (Names.length(line) > LONGEST_NAME) {
      throw Problem.invalid("name_too_long").at(field).with(LONGEST_NAME, Names.length(line));
    }
    return line;
  }

  /** Wide letters and the full stop of East Asian texts lead as far as plain ones do. */
  private static boolean isAddress(String name) {
    var plain = Letters.normalized(name, Normalizer.Form.NFKC).replace('\u3002', '.');
    return ADDRESS.matcher(plain).find();
  }

  /** How many organizations a person has made. */
  public static int madeBy(Handle handle, String creator) {
    return handle
        .createQuery("SELECT COUNT(*) FROM organizations WHERE created_by = :creator")
        .bind("creator", creator)
        .mapTo(Integer.class)
        .one();
  }

  /** The newest one of that name that a person has made within the last while. */
  public Optional<Organization> justMadeBy(
      Handle handle, String creator, String typed, Duration within) {
    return handle
        .createQuery(
            "SELECT id, number, display_name FROM organizations WHERE created_by = :creator"
                + " AND display_name = :name AND created_at > :since ORDER BY number DESC LIMIT 1")
        .bind("creator", creator)
        .bind("name", name("display_name", typed))
        .bind("since", clock.instant().minus(within))
        .mapTo(Organization.class)
        .findOne();
  }

  /**
   * An organization.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static Organization get(Handle handle, OrganizationId id) {
    return find(handle, id).orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  /**
   * Refuses to go on with an organization that is not there.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public void mustExist(OrganizationId id) {
    database.read(
        handle -> {
          mustExist(handle, id);
          return id;
        });
  }

  /** {@link #mustExist} inside a larger read or change. */
  public static void mustExist(Handle handle, OrganizationId id) {
    if (find(handle, id).isEmpty()) throw Problem.notFound("organization_not_found");
  }

  public static Optional<Organization> find(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT id, number, display_name FROM organizations WHERE id = :id")
        .bind("id", id)
        .mapTo(Organization.class)
        .findOne();
  }

  /**
   * Holds an organization as {@link Locks#organization} does, and reads it.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static Organization held(Handle tx, OrganizationId id) {
    Locks.organization(tx, id);
    return get(tx, id);
  }

  /**
   * How many members an organization may have, by its own rule or else the environment's, or 0 when
   * as many as it likes.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static long seats(Handle handle, OrganizationId id) {
    return handle
        .createQuery(
            "SELECT COALESCE(o.max_allowed_users, e.max_allowed_users) FROM organizations o,"
                + " environment e WHERE o.id = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  /** Counts new members and answers the last of the positions in the list that are theirs now. */
  public static long countIn(Handle tx, OrganizationId id, long many) {
    return Direct.row(
            tx,
            """
            UPDATE organizations SET member_sequence = member_sequence + ?, member_count = member_count + ?
             WHERE id = ? RETURNING member_sequence
            """,
            row -> row.getLong(1),
            many,
            many,
            id)
        .orElseThrow();
  }

  /** Counts a member out; nobody gets their position again. */
  public static void countOut(Handle tx, OrganizationId id) {
    tx.createUpdate("UPDATE organizations SET member_count = member_count - 1 WHERE id = :id")
        .bind("id", id)
        .execute();
  }
}
