package dev.hostedui.identity.application;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an application's own token may do in the management API. Without a scope it may do
 * everything; with one it may do only what the scope names, so that a program that invites people
 * cannot delete organizations.
 *
 * @param permissions what it may do in every organization
 * @param operates whether it may do what belongs to no organization: make and end organizations,
 *     define roles and permissions, change people and applications
 */
public record ApiRights(Set<Permission> permissions, boolean operates) {

  /** The part of a scope that lets a token do what belongs to no organization. */
  public static final String OPERATE = "environment_manage";

  private static final ApiRights ALL = new ApiRights(Set.of(Permission.values()), true);

  public ApiRights {
    permissions = Set.copyOf(permissions);
  }

  /**
   * The rights that a scope asks for; empty when it names something else (RFC 6749 §3.3).
   *
   * @param scope names of permissions, and {@link #OPERATE}, with spaces between them
   */
  public static Optional<ApiRights> of(String scope) {
    var permissions = EnumSet.noneOf(Permission.class);
    var operates = false;
    for (var name : scope.strip().split(" +", -1)) {
      if (name.equals(OPERATE)) {
        operates = true;
        continue;
      }
      var permission =
          Arrays.stream(Permission.values()).filter(it -> it.wireName().equals(name)).findFirst();
      if (permission.isEmpty()) return Optional.empty();
      permissions.add(permission.get());
    }
    return Optional.of(new ApiRights(permissions, operates));
  }

  /** The rights that a token was given: all where it has no scope. */
  public static Optional<ApiRights> in(String scopeOfToken) {
    return scopeOfToken.isEmpty() ? Optional.of(ALL) : of(scopeOfToken);
  }

  /** How the token says it. */
  public String scope() {
    return Stream.concat(
            permissions.stream().sorted().map(Permission::wireName),
            operates ? Stream.of(OPERATE) : Stream.empty())
        .collect(Collectors.joining(" "));
  }

  /** The application with these rights, as the verbs want it. */
  public Actor.Client actor(String clientId, Actor.Origin origin) {
    return new Actor.Client(clientId, permissions, operates, origin);
  }
}
