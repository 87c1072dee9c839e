package dev.hostedui.identity.role;

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
 * @param extendsRole the name of the role whose permissions it inherits, or null
 * @param permissions at most 100 names, predefined or the app's own
 */
public record RoleDefinition(
    @Nullable OrganizationId organization,
    String name,
    String displayName,
    @Nullable String extendsRole,
    Set<String> permissions) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]{1,64}");
  private static final Pattern PERMISSION = Pattern.compile("[a-zA-Z0-9_:]{1,64}");

  public RoleDefinition {
    var given = permissions;
    Problem.together(
        () -> {
          if (!NAME.matcher(name).matches()) throw Problem.invalid("invalid_role_name").at("name");
        },
        () -> {
          if (displayName.isBlank() || displayName.length() > 100)
            throw Problem.invalid("invalid_display_name").at("display_name");
        },
        () -> {
          if (given.size() > 100 || !given.stream().allMatch(p -> PERMISSION.matcher(p).matches()))
            throw Problem.invalid("invalid_permissions").at("permissions");
        });
    permissions = Set.copyOf(permissions);
  }
}
