package dev.hostedui.identity.apitoken;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.member.Provisioning;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes, checks and ends API tokens, for the operator. Of their texts only hashes are kept. */
public final class ApiTokens {

  /** So many tokens of one organization may be good at the same time. */
  public static final int MOST = 1_000;

  public static final int MOST_CLAIMS = 20;
  public static final int LONGEST_CLAIM_NAME = 30;
  public static final int LONGEST_CLAIM = 256;
  public static final int LONGEST_DESCRIPTION = 255;

  /** Tokens that are over are known this long, so that they can be ended once more. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final int LENGTH = 48;
  private static final int HINT = 4;
  private static final int BATCH = 500;

  private static final String SELECT =
      """
      SELECT t.id, t.organization_id, t.user_id, t.hint, t.description, t.claims, t.created_at, t.expires_at,
             o.external_id AS organization_external_id, u.external_id AS user_external_id, u.email,
             (SELECT string_agg(r.name, ' ') FROM membership_roles h JOIN roles r ON r.id = h.role_id
               WHERE h.organization_id = t.organization_id AND h.user_id = t.user_id) AS roles
        FROM api_tokens t JOIN organizations o ON o.id = t.organization_id
        LEFT JOIN users u ON u.id = t.user_id
      """;

  private static final String NOT_OVER =
      " t.invalidated_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > :now)\n";

  private static final String GOOD =
      NOT_OVER
          + """
         AND (t.user_id IS NULL OR EXISTS (SELECT 1 FROM memberships m
              WHERE m.organization_id = t.organization_id AND m.user_id = t.user_id AND m.status = 'ACTIVE'))
      """;

  private final Database database;
  private final Provisioning provisioning;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public ApiTokens(
      Database database, Provisioning provisioning, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.provisioning = provisioning;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What a token is to be.
   *
   * @param user the member it speaks for, or null
   * @param expiresAt null for a token that is good until it is ended
   */
  public record Wanted(
      OrganizationId organization,
      @Nullable UserId user,
      String description,
      Map<String, String> claims,
      @Nullable Instant expiresAt) {}

