package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.db.OutgoingQueue;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of memberships and of the roles they hold. What may be done with them is not asked. */
final class MemberTable {

  private static final String MEMBER =
      """
      SELECT m.organization_id, m.position, m.status, m.expires_at, u.id, u.email, u.email_verified_at, u.given_name, u.family_name
        FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = :organization AND \
      """;

  /** Makes another version of a membership, with the time bound as {@code now}. */
  private static final String TOUCHED = "updated_at = " + Version.NEXT;

  private final Clock clock;

  MemberTable(Clock clock) {
    this.clock = clock;
  }

  // ------------------------------------------------------------------ finding

  Member find(Handle tx, OrganizationId organization, UserId user) {
    return lookUp(tx, organization, user).orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  Optional<Member> lookUp(Handle handle, OrganizationId organization, UserId user) {
    return handle
        .createQuery(MEMBER + "m.user_id = :user")
        .bind("organization", organization)
        .bind("user", user)
        .map((row, context) -> member(row))
        .findOne();
  }

  Optional<Member> lookUp(Handle handle, OrganizationId organization, EmailAddress email) {
    return handle
        .createQuery(MEMBER + "u.email = :email")
        .bind("organization", organization)
        .bind("email", email)
        .map((row, context) -> member(row))
        .findOne();
  }

  /** How many organizations a person belongs to in any way. */
  int membershipsOf(Handle tx, UserId user) {
    return tx.createQuery("SELECT COUNT(*) FROM memberships WHERE user_id = :user")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
  }

  /** The organizations that a person belongs to in any way, in the order of their ids. */
  static List<OrganizationId> organizationsOf(Handle handle, UserId user) {
    return handle
        .createQuery(
            "SELECT organization_id FROM memberships WHERE user_id = :user ORDER BY"
                + " organization_id")
        .bind("user", user)
        .mapTo(OrganizationId.class)
        .list();
  }

  /** All members of an organization, up to a number. */
  static List<UserId> usersOf(Handle handle, OrganizationId organization, int most) {
    return handle
        .createQuery(
            "SELECT user_id FROM memberships WHERE organization_id = :organization ORDER BY user_id"
                + " LIMIT :most")
        .bind("organization", organization)
        .bind("most", most)
        .mapTo(UserId.class)
        .list();
  }

  /** How many seats are taken, by members and valid invitations, counted up to a number. */
  long takenSeats(Handle tx, OrganizationId organization, long upTo) {
    return tx.createQuery(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM memberships
              WHERE organization_id = :organization
                AND (status = 'ACTIVE' OR (status = 'PENDING_INVITE' AND expires_at > :now)) LIMIT :upTo) AS seats
            """)
        .bind("organization", organization)
        .bind("now", clock.instant())
        .bind("upTo", upTo)
        .mapTo(Long.class)
        .one();
  }

  // ------------------------------------------------------------------ changing

  Member insert(
      Handle tx,
      Organization organization,
      User user,
      MembershipStatus status,
      ProvisioningMethod method,
      @Nullable String inviter,
      @Nullable Instant expires) {
    var position = Organizations.countIn(tx, organization.id(), 1);
    var now = clock.instant();
    Direct.update(
        tx,
        """
        INSERT INTO memberships (organization_id, user_id, position, status, provisioning_method, search_text,
                                 inviter_email, expires_at, letters_due, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        organization.id(),
        user.id(),
        position,
        status,
        method,
        MemberSearch.textOf(user),
        inviter,
        expires,
        now,
        now,
        now);
    return new Member(organization.id(), user, position, status, expires);
  }

  void giveRole(Handle tx, Member member, RoleId role) {
    Direct.update(
        tx,
        "INSERT INTO membership_roles (organization_id, user_id, role_id, position) VALUES (?, ?,"
            + " ?, ?)",
        member.organization(),
        member.user().id(),
        role,
        member.position());
  }

  /** Writes what a new membership begins with. */
  void begin(Handle tx, Member member, List<Role> roles, Metadata metadata) {
    for (var role : roles) giveRole(tx, member, role.id());
    if (!metadata.values().isEmpty()) setMetadata(tx, member, metadata);
  }

  /** Gives roles in place of those the member has. */
  void replaceRoles(Handle tx, Member member, Collection<RoleId> roles) {
    tx.createUpdate(
            "DELETE FROM membership_roles WHERE organization_id = :organization AND user_id ="
                + " :user")
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
    for (var role : roles) giveRole(tx, member, role);
    tx.createUpdate(
            "UPDATE memberships SET "
                + TOUCHED
                + " WHERE organization_id = :organization AND user_id = :user")
        .bind("now", clock.instant())
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
  }

  /** Gives people other roles; who is no member gets none. */
  void replaceRoles(Handle tx, OrganizationId organization, List<RoleChange> changes) {
    var taken =
        tx.prepareBatch(
            "DELETE FROM membership_roles WHERE organization_id = :organization AND user_id = :user"
                + " AND role_id = :role");
    var given =
        tx.prepareBatch(
            """
            INSERT INTO membership_roles (organization_id, user_id, role_id, position)
            SELECT organization_id, user_id, :role, position FROM memberships
             WHERE organization_id = :organization AND user_id = :user
            """);
    var touched =
        tx.prepareBatch(
            "UPDATE memberships SET "
                + TOUCHED
                + " WHERE organization_id = :organization AND user_id = :user");
    for (var change : changes) {
      for (var role : change.taken())
        taken
            .bind("organization", organization)
            .bind("user", change.user())
            .bind("role", role)
            .add();
      for (var role : change.given())
        given
            .bind("organization", organization)
            .bind("user", change.user())
            .bind("role", role)
            .add();
      touched
          .bind("now", clock.instant())
          .bind("organization", organization)
          .bind("user", change.user())
          .add();
    }
    for (var batch : List.of(taken, given, touched)) if (batch.size() > 0) batch.execute();
  }

  /** What an app keeps with a membership. */
  static Metadata metadata(Handle tx, Member member) {
    return tx.createQuery(
            "SELECT metadata FROM memberships WHERE organization_id = :organization AND user_id ="
                + " :user")
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .map((row, context) -> Metadata.stored(Columns.text(row, "metadata")))
        .one();
  }

  void setMetadata(Handle tx, Member member, Metadata metadata) {
    tx.createUpdate(
            "UPDATE memberships SET metadata = :metadata, "
                + TOUCHED
                + " WHERE organization_id = :organization AND user_id = :user")
        .bind("metadata", metadata.json())
        .bind("now", clock.instant())
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
  }

  /**
   * Gives all members who hold a role another one in its place.
   *
   * @return how many they are
   */
  int reassign(Handle tx, OrganizationId organization, RoleId from, RoleId to) {
    tx.createUpdate(
            """
            UPDATE memberships SET %s
             WHERE organization_id = :organization
               AND user_id IN (SELECT user_id FROM membership_roles WHERE organization_id = :organization AND role_id = :from)
            """
                .formatted(TOUCHED))
        .bind("now", clock.instant())
        .bind("from", from)
        .bind("organization", organization)
        .execute();
    tx.createUpdate(
            """
            INSERT INTO membership_roles (organization_id, user_id, role_id, position)
            SELECT organization_id, user_id, :to, position FROM membership_roles
             WHERE organization_id = :organization AND role_id = :from
            ON CONFLICT DO NOTHING
            """)
        .bind("to", to)
        .bind("from", from)
        .bind("organization", organization)
        .execute();
    return tx.createUpdate(
            "DELETE FROM membership_roles WHERE organization_id = :organization AND role_id ="
                + " :from")
        .bind("from", from)
        .bind("organization", organization)
        .execute();
  }

  /**
   * Takes from members the roles in {@code lost} and gives them those in {@code gained}: tables
   * that the beginning of a statement names, of a {@code user_id} and a {@code role_id}.
   */
  void replaceRoles(Handle tx, String with, Map<String, ?> bindings) {
    var touched =
        """
        UPDATE memberships SET %s WHERE organization_id = :organization
           AND user_id IN (SELECT user_id FROM gained UNION SELECT user_id FROM lost)
        """
            .formatted(TOUCHED);
    var taken =
        """
        DELETE FROM membership_roles WHERE organization_id = :organization
           AND (user_id, role_id) IN (SELECT user_id, role_id FROM lost)
        """;
    var given =
        """
        INSERT INTO membership_roles (organization_id, user_id, role_id, position)
        SELECT m.organization_id, m.user_id, g.role_id, m.position
          FROM gained g JOIN memberships m ON m.organization_id = :organization AND m.user_id = g.user_id
        """;
    tx.createUpdate(with + touched).bindMap(bindings).bind("now", clock.instant()).execute();
    tx.createUpdate(with + taken).bindMap(bindings).execute();
    tx.createUpdate(with + given).bindMap(bindings).execute();
  }

  void markResent(Handle tx, Member member, Instant expires) {
    tx.createUpdate(
            """
            UPDATE memberships SET expires_at = :expires, resent_at = :now, resent_count = resent_count + 1, mail_fault = NULL, %s
             WHERE organization_id = :organization AND user_id = :user
            """
                .formatted(TOUCHED))
        .bind("expires", expires)
        .bind("now", clock.instant())
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
  }

  /** Notes that the newest mail of an invitation was refused; false when there is none any more. */
  static boolean markRefused(Handle tx, OrganizationId organization, UserId user, String said) {
    return tx.createUpdate(
                """
                UPDATE memberships SET mail_fault = :said
                 WHERE organization_id = :organization AND user_id = :user AND status = 'PENDING_INVITE'
                """)
            .bind("said", OutgoingQueue.shortened(said))
            .bind("organization", organization)
            .bind("user", user)
            .execute()
        > 0;
  }

  /** Whether somebody is an active member of another organization. */
  static boolean isActiveElsewhere(Handle tx, OrganizationId organization, UserId user) {
    return Direct.row(
            tx,
            "SELECT 1 FROM memberships WHERE user_id = ? AND organization_id <> ? AND status ="
                + " 'ACTIVE' LIMIT 1",
            row -> true,
            user,
            organization)
        .isPresent();
  }

  /** Makes a valid pending invitation an active membership; false when there is none. */
  boolean accept(Handle tx, OrganizationId organization, UserId user) {
    return tx.createUpdate(
                """
                UPDATE memberships SET status = 'ACTIVE', accepted_at = :now, expires_at = NULL, %s
                 WHERE organization_id = :organization AND user_id = :user AND status = 'PENDING_INVITE' AND expires_at > :now
                """
                    .formatted(TOUCHED))
            .bind("now", clock.instant())
            .bind("organization", organization)
            .bind("user", user)
            .execute()
        > 0;
  }

  /**
   * Makes an invitation that nobody has accepted in time a membership that came in another way, and
   * keeps nothing of what the app meant for who accepts it.
   */
  void forgetInvitation(Handle tx, Member member, ProvisioningMethod method) {
    tx.createUpdate(
            """
            UPDATE memberships SET provisioning_method = :method, status = 'INACTIVE', inviter_email = NULL, expires_at = NULL,
                   resent_at = NULL, resent_count = 0, metadata = '{}'
             WHERE organization_id = :organization AND user_id = :user
            """)
        .bind("method", method)
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
  }

  /**
   * Makes a membership active or inactive, whatever it was: an invitation is none any more, and
   * counts as accepted if it is active now.
   */
  void setStatus(Handle tx, Member member, MembershipStatus status) {
    tx.createUpdate(
            """
            UPDATE memberships SET status = :status, expires_at = NULL, %s,
                   accepted_at = CASE WHEN status = 'PENDING_INVITE' AND :status = 'ACTIVE' THEN :now ELSE accepted_at END
             WHERE organization_id = :organization AND user_id = :user
            """
                .formatted(TOUCHED))
        .bind("status", status)
        .bind("now", clock.instant())
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
  }

  /** Notes that a member is signed in to the organization from now on. */
  void noteSignIn(Handle tx, OrganizationId organization, UserId user) {
    Direct.update(
        tx,
        "UPDATE memberships SET signed_in_at = ? WHERE organization_id = ? AND user_id = ?",
        clock.instant(),
        organization,
        user);
  }

  void delete(Handle tx, Organization organization, Member member) {
    // the text as it was stored: an earlier version may have folded it in another way
    var letters =
        Direct.row(
            tx,
            """
            DELETE FROM memberships WHERE organization_id = ? AND user_id = ?
            RETURNING search_text, letters_due
            """,
            row -> letters(row, organization.number(), member.position()),
            organization.id(),
            member.user().id());
    letters.filter(Letters::written).ifPresent(it -> MemberSearch.remove(tx, it.entry));
    Organizations.countOut(tx, organization.id());
  }

  /** Writes a person's new name into what is searched, in every organization they belong to. */
  static void followRename(Handle tx, User user) {
    var text = MemberSearch.textOf(user);
    // held: nobody writes their letters meanwhile
    Direct.update(
        tx, "UPDATE memberships SET search_text = search_text WHERE user_id = ?", user.id());
    Direct.rows(
            tx,
            """
            SELECT o.number, m.position, m.search_text, m.letters_due
              FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = ?
            """,
            row -> letters(row, row.getLong("number"), row.getLong("position")),
            user.id())
        .stream()
        .filter(Letters::written)
        .forEach(it -> MemberSearch.replace(tx, it.entry, text));
    Direct.update(tx, "UPDATE memberships SET search_text = ? WHERE user_id = ?", text, user.id());
  }

  /**
   * Takes some of those whose letters are due: they are to be written in this transaction.
   *
   * @param most how many at most
   */
  static List<MemberSearch.Entry> takeDue(Handle tx, int most) {
    return Direct.rows(
        tx,
        """
        UPDATE memberships SET letters_due = NULL
         WHERE letters_due IS NOT NULL AND (organization_id, position) IN (
               SELECT d.organization_id, d.position FROM memberships d WHERE d.letters_due IS NOT NULL
                ORDER BY d.organization_id, d.position LIMIT ?)
        RETURNING (SELECT o.number FROM organizations o WHERE o.id = memberships.organization_id) AS number,
                  position, search_text
        """,
        row ->
            new MemberSearch.Entry(
                row.getLong("number"), row.getLong("position"), Columns.text(row, "search_text")),
        most);
  }

  /** What finds a member in a search, and whether it is written or only due. */
  private record Letters(MemberSearch.Entry entry, boolean written) {}

  private static Letters letters(ResultSet row, long organization, long position)
      throws SQLException {
    return new Letters(
        new MemberSearch.Entry(organization, position, Columns.text(row, "search_text")),
        Columns.timeOrNull(row, "letters_due") == null);
  }

  // ------------------------------------------------------------------ reading rows

  private Member member(ResultSet row) throws SQLException {
    var expires = Columns.timeOrNull(row, "expires_at");
    return new Member(
        new OrganizationId(Columns.text(row, "organization_id")),
        Users.read(row, "id"),
        row.getLong("position"),
        MembershipStatus.now(Columns.text(row, "status"), expires, clock.instant()),
        expires);
  }
}
