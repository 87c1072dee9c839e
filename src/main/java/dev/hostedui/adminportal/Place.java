package dev.hostedui.adminportal;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.portallink.PortalVisitor;
import dev.hostedui.portal.Way;
import dev.hostedui.web.Access;
import dev.hostedui.web.Home;
import dev.hostedui.web.PortalWindow;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Every page of the admin portal in the order of its tabs: where it is and what it is called. */
public enum Place {
  SSO(
      PortalModule.SSO,
      Home.SINGLE_SIGN_ON_BY_LINK,
      "Single Sign On",
      EnumSet.of(Permission.SSO_READ, Permission.SSO_MANAGE)),
  SCIM(
      PortalModule.SCIM,
      "/portal/scim",
      "SCIM Provisioning",
      EnumSet.of(Permission.SCIM_READ, Permission.SCIM_MANAGE)),
  DOMAINS(
      PortalModule.DOMAINS,
      "/portal/domains",
      "Domain Verification",
      EnumSet.of(Permission.SETTINGS_MANAGE));

  private final PortalModule module;
  private final String path;
  private final String title;
  private final Set<Permission> meant;

  /** Takes what the widget there asks for where people use it: a link has all of it. */
  Place(PortalModule module, String path, String title, Set<Permission> meant) {
    this.module = module;
    this.path = path;
    this.title = title;
    this.meant = meant;
  }

  public PortalModule module() {
    return module;
  }

  public String path() {
    return path;
  }

  public String title() {
    return title;
  }

  Access access() {
    return Access.link(module);
  }

  Way way(Context ctx) {
    return new Way(PortalWindow.address(ctx, path), title);
  }

  /** Whether the widget here asks for this permission, which a link that opens it stands in for. */
  boolean means(Permission permission) {
    return meant.contains(permission);
  }

  /** What a link opens now, in the order of the tabs. */
  static List<Place> of(PortalVisitor holder) {
    return Arrays.stream(values()).filter(it -> holder.modules().contains(it.module)).toList();
  }

  /** Their titles inside a sentence. */
  static String joined(List<Place> places) {
    var titles = places.stream().map(Place::title).toList();
    var last = titles.size() - 1;
    return last < 1
        ? String.join("", titles)
        : String.join(", ", titles.subList(0, last)) + " and " + titles.get(last);
  }
}