  /**
   * Makes a token.
   *
   * @throws Problem NOT_FOUND for the organization; INVALID for a user who is no active member, an
   *     end that is over, and claims or a description that cannot be kept; CONFLICT {@code
   *     too_many_api_tokens}
   */
  public ApiToken.Issued create(Actor actor, Wanted wanted) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          Locks.organization(tx, wanted.organization);
          var now = clock.instant();
          check(tx, wanted, now);
          var text = ids.alphanumerics(LENGTH);
          var id = new ApiTokenId(ids.next(ApiTokenId.PREFIX));
          tx.createUpdate(
                  """
                  INSERT INTO api_tokens (id, organization_id, user_id, token_hash, hint, description, claims, created_at, expires_at)
                  VALUES (:id, :organization, :user, :hash, :hint, :description, :claims, :now, :expires)
                  """)
              .bind("id", id)
              .bind("organization", wanted.organization)
              .bind("user", wanted.user)
              .bind("hash", Ids.hash(text))
              .bind("hint", text.substring(LENGTH - HINT))
              .bind("description", Names.line(wanted.description))
              .bind("claims", new Metadata(wanted.claims).json())
              .bind("now", now)
              .bind("expires", wanted.expiresAt)
              .execute();
          var made = good(tx, id.value()).orElseThrow();
          record(tx, actor, EventType.API_TOKEN_CREATED, made, Change.created(snapshot(made)));
          return new ApiToken.Issued(made, text);
        });
  }

  private void check(Handle tx, Wanted wanted, Instant now) {
    Problem.together(
        () -> {
          if (wanted.user != null && !isActive(tx, wanted.organization, wanted.user))
            throw Problem.invalid("api_token_user_unknown").at("user_id");
        },
        () -> {
          if (wanted.expiresAt != null && !wanted.expiresAt.isAfter(now))
            throw Problem.invalid("api_token_expiry_over").at("expiry");
        },
        () -> checkDescription(wanted.description),
        () -> checkClaims(wanted.claims));
    if (count(tx, wanted.organization, null) >= MOST)
      throw Problem.conflict("too_many_api_tokens").with(MOST);
  }

  private boolean isActive(Handle tx, OrganizationId organization, UserId user) {
    return provisioning
        .find(tx, organization, user)
        .filter(it -> it.status() == MembershipStatus.ACTIVE)
        .isPresent();
  }

  private static void checkDescription(String description) {
    if (Names.length(description) > LONGEST_DESCRIPTION)
      throw Problem.invalid("api_token_description_too_long")
          .at("description")
          .with(LONGEST_DESCRIPTION);
  }

  private static void checkClaims(Map<String, String> claims) {
    var fit =
        claims.entrySet().stream()
            .allMatch(
                it ->
                    isText(it.getKey(), LONGEST_CLAIM_NAME)
                        && isText(it.getValue(), LONGEST_CLAIM));
    if (claims.size() > MOST_CLAIMS || !fit)
      throw Problem.invalid("api_token_claims_malformed")
          .at("custom_claims")
          .with(MOST_CLAIMS, LONGEST_CLAIM_NAME, LONGEST_CLAIM);
  }

  private static boolean isText(String text, int most) {
    return !text.isEmpty() && Names.length(text) <= most;
  }

  // ------------------------------------------------------------------ asking

  /**
   * Whose a text is. An id does not do: it is no secret, and whoever shows one has shown nothing.
   *
   * @return empty when it was ended, is over, is of a member who is not active, or never was one
   */
  public Optional<ApiToken> validate(String text) {
    return database.read(
        handle ->
            handle
                .createQuery(SELECT + "WHERE t.token_hash = :hash AND " + GOOD)
                .bind("hash", Ids.hash(text))
                .bind("now", clock.instant())
                .map((row, context) -> read(row))
                .findOne());
  }

  /**
   * Good tokens of an organization in the order in which they were made, up to a limit.
   *
   * @param user whose they must be, or null for all
   * @param backwards whether those before a position are meant, the nearest first
   * @param position of the token next to the page; 0 begins at the start
   */
  public List<ApiToken> list(
      OrganizationId organization,
      @Nullable UserId user,
      boolean backwards,
      long position,
      int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    SELECT
                        + "WHERE t.organization_id = :organization AND (:user = '' OR t.user_id ="
                        + " :user) AND "
                        + GOOD
                        + " AND t.id "
                        + (backwards ? "<" : ">")
                        + " :from ORDER BY t.id "
                        + (backwards ? "DESC" : "ASC")
                        + " LIMIT :limit")
                .bind("organization", organization)
                .bind("user", user == null ? "" : user.value())
                .bind("now", clock.instant())
                .bind("from", ApiTokenId.PREFIX + "%018d".formatted(position))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  /** How many tokens of an organization, or of one of its members, are good. */
  public int count(OrganizationId organization, @Nullable UserId user) {
    return database.read(handle -> count(handle, organization, user));
  }

  /**
   * How many tokens a member has, which are good while the membership is active and rest while it
   * is not.
   */
  public static int countOf(Handle handle, OrganizationId organization, UserId user, Instant now) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM api_tokens t WHERE t.organization_id = :organization AND"
                + " t.user_id = :user AND"
                + NOT_OVER)
        .bind("organization", organization)
        .bind("user", user)
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  private int count(Handle handle, OrganizationId organization, @Nullable UserId user) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM api_tokens t WHERE t.organization_id = :organization AND (:user ="
                + " '' OR t.user_id = :user) AND "
                + GOOD)
        .bind("organization", organization)
        .bind("user", user == null ? "" : user.value())
        .bind("now", clock.instant())
        .mapTo(Integer.class)
        .one();
  }

  // ------------------------------------------------------------------ changing and ending

  /**
   * Changes what a good token carries.
   *
   * @param textOrId which one
   * @param claims added to those it has; an empty value takes one away
   * @param description null keeps it
   * @throws Problem NOT_FOUND {@code api_token_not_found}; INVALID for what cannot be kept
   */
  public ApiToken update(
      Actor actor, String textOrId, Map<String, String> claims, @Nullable String description) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var before = held(tx, textOrId);
          var carried = new TreeMap<>(before.claims());
          carried.putAll(claims);
          carried.values().removeIf(String::isEmpty);
          Problem.together(
              () -> checkClaims(carried),
              () -> {
                if (description != null) checkDescription(description);
              });
          tx.createUpdate(
                  "UPDATE api_tokens SET claims = :claims, description = :description WHERE id ="
                      + " :id")
              .bind("claims", new Metadata(carried).json())
              .bind(
                  "description",
                  description == null ? before.description() : Names.line(description))
              .bind("id", before.id())
              .execute();
          var after = good(tx, before.id().value()).orElseThrow();
          if (!after.equals(before))
            record(
                tx,
                actor,
                EventType.API_TOKEN_UPDATED,
                after,
                Change.from(snapshot(before), snapshot(after)));
          return after;
        });
  }

  private ApiToken held(Handle tx, String textOrId) {
    var found = good(tx, textOrId).orElseThrow(() -> Problem.notFound("api_token_not_found"));
    Locks.organization(tx, found.organization());
    return good(tx, textOrId).orElseThrow(() -> Problem.notFound("api_token_not_found"));
  }

  /**
   * Ends a token at once. One that is over already stays so.
   *
   * @param textOrId which one
   * @throws Problem NOT_FOUND {@code api_token_not_found} for one that never was, or was over 90
   *     days ago
   */
  public void invalidate(Actor actor, String textOrId) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var known =
              tx.createQuery(SELECT + "WHERE t.id = :id OR t.token_hash = :hash")
                  .bind("id", textOrId)
                  .bind("hash", Ids.hash(textOrId))
                  .map((row, context) -> read(row))
                  .findOne()
                  .orElseThrow(() -> Problem.notFound("api_token_not_found"));
          Locks.organization(tx, known.organization());
          var ended =
              tx.createUpdate(
                      "UPDATE api_tokens SET invalidated_at = :now WHERE id = :id AND"
                          + " invalidated_at IS NULL")
                  .bind("now", clock.instant())
                  .bind("id", known.id())
                  .execute();
          if (ended > 0)
            record(
                tx, actor, EventType.API_TOKEN_INVALIDATED, known, Change.deleted(snapshot(known)));
        });
  }

  /** Removes a bounded batch of tokens that are over since 90 days. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    """
                    DELETE FROM api_tokens WHERE id IN (
                      SELECT id FROM api_tokens WHERE invalidated_at < :before OR expires_at < :before LIMIT :batch)
                    """)
                .bind("before", clock.instant().minus(KEPT))
                .bind("batch", BATCH)
                .execute());
  }

  // ------------------------------------------------------------------ what verbs share

  private Optional<ApiToken> good(Handle handle, String textOrId) {
    return handle
        .createQuery(SELECT + "WHERE (t.id = :id OR t.token_hash = :hash) AND " + GOOD)
        .bind("id", textOrId)
        .bind("hash", Ids.hash(textOrId))
        .bind("now", clock.instant())
        .map((row, context) -> read(row))
        .findOne();
  }

  private void record(Handle tx, Actor actor, EventType type, ApiToken token, Change change) {
    events.record(tx, actor, type, token.organization(), token.id(), change);
  }

  private static Map<String, Object> snapshot(ApiToken it) {
    var member = it.member();
    return new Snapshot()
        .with("id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("user_id", member == null ? null : member.user().value())
        .with("email", member == null ? null : member.email())
        .with("description", it.description().isEmpty() ? null : it.description())
        .with("custom_claims", it.claims().isEmpty() ? null : it.claims())
        .with("token_suffix", it.hint())
        .at("expiry", it.expiresAt())
        .at("created_at", it.createdAt())
        .values();
  }

  private static ApiToken read(ResultSet row) throws SQLException {
    var user = row.getString("user_id");
    var roles = row.getString("roles");
    return new ApiToken(
        new ApiTokenId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        row.getString("organization_external_id"),
        user == null
            ? null
            : new ApiToken.Member(
                new UserId(user),
                row.getString("user_external_id"),
                Columns.text(row, "email"),
                roles == null ? List.of() : Arrays.stream(roles.split(" ")).sorted().toList()),
        Columns.text(row, "hint"),
        Columns.text(row, "description"),
        Metadata.stored(Columns.text(row, "claims")).values(),
        Columns.time(row, "created_at"),
        Columns.timeOrNull(row, "expires_at"));
  }
}
