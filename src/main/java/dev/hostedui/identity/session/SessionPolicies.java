package dev.hostedui.identity.session;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.OrganizationSnapshot;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes the session policies of organizations.
 *
 * <p>Where the feature is off the application's limits count, and what was set waits.
 */
public final class SessionPolicies {

  public static final Duration LONGEST_ABSOLUTE = Duration.ofDays(365);
  public static final Duration LONGEST_IDLE = Duration.ofDays(7);

  private final Database database;
  private final Environments environments;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Events events;
  private final Clock clock;

  public SessionPolicies(
      Database database,
      Environments environments,
      Sessions sessions,
      SessionEnds ends,
      Events events,
      Clock clock) {
    this.database = database;
    this.environments = environments;
    this.sessions = sessions;
    this.ends = ends;
    this.events = events;
    this.clock = clock;
  }

  /** What the application allows. */
  public SessionLimits ofApplication() {
    return ofApplication(environments.current());
  }

  private static SessionLimits ofApplication(Environment environment) {
    return new SessionLimits(environment.sessionAbsolute(), environment.sessionIdle());
  }

  /**
   * The policy of an organization.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public SessionPolicy of(OrganizationId organization) {
    return database.read(
        handle ->
            read(handle, organization)
                .map(Read::policy)
                .orElseThrow(() -> Problem.notFound("organization_not_found")));
  }

  /**
   * The policy of an organization that may have one.
   *
   * @throws Problem NOT_FOUND; FORBIDDEN while the feature is off
   */
  public SessionPolicy inUse(OrganizationId organization) {
    return database.read(
        handle -> {
          var read =
              read(handle, organization)
                  .orElseThrow(() -> Problem.notFound("organization_not_found"));
          Organizations.mustHave(handle, organization, Feature.SESSION_POLICY);
          return read.policy;
        });
  }

  /**
   * The longest life of an access token that any application may get: a session must not end before
   * what it has handed out.
   */
  public Duration accessTokenLifetime() {
    return database.read(handle -> accessTokenLifetime(handle, environments.current()));
  }

  private static Duration accessTokenLifetime(Handle handle, Environment environment) {
    var longest = Applications.longestAccessTokenMinutes(handle);
    return Duration.ofMinutes(Math.max(longest, environment.accessTokenLifetime().toMinutes()));
  }

  /** What applies to sessions in an organization, or in none yet; inside a larger change. */
  static SessionLimits effective(
      Handle tx, Environment environment, @Nullable OrganizationId organization) {
    var application = ofApplication(environment);
    return Optional.ofNullable(organization)
        .flatMap(it -> read(tx, it))
        .filter(Read::featureOn)
        .map(it -> it.policy.effective(application))
        .orElse(application);
  }

  private record Read(SessionPolicy policy, boolean featureOn) {}

  private static Optional<Read> read(Handle handle, OrganizationId organization) {
    return Organizations.sessionPolicy(handle, organization)
        .map(
            stored -> {
              var absolute = stored.absolute();
              return new Read(
                  new SessionPolicy(
                      SessionPolicy.Source.valueOf(stored.source()),
                      absolute == null ? null : new SessionLimits(absolute, stored.idle())),
                  stored.features().contains(Feature.SESSION_POLICY));
            });
  }

  /**
   * What a policy would mean for those who are signed in.
   *
   * @param people who are signed in in the organization now
   * @param longer how many other sessions have lasted longer already than the policy allows
   * @param own whether the session of the one who asks has, too
   */
  public record Consequences(int people, int longer, boolean own) {}

  /**
   * Counts what {@link #save} would meet in an organization.
   *
   * @param own the session of the one who asks
   */
  public Consequences consequences(
      OrganizationId organization, SessionId own, SessionPolicy policy) {
    var limits = policy.effective(ofApplication());
    return database.read(
        handle -> {
          var longer = longerThan(handle, organization, limits);
          return new Consequences(
              SessionTable.peopleIn(handle, organization, clock.instant()),
              (int) longer.stream().filter(it -> !it.equals(own)).count(),
              longer.contains(own));
        });
  }

  /** The sessions there that their next turn to the organization would end at once. */
  private List<SessionId> longerThan(
      Handle handle, OrganizationId organization, SessionLimits limits) {
    var now = clock.instant();
    var longer = SessionTable.longerThan(handle, organization, limits, now);
    var proven =
        longer.stream().anyMatch(SessionTable.Longer::used)
            ? sessions.provenSince(handle, organization, now.minus(limits.absolute()))
            : Set.<SessionId>of();
    return longer.stream()
        .filter(it -> !it.used() || !proven.contains(it.id()))
        .map(SessionTable.Longer::id)
        .toList();
  }

  /** Sets the policy of an organization, whichever it has. */
  public int save(
      Actor actor, OrganizationId organization, SessionPolicy policy, boolean endLonger) {
    return save(actor, organization, policy, endLonger, null);
  }

