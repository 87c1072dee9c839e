package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.db.TimeLimit;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.LongFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Brings many members in at once: the data of a benchmark, or of another system. */
public final class MemberImport {

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public MemberImport(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** A member to be imported. */
  public record Newcomer(
      EmailAddress email,
      String givenName,
      String familyName,
      MembershipStatus status,
      @Nullable Instant expiresAt) {}

  /**
   * Adds many active people to an organization with its default member role, thousands a second and
   * without an event for each: for the data of a benchmark or a move from another system.
   *
   * @param count how many
   * @param person the one of that index, from 0; every address must be new to the environment
   */
  public void importAll(
      Actor actor, Organization organization, long count, LongFunction<Newcomer> person) {
    actor.mustOperate();
    TimeLimit.BULK.run(() -> importBatches(organization, count, person));
    database.useTransaction(
        tx ->
            events.record(
                tx,
                actor,
                EventType.MEMBERS_IMPORTED,
                organization.id(),
                organization.id(),
                Change.created(
                    Map.of(
                        "imported",
                        count,
                        "provisioning_method",
                        ProvisioningMethod.DIRECT_PROVISION.wireName()))));
  }

  private void importBatches(Organization organization, long count, LongFunction<Newcomer> person) {
    var batch = 20_000L;
    for (var from = 0L; from < count; from += batch) {
      var first = from;
      var size = Math.min(batch, count - from);
      database.useTransaction(tx -> importBatch(tx, organization, first, size, person));
    }
  }

  private void importBatch(
      Handle tx, Organization organization, long from, long size, LongFunction<Newcomer> person) {
    var role = Roles.defaultMember(tx, organization.id());
    var now = clock.instant();
    var people =
        tx.prepareBatch(
            "INSERT INTO users (id, email, email_verified_at, given_name, family_name, created_at,"
                + " updated_at) VALUES (:id, :email, :verified, :given, :family, :now, :now)");
    var memberships =
        tx.prepareBatch(
            "INSERT INTO memberships (organization_id, user_id, position, status,"
                + " provisioning_method, search_text, expires_at, created_at, updated_at) VALUES"
                + " (:organization, :user, :position, :status, 'direct_provision', :text, :expires,"
                + " :now, :now)");
    var roles =
        tx.prepareBatch(
            "INSERT INTO membership_roles (organization_id, user_id, role_id, position) VALUES"
                + " (:organization, :user, :role, :position)");
    var last = Organizations.countIn(tx, organization.id(), size);
    var entries = new ArrayList<MemberSearch.Entry>();
    for (var i = 0L; i < size; i++) {
      var it = person.apply(from + i);
      var position = last - size + i + 1;
      // who has only been invited has not shown yet that the address is theirs
      var verified = it.status() != MembershipStatus.PENDING_INVITE;
      var user =
          new User(
              new UserId(ids.next(UserId.PREFIX)),
              it.email(),
              verified,
              it.givenName(),
              it.familyName());
      var text = MemberSearch.textOf(user);
      people
          .bind("id", user.id())
          .bind("email", it.email())
          .bindByType("verified", verified ? now : null, Instant.class)
          .bind("given", it.givenName())
          .bind("family", it.familyName())
          .bind("now", now)
          .add();
      memberships
          .bind("organization", organization.id())
          .bind("user", user.id())
          .bind("position", position)
          .bind("status", it.status())
          .bind("text", text)
          .bindByType("expires", it.expiresAt(), Instant.class)
          .bind("now", now)
          .add();
      roles
          .bind("organization", organization.id())
          .bind("user", user.id())
          .bind("role", role.id())
          .bind("position", position)
          .add();
      entries.add(new MemberSearch.Entry(organization.number(), position, text));
    }
    people.execute();
    memberships.execute();
    roles.execute();
    MemberSearch.put(tx, entries);
  }
}
