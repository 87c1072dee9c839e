package dev.hostedui.login;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Look;

/**
 * What the pages of a sign-in look like: where an application has said which organization it is
 * about, they stand under that one's logo. Nothing else of it is told to who has not signed in.
 */
final class Looks {

  private final Brand brand;
  private final OrganizationLogos logos;

  Looks(Brand brand, OrganizationLogos logos) {
    this.brand = brand;
    this.logos = logos;
  }

  Look of(Journey journey) {
    var asked = journey.asked();
    if (asked == null || asked.organization() == null || !brand.showsOrganizations())
      return brand.look();
    return OrganizationId.parse(asked.organization())
        .flatMap(logos::face)
        .map(it -> brand.look(it.displayName(), it.logo()))
        .orElseGet(brand::look);
  }
}