  /**
   * Sets the policy of an organization. It counts from the next sign-in on, or the next turn to
   * this organization; sessions that run keep their limits. Where the application's limits are to
   * count, those given with it are passed over, and the organization's own are kept for later.
   *
   * @param endLonger ends, in the same change, all sessions in the organization that have lasted
   *     longer already than this allows, except the one that asks
   * @param seen the version of the policy that the actor has seen, or null when any will do
   * @return how many that were
   * @throws Problem CONFLICT when it is another one by now, and not what they want already;
   *     INVALID, naming the field, when a limit is out of its range or the chain absolute &gt; idle
   *     &gt; access token does not hold; FORBIDDEN {@code feature_off}, or what {@link Actor#must}
   *     refuses
   */
  public int save(
      Actor actor,
      OrganizationId organization,
      SessionPolicy policy,
      boolean endLonger,
      @Nullable String seen) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SESSION_POLICY_MANAGE);
          var after = change(tx, actor, organization, before -> policy, seen);
          if (!endLonger) return 0;
          var limits = after.effective(ofApplication());
          var longer = new ArrayList<>(longerThan(tx, organization, limits));
          longer.removeIf(actor::uses);
          ends.revoke(tx, actor, longer);
          return longer.size();
        });
  }

  /**
   * Sets the policy of an organization as {@link #save} does, from the one it has: for who gives
   * only what is to be another.
   *
   * @param change gets the policy as it is, also limits that wait, and answers how it should be
   * @throws Problem as {@link #save}
   */
  public void change(
      Actor actor, OrganizationId organization, UnaryOperator<SessionPolicy> change) {
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SESSION_POLICY_MANAGE);
          var unused = change(tx, actor, organization, change, null);
        });
  }

  private SessionPolicy change(
      Handle tx,
      Actor actor,
      OrganizationId organization,
      UnaryOperator<SessionPolicy> change,
      @Nullable String seen) {
    Organizations.mustHave(tx, organization, Feature.SESSION_POLICY);
    var before =
        read(tx, organization)
            .map(Read::policy)
            .orElseThrow(() -> Problem.notFound("organization_not_found"));
    var policy = change.apply(before);
    // the life of access tokens must not become longer meanwhile
    if (policy.source() == SessionPolicy.Source.CUSTOM) Locks.environment(tx);
    check(policy, accessTokenLifetime(tx, Environments.in(tx)));
    // limits that do not count are not checked either: those it had wait
    var custom = policy.source() == SessionPolicy.Source.CUSTOM ? policy.custom() : before.custom();
    var after = new SessionPolicy(policy.source(), custom);
    if (after.equals(before)) return after;
    Version.mustBe(seen, before.version());
    var was = OrganizationSnapshot.of(tx, organization);
    Organizations.setSessionPolicy(
        tx,
        organization,
        after.source().name(),
        custom == null ? null : custom.absolute(),
        custom == null ? null : custom.idle(),
        clock.instant());
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_UPDATED,
        organization,
        organization,
        Change.from(was.values(), OrganizationSnapshot.of(tx, organization).values()));
    return after;
  }

  /**
   * Checks the limits of a policy.
   *
   * @throws Problem INVALID, naming the field
   */
  public void check(SessionPolicy policy) {
    check(policy, accessTokenLifetime());
  }

  /**
   * Checks one limit alone, for whoever does not know the other yet.
   *
   * @throws Problem INVALID, naming the field
   */
  public void checkAbsolute(Duration absolute) {
    absolute(absolute, accessTokenLifetime());
  }

  /** The same for the limit of being away. */
  public void checkIdle(Duration idle) {
    idle(idle, accessTokenLifetime());
  }

  private static void check(SessionPolicy policy, Duration token) {
    if (policy.source() == SessionPolicy.Source.APPLICATION) return;
    var limits = policy.custom();
    if (limits == null) throw Problem.invalid("timeout_missing").at("absolute_session_timeout");
    var idle = limits.idle();
    Problem.together(
        () -> absolute(limits.absolute(), token),
        () -> {
          if (idle != null) idle(idle, token);
        });
    if (idle != null && limits.absolute().compareTo(idle) <= 0)
      throw Problem.invalid("idle_timeout_without_effect").at("idle_session_timeout");
  }

  private static void absolute(Duration value, Duration token) {
    range("absolute_session_timeout", value, LONGEST_ABSOLUTE);
    longer("absolute_session_timeout", value, token);
  }

  private static void idle(Duration value, Duration token) {
    range("idle_session_timeout", value, LONGEST_IDLE);
    longer("idle_session_timeout", value, token);
  }

  private static void range(String field, Duration value, Duration longest) {
    if (value.compareTo(Duration.ofMinutes(1)) < 0)
      throw Problem.invalid("timeout_too_short").at(field);
    if (value.compareTo(longest) > 0)
      throw Problem.invalid("timeout_too_long").at(field).with(longest.toDays());
  }

  private static void longer(String field, Duration value, Duration token) {
    if (value.compareTo(token) <= 0)
      throw Problem.invalid("timeout_within_access_token").at(field).with(token.toMinutes());
  }
}
