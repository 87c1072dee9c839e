package dev.hostedui.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change. Every verb takes one with the organization or the person it is about, asks
 * it in the transaction of the change whether it may, and names it in the event.
 *
 * <p>An actor carries no rights from the beginning of a request. What a person may do is read anew
 * by each verb; what a program may do stands in the token or link it came with.
 */
public sealed interface Actor {

  /** Where a request came from, for the event. */
  record Origin(String ip, String userAgent, String requestId) {
    /** Work that no request asked for. */
    public static final Origin INSIDE = new Origin("", "", "");
  }

  /** The kind, as events write it. */
  String type();

  String id();

  @Nullable String email();

  Origin origin();

  /**
   * What the actor may do in an organization, as of this transaction.
   *
   * @throws Problem NOT_FOUND where the organization is none of the actor's; CONFLICT when a
   *     person's session is over; FORBIDDEN when they have just been removed
   */
  Set<Permission> permissionsIn(Handle tx, OrganizationId organization);

  /**
   * Refuses unless the actor may do this in that organization, and holds the organization: nobody
   * takes the right away, and no other change of its members happens, until this one is done. A
   * verb asks it first.
   *
   * @throws Problem FORBIDDEN without the permission, and what {@link #permissionsIn} refuses
   */
  default void must(Handle tx, OrganizationId organization, Permission permission) {
    Locks.organization(tx, organization);
    if (!permissionsIn(tx, organization).contains(permission))
      throw Problem.forbidden("permission_missing");
  }

  /**
   * {@link #must(Handle, OrganizationId, Permission)} for a verb about a part of the portal that
   * can be handed to somebody without an account: they may do it as well as who holds its
   * permission.
   */
  default void must(Handle tx, OrganizationId organization, PortalModule module) {
    must(tx, organization, module.manage());
  }

  /**
   * {@link #must(Handle, OrganizationId, PortalModule)} for a verb that somebody may have been
   * asked to do, and nothing beside it.
   */
  default void must(Handle tx, OrganizationId organization, PortalStep step) {
    must(tx, organization, step.module());
  }

  /** Whether the actor may ask others to do what it may do itself. Who was asked may not. */
  default boolean mayAskOthers() {
    return true;
  }

  /**
   * Whether the actor may give, renew or take away a role: only who holds all that it gives.
   *
   * @param gives the predefined permissions of the role, inherited ones included
   */
  default boolean mayGive(Handle tx, OrganizationId organization, Set<Permission> gives) {
    return permissionsIn(tx, organization).containsAll(gives);
  }

  /**
   * Whether the actor may have people get what a role gives without giving it to each: by making it
   * a default, or by what it gives from now on to all who hold it or are given it by its name.
   *
   * @param gives as for {@link #mayGive}
   */
  default boolean mayGiveEverywhere(Set<Permission> gives) {
    return false;
  }

  /**
   * Whether the actor may let a directory speak by whose groups people get a role. It decides who
   * is in them, and so may whoever has its token: only who may give the role lets it in.
   *
   * @param gives as for {@link #mayGive}
   */
  default boolean mayLetIn(Handle tx, OrganizationId organization, Set<Permission> gives) {
    return mayGive(tx, organization, gives);
  }

  /** Whether the actor is this person: for rules about oneself. */
  default boolean is(UserId user) {
    return false;
  }

  /** Whether the actor asks from within this session. */
  default boolean uses(SessionId session) {
    return false;
  }

  /**
   * Refuses unless the actor may change what is this person's own, such as their name or passkeys,
   * and holds the person and the session they ask from.
   *
   * @throws Problem NOT_FOUND for somebody else's account; CONFLICT when the session is over, and
   *     {@code proof_required} when all that has proven who they are is the identity provider of
   *     one organization, which speaks for them only there
   */
  default void mustBe(Handle tx, UserId user) {
    throw Problem.notFound("account_not_found");
  }

  /**
   * The same for what is this person's in one organization: there its identity provider is proof
   * enough.
   */
  default void mustBe(Handle tx, UserId user, OrganizationId in) {
    mustBe(tx, user);
  }

