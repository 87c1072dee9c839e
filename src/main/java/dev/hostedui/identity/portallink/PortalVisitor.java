package dev.hostedui.identity.portallink;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in the portal by a link, as of this request.
 *
 * @param organizationName what people call the organization
 * @param logo its own logo, or null
 * @param features what is on for the organization
 * @param modules what the link opens and whose feature is on; never empty
 * @param step the one step it is narrowed to, or null for whole modules
 * @param mappable what roles may give that they map groups to
 * @param held what whoever made the link held then
 * @param email the address they have proven to open it, or null when the link asks for none
 * @param endsAt when the session ends, whatever they do
 */
public record PortalVisitor(
    PortalLinkId link,
    PortalLink.Kind kind,
    PortalSessionId session,
    OrganizationId organization,
    String organizationName,
    @Nullable PictureId logo,
    Set<Feature> features,
    Set<PortalModule> modules,
    @Nullable PortalStep step,
    Set<Permission> mappable,
    Set<Permission> held,
    @Nullable EmailAddress email,
    Instant endsAt) {

  public PortalVisitor {
    features = Set.copyOf(features);
    modules = Set.copyOf(modules);
    mappable = Set.copyOf(mappable);
    held = Set.copyOf(held);
  }

  /** Them, as the verbs want them. */
  public Actor.PortalLink actor(Actor.Origin origin) {
    return new Actor.PortalLink(
        link.value(), session.value(), organization, email == null ? null : email.value(), origin);
  }
}
