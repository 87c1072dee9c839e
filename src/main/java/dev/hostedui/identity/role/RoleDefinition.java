package dev.hostedui.identity.role;

import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a role should be.
 *
 * @param name 1 to 64 letters, digits and underscores; unique in its scope, never changed
 * @param displayName 1 to 100 characters
 * @param description at most 2,000 characters, may be empty
 * @param extendsRole the name of the role whose permissions it inherits, or null
 * @param permissions at most 100 names, predefined or the app's own
 */
public record RoleDefinition(
    @Nullable OrganizationId organization,
    String name,
    String displayName,
    String description,
    @Nullable String extendsRole,
    Set<String> permissions) {

  static final int MOST_PERMISSIONS = 100;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]{1,64}");
  private static final int LONGEST_DISPLAY_NAME = 100;
  private static final int LONGEST_DESCRIPTION = 2_000;

  /** A role without a description. */
  public RoleDefinition(
      @Nullable OrganizationId organization,
      String name,
      String displayName,
      @Nullable String extendsRole,
      Set<String> permissions) {
    this(organization, name, displayName, "", extendsRole, permissions);
  }

  public RoleDefinition {
    var given = permissions;
    Problem.together(
        () -> {
          if (!NAME.matcher(name).matches()) throw Problem.invalid("invalid_role_name").at("name");
        },
        () -> {
          if (displayName.isBlank() || Names.length(displayName) > LONGEST_DISPLAY_NAME)
            throw Problem.invalid("invalid_display_name").at("display_name");
        },
        () -> {
          if (Names.length(description) > LONGEST_DESCRIPTION)
            throw Problem.invalid("description_too_long")
                .at("description")
                .with(LONGEST_DESCRIPTION);
        },
        () -> {
          if (given.size() > MOST_PERMISSIONS || !given.stream().allMatch(Permissions::isName))
            throw Problem.invalid("invalid_permissions").at("permissions");
        });
    permissions = Set.copyOf(permissions);
  }

  /** This role with another description and display name. */
  public RoleDefinition described(String otherDisplayName, String otherDescription) {
    return new RoleDefinition(
        organization, name, otherDisplayName, otherDescription, extendsRole, permissions);
  }

  /** This role on another one, or on none. */
  public RoleDefinition on(@Nullable String otherBase) {
    return new RoleDefinition(organization, name, displayName, description, otherBase, permissions);
  }

  /** This role with these permissions of its own. */
  public RoleDefinition giving(Set<String> others) {
    return new RoleDefinition(organization, name, displayName, description, extendsRole, others);
  }
}