  /**
   * Refuses unless the actor speaks for the operator of this installation.
   *
   * @throws Problem FORBIDDEN otherwise
   */
  default void mustOperate() {
    if (!operates()) throw Problem.forbidden("operator_only");
  }

  /** Whether the actor speaks for the operator of this installation. */
  default boolean operates() {
    return false;
  }

  /**
   * Refuses unless the actor speaks for the operator and may do everything in every organization.
   * Who makes something that may do everything holds it: an application whose token is narrowed by
   * its scope would otherwise have the rest by another application that it makes.
   *
   * @throws Problem FORBIDDEN otherwise
   */
  default void mustOperateEverything() {
    mustOperate();
  }

  /**
   * Whether the actor may leave an organization without an active admin. Only a directory may: it
   * is the source of truth about who belongs to the organization.
   */
  default boolean mayLeaveWithoutAdmin() {
    return false;
  }

  /** A signed-in person, in the organization that is active in their session. */
  record Person(UserId user, String email, SessionId session, Origin origin) implements Actor {

    @Override
    public String type() {
      return "user";
    }

    @Override
    public String id() {
      return user.value();
    }

    @Override
    public Set<Permission> permissionsIn(Handle tx, OrganizationId organization) {
      return LiveRights.of(tx, this, organization);
    }

    @Override
    public boolean is(UserId other) {
      return user.equals(other);
    }

    @Override
    public boolean uses(SessionId other) {
      return session.equals(other);
    }

    @Override
    public void mustBe(Handle tx, UserId other) {
      if (!is(other)) throw Problem.notFound("account_not_found");
      mustLive(tx);
      if (onlyIn(tx).isPresent()) throw Problem.conflict("proof_required");
    }

    @Override
    public void mustBe(Handle tx, UserId other, OrganizationId in) {
      if (!is(other)) throw Problem.notFound("account_not_found");
      mustLive(tx);
      if (onlyIn(tx).filter(it -> !it.equals(in)).isPresent())
        throw Problem.conflict("proof_required");
    }

    /**
     * Refuses when the person or the session they ask from is gone, and holds both.
     *
     * @throws Problem NOT_FOUND without the person; CONFLICT when the session is over
     */
    public void mustLive(Handle tx) {
      if (!Locks.user(tx, user)) throw Problem.notFound("account_not_found");
      LiveRights.refuseEndedSession(tx, this);
    }

    /**
     * The only organization that what has proven who they are counts in; empty when it counts
     * everywhere.
     */
    public Optional<OrganizationId> onlyIn(Handle tx) {
      return LiveRights.onlyIn(tx, this);
    }
  }

  /**
   * An application that asks in its own name.
   *
   * @param id its client id
   * @param permissions what its token allows, in every organization; empty for an application that
   *     only signs people in
   * @param operates whether its token speaks for the operator of this installation, too: it makes
   *     and ends organizations, defines roles, and changes people
   */
  record Client(String id, Set<Permission> permissions, boolean operates, Origin origin)
      implements Actor {

    public Client {
      permissions = Set.copyOf(permissions);
    }

    /** An application that acts in organizations only. */
    public Client(String id, Set<Permission> permissions, Origin origin) {
      this(id, permissions, false, origin);
    }

    /** An application that signs people in and may change nothing else. */
    public Client(String id, Origin origin) {
      this(id, Set.of(), origin);
    }

    @Override
    public String type() {
      return "client";
    }

    @Override
    public @Nullable String email() {
      return null;
    }

    @Override
    public Set<Permission> permissionsIn(Handle tx, OrganizationId organization) {
      return permissions;
    }

    @Override
    public void mustBe(Handle tx, UserId user) {
      if (!operates || !Locks.user(tx, user)) throw Problem.notFound("account_not_found");
    }

    @Override
    public boolean mayGiveEverywhere(Set<Permission> gives) {
      return operates && permissions.containsAll(gives);
    }

    @Override
    public void mustOperateEverything() {
      mustOperate();
      if (!mayGiveEverywhere(Set.of(Permission.values())))
        throw Problem.forbidden("operator_narrowed");
    }
  }

