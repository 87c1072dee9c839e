package dev.hostedui.web;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.organization.OrganizationLogos;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * Under whose logo a page stands, for every page that people see outside the frame of the portal.
 * The first of these that is known decides:
 *
 * <ol>
 *   <li>the organization that the page is about: that of an invitation, a portal link, a
 *       connection, or the one that the application of a sign-in has named;
 *   <li>the organization in which the visitor's session is. A sign-in does not ask for it: whoever
 *       signs in may be somebody else;
 *   <li>the app.
 * </ol>
 *
 * <p>An organization has its logo there where it has one of its own and the operator has switched
 * that on; otherwise the app's is shown. Nothing else of an organization is told to who has not
 * signed in.
 */
public final class Looks {

  private static final String ABOUT = "organization-of-page";

  private final Brand brand;
  private final OrganizationLogos logos;

  public Looks(Brand brand, OrganizationLogos logos) {
    this.brand = brand;
    this.logos = logos;
  }

  /** Notes which organization the answer to a request is about, whichever page that becomes. */
  public static void about(Context ctx, OrganizationId organization) {
    ctx.attribute(ABOUT, organization);
  }

  /** The look of the answer to a request. */
  public Look of(Context ctx) {
    OrganizationId about = ctx.attribute(ABOUT);
    return about != null
        ? of(about)
        : brand.look(Visitor.maybe(ctx).map(Visitor::active).orElse(null));
  }

  /**
   * The look of a page where somebody signs in.
   *
   * @param organization the one that the application has named, or null
   */
  public Look ofSignIn(@Nullable OrganizationId organization) {
    return organization == null ? brand.look() : of(organization);
  }

  private Look of(OrganizationId organization) {
    if (!brand.showsOrganizations()) return brand.look();
    return logos
        .face(organization)
        .map(it -> brand.look(it.displayName(), it.logo()))
        .orElseGet(brand::look);
  }
}
