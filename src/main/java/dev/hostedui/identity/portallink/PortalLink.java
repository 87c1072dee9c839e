package dev.hostedui.identity.portallink;

import dev.hostedui.db.WireNamed;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A link by which somebody without an account sets up parts of an organization.
 *
 * @param modules what it opens, as far as their features are on
 * @param step the one step it is narrowed to, or null for whole modules
 * @param mappable what roles may give that groups of a directory are mapped to by it, or null where
 *     it maps none
 * @param held what whoever made it held then
 * @param boundTo the address that must be proven to open it, or null when whoever has it may
 * @param openedAt when it was opened for the first time, or null; an embed link is used up by that
 * @param orphaned whether whoever has made it may change nothing of what it opens any more
 * @param done when its step was done and by whom, or null
 */
public record PortalLink(
    PortalLinkId id,
    OrganizationId organization,
    Kind kind,
    Set<PortalModule> modules,
    @Nullable PortalStep step,
    @Nullable Set<Permission> mappable,
    Set<Permission> held,
    @Nullable EmailAddress boundTo,
    Maker createdBy,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant openedAt,
    @Nullable Instant revokedAt,
    boolean orphaned,
    @Nullable Done done) {

  /** How long a link can be opened, and how often. */
  public enum Kind implements WireNamed {
    /** Handed to a colleague: for seven days, as often as they like. */
    SHAREABLE("shareable", Duration.ofDays(7)),
    /** Made by an app for the frame on its own page: once within a minute. */
    EMBED("embed", Duration.ofMinutes(1));

    private final String wireName;
    private final Duration lifetime;

    Kind(String wireName, Duration lifetime) {
      this.wireName = wireName;
      this.lifetime = lifetime;
    }

    @Override
    public String wireName() {
      return wireName;
    }

    /** How long it can be opened; a session that it opened may last longer. */
    public Duration lifetime() {
      return lifetime;
    }

    /** The kind of that name. */
    public static Optional<Kind> named(String wireName) {
      return Arrays.stream(values()).filter(it -> it.wireName.equals(wireName)).findFirst();
    }
  }

  /** What can be said of a link at a moment. */
  public enum State {
    /** It can be opened. */
    OPEN,
    /** It could be opened once, and was. */
    USED,
    EXPIRED,
    REVOKED,
    /** Whoever made it may not change any more what it opens. */
    ORPHANED,
    /** None of what it opens is on for the organization. */
    FEATURE_OFF,
    /** There is no such link, or no more. */
    UNKNOWN
  }

  /**
   * Who made it.
   *
   * @param type the kind of actor, and
   * @param id its id, both as events write them
   * @param email of a person, else null
   */
  public record Maker(String type, String id, @Nullable String email) {

    static Maker of(Actor actor) {
      return new Maker(actor.type(), actor.id(), actor.email());
    }

    /** Whether it was this one, whatever their address was then. */
    public boolean is(Actor actor) {
      return type.equals(actor.type()) && id.equals(actor.id());
    }
  }

  /**
   * That its step was done.
   *
   * @param by the address that was proven to open the link, or null when none was, or when somebody
   *     else did it
   */
  public record Done(Instant at, @Nullable EmailAddress by) {}

  public PortalLink {
    modules = Set.copyOf(modules);
    mappable = mappable == null ? null : Set.copyOf(mappable);
    held = Set.copyOf(held);
  }

  /**
   * What can be said of it now, features aside.
   *
   * @return never {@link State#FEATURE_OFF} or {@link State#UNKNOWN}
   */
  public State state(Instant now) {
    if (revokedAt != null) return State.REVOKED;
    if (kind == Kind.EMBED && openedAt != null) return State.USED;
    if (!now.isBefore(expiresAt)) return State.EXPIRED;
    return orphaned ? State.ORPHANED : State.OPEN;
  }
}
