package dev.hostedui.identity;

import dev.hostedui.db.WireNamed;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of the portal that somebody without an account can be asked to set up: what a portal link
 * opens.
 */
public enum PortalModule implements WireNamed {
  SSO(Feature.SSO, Permission.SSO_MANAGE, EnumSet.of(Permission.SSO_READ, Permission.SSO_MANAGE)),
  SCIM(
      Feature.DIR_SYNC,
      Permission.SCIM_MANAGE,
      EnumSet.of(Permission.SCIM_READ, Permission.SCIM_MANAGE)),
  /**
   * The domains an organization proves to be its own. People need {@link
   * Permission#SETTINGS_MANAGE} for them, which is far more; a link does not hold it.
   */
  DOMAINS(
      Feature.DOMAIN_VERIFICATION, Permission.SETTINGS_MANAGE, EnumSet.noneOf(Permission.class));

  private final Feature feature;
  private final Permission manage;
  private final Set<Permission> gives;

  PortalModule(Feature feature, Permission manage, Set<Permission> gives) {
    this.feature = feature;
    this.manage = manage;
    this.gives = Set.copyOf(gives);
  }

  /** The feature without which nobody sees it. */
  public Feature feature() {
    return feature;
  }

  /** What a person or program must hold to change it, and to ask somebody else to. */
  public Permission manage() {
    return manage;
  }

  /** The permissions that a link to it holds. */
  Set<Permission> gives() {
    return gives;
  }

  /** It is called like its feature, as the API of links has it. */
  @Override
  public String wireName() {
    return feature.wireName();
  }

  /** The module of that name, or of one that its feature is also called by. */
  public static Optional<PortalModule> named(String name) {
    return Feature.named(name).flatMap(PortalModule::of);
  }

  /** The module that a feature shows, if it shows one. */
  public static Optional<PortalModule> of(@Nullable Feature feature) {
    return Arrays.stream(values()).filter(it -> it.feature == feature).findFirst();
  }

  /** The modules in a list of names. */
  public static Set<PortalModule> among(String spaceSeparated) {
    var found = EnumSet.noneOf(PortalModule.class);
    for (var module : values())
      if (Names.isAmong(spaceSeparated, module.wireName())) found.add(module);
    return found;
  }
}
