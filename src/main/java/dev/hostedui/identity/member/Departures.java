package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Says before somebody leaves an organization, or is removed from it, what that will mean. */
public final class Departures {

  /** A way of becoming a member; whoever makes members by it knows its rule. */
  public interface Way {
    /** Whether it makes the person who has an address a member of an organization. */
    boolean admits(Handle handle, OrganizationId organization, EmailAddress email);
  }

  private final Database database;
  private final MemberTable table;
  private final Way directories;
  private final Way singleSignOn;

  public Departures(Database database, Clock clock, Way directories, Way singleSignOn) {
    this.database = database;
    this.table = new MemberTable(clock);
    this.directories = directories;
    this.singleSignOn = singleSignOn;
  }

  /**
   * What it means for a member to leave.
   *
   * @throws dev.hostedui.identity.Problem NOT_FOUND when they are none
   */
  public Departure of(OrganizationId organization, UserId user) {
    return database.read(
        handle -> {
          var member = table.find(handle, organization, user);
          var roles = Roles.heldBy(handle, organization, user);
          return new Departure(
              MembershipRules.isLastAdmin(handle, member, roles, List.of()),
              table.membershipsOf(handle, user) == 1,
              waysBack(handle, organization, member.user().email()));
        });
  }

  /** How the person who has an address can come back once they are no member any more. */
  public WaysBack waysBack(OrganizationId organization, EmailAddress email) {
    return database.read(handle -> waysBack(handle, organization, email));
  }

  private WaysBack waysBack(Handle handle, OrganizationId organization, EmailAddress email) {
    var byDirectory = directories.admits(handle, organization, email);
    // only a directory lets in again whom one keeps out
    if (KeptOut.is(handle, organization, email)) return new WaysBack(byDirectory, false, false);
    return new WaysBack(
        byDirectory,
        Suggestions.include(handle, organization, email),
        singleSignOn.admits(handle, organization, email));
  }
}
