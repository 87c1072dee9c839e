package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.user.EmailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Invites several people at once: all of a list, or nobody. */
public final class BulkInvitations {

  /** As many as an organization may invite in a minute. */
  public static final int MOST = 20;

  private final Database database;
  private final Invitations invitations;

  public BulkInvitations(Database database, Invitations invitations) {
    this.database = database;
    this.invitations = invitations;
  }

  /**
   * One address of a list, as it was typed.
   *
   * @param problem why it cannot be invited as things are, or empty
   */
  public record Row(String typed, Optional<Problem> problem) {}

  /**
   * Looks at each address of a list, and invites nobody. What seats and limits leave over is given
   * to those first on the list.
   *
   * @throws Problem INVALID for an empty list or one that is too long; FORBIDDEN for who may not
   *     invite
   */
  public List<Row> check(Actor actor, OrganizationId id, List<String> typed) {
    refuseSize(typed);
    // what a person may do is read under a lock
    return database.inTransaction(
        handle -> {
          if (!actor.permissionsIn(handle, id).contains(Permission.USERS_INVITE))
            throw Problem.forbidden("permission_missing");
          var organization = Organizations.get(handle, id);
          var environment = Environments.in(handle);
          var seen = new HashSet<EmailAddress>();
          var rows = new ArrayList<Row>();
          var good = 0;
          for (var one : typed) {
            try {
              var email = invitations.invitable(handle, environment, organization, one);
              if (!seen.add(email)) throw Problem.invalid("address_twice");
              invitations.refuseOverLimits(handle, actor, id, email, good + 1);
              good++;
              rows.add(new Row(one, Optional.empty()));
            } catch (Problem problem) {
              rows.add(new Row(one, Optional.of(problem)));
            }
          }
          return List.copyOf(rows);
        });
  }

  /**
   * Looks at the roles that people are to be invited with.
   *
   * @throws Problem naming {@code role}, as {@link Invitations#invite} does
   */
  public void checkRoles(Actor actor, OrganizationId id, Collection<String> typed) {
    // what a person may do is read under a lock
    database.useTransaction(
        handle -> {
          for (var role : MembershipRules.roles(handle, id, typed))
            MembershipRules.refuseGivingMore(handle, actor, id, role);
        });
  }

  /**
   * Invites everyone on a list with the same roles, by address, and sends the mails.
   *
   * @throws Problem INVALID for an empty list or one that is too long, or what {@link
   *     Invitations#invite} refuses for any of them; then nobody is invited and no mail is sent
   */
  public List<Member> invite(
      Actor actor, OrganizationId id, List<String> typed, Collection<String> roles) {
    refuseSize(typed);
    // in one order, whatever was typed: two lists of the same people wait for each other instead of
    // blocking each other
    var ordered = typed.stream().sorted(Comparator.comparing(BulkInvitations::address)).toList();
    return database.inTransaction(
        tx -> ordered.stream().map(one -> invitations.invite(tx, actor, id, one, roles)).toList());
  }

  private static String address(String typed) {
    return EmailAddress.parse(typed).map(EmailAddress::value).orElse(typed);
  }

  /** Whether mails of invitations wait at the moment, because no mail can be sent. */
  public boolean isMailHeldUp() {
    return invitations.isMailHeldUp();
  }

  private static void refuseSize(List<String> typed) {
    if (typed.isEmpty()) throw Problem.invalid("addresses_missing").at("addresses");
    if (typed.size() > MOST)
      throw Problem.invalid("too_many_addresses").with(MOST, typed.size()).at("addresses");
  }
}
