package dev.hostedui.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who asks for a change. Every verb takes one, and every event names it. */
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
   * A signed-in person and what they may do in the organization that is active in their session.
   */
  record Person(
      UserId user,
      String email,
      SessionId session,
      @Nullable OrganizationId organization,
      Set<Permission> permissions,
      Origin origin)
      implements Actor {

    @Override
    public String type() {
      return "user";
    }

    @Override
    public String id() {
      return user.value();
    }

    /**
     * The organization this person acts in. Routes of organization pages guarantee there is one.
     */
    public OrganizationId inOrganization() {
      if (organization == null) throw new IllegalStateException("no active organization");
      return organization;
    }

    /** Refuses unless the person holds the permission: the verb's own check, behind the gate's. */
    public void must(Permission permission) {
      if (!permissions.contains(permission)) {
        throw Problem.forbidden("permission_missing");
      }
    }
  }

  /** The program itself: a job, the command line, the sample data. */
  record Internal(String id) implements Actor {
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
  }

  /** An application that asks in its own name, by its client id. */
  record Client(String id, Origin origin) implements Actor {
    @Override
    public String type() {
      return "client";
    }

    @Override
    public @Nullable String email() {
      return null;
    }
  }

  /** Someone who has just proven an email address and has no session yet. */
  record Visitor(String id, String email, Origin origin) implements Actor {
    @Override
    public String type() {
      return "visitor";
    }
  }
}