  /**
   * The directory of an organization, which provisions its members (RFC 7644). Its groups were
   * mapped to roles by somebody who holds them, so it may give each of the organization's roles.
   *
   * @param arrived when its call came in, or when we began to read it: what it ends is measured by
   *     that
   */
  record Directory(String id, OrganizationId organization, Origin origin, Instant arrived)
      implements Actor {

    private static final Set<Permission> PROVISIONING =
        Set.of(
            Permission.USERS_READ,
            Permission.USERS_INVITE,
            Permission.USERS_DELETE,
            Permission.USERS_ROLE_CHANGE);

    @Override
    public String type() {
      return "directory";
    }

    @Override
    public @Nullable String email() {
      return null;
    }

    @Override
    public Set<Permission> permissionsIn(Handle tx, OrganizationId other) {
      if (!organization.equals(other)) throw Problem.notFound("organization_not_found");
      return PROVISIONING;
    }

    @Override
    public boolean mayGive(Handle tx, OrganizationId other, Set<Permission> gives) {
      return organization.equals(other);
    }

    @Override
    public boolean mayLeaveWithoutAdmin() {
      return true;
    }
  }

  /**
   * Whoever was let in by a link to set up single sign-on, provisioning or domains without an
   * account. It reaches nothing else of its organization. What the link opens is read anew by each
   * verb: it may be revoked while it is used.
   *
   * @param id of the link
   * @param session of the portal that the link has opened
   * @param email the address that was proven to open it, or null when the link asks for none
   */
  record PortalLink(
      String id, String session, OrganizationId organization, @Nullable String email, Origin origin)
      implements Actor {

    @Override
    public String type() {
      return "portal_link";
    }

    @Override
    public Set<Permission> permissionsIn(Handle tx, OrganizationId other) {
      return LiveRights.of(tx, this, other).permissions();
    }

    @Override
    public void must(Handle tx, OrganizationId other, PortalModule module) {
      Locks.organization(tx, other);
      if (!LiveRights.of(tx, this, other).include(module))
        throw Problem.forbidden("permission_missing");
    }

    @Override
    public void must(Handle tx, OrganizationId other, PortalStep step) {
      Locks.organization(tx, other);
      if (!LiveRights.of(tx, this, other).include(step))
        throw Problem.forbidden("permission_missing");
    }

    @Override
    public boolean mayAskOthers() {
      return false;
    }

    /** What whoever made the link held then, where they let it map groups to roles. */
    @Override
    public boolean mayGive(Handle tx, OrganizationId other, Set<Permission> gives) {
      return LiveRights.of(tx, this, other).mayGive(gives);
    }

    /** What whoever made the link held then: they have asked for the directory to be set up. */
    @Override
    public boolean mayLetIn(Handle tx, OrganizationId other, Set<Permission> gives) {
      return LiveRights.of(tx, this, other).held().containsAll(gives);
    }
  }

  /** The program itself: a job, the command line, the sample data. It speaks for the operator. */
  record Internal(String id) implements Actor {

    private static final Set<Permission> ALL = Set.of(Permission.values());

    @Override
    public String type() {
      return "system";
    }

    @Override
    public @Nullable String email() {
      return null;
    }

    @Override
    public Origin origin() {
      return Origin.INSIDE;
    }

    @Override
    public Set<Permission> permissionsIn(Handle tx, OrganizationId organization) {
      return ALL;
    }

    @Override
    public boolean mayGiveEverywhere(Set<Permission> gives) {
      return true;
    }

    @Override
    public void mustBe(Handle tx, UserId user) {
      if (!Locks.user(tx, user)) throw Problem.notFound("account_not_found");
    }

    @Override
    public boolean operates() {
      return true;
    }
  }

  /**
   * Someone on the way in, who has just proven an email address and has no session yet. They begin
   * a session and may change nothing else.
   */
  record Newcomer(String id, String email, Origin origin) implements Actor {

    @Override
    public String type() {
      return "newcomer";
    }

    @Override
    public Set<Permission> permissionsIn(Handle tx, OrganizationId organization) {
      throw Problem.notFound("organization_not_found");
    }
  }
}
