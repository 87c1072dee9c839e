package dev.hostedui.identity.directory;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.user.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change of role assignments does to the active members whom the directory has pushed.
 *
 * @param people how many of them hold other roles afterwards
 * @param roles the roles that anybody gains or loses, by name
 * @param lostByOneself the roles that whoever saves it loses
 * @param refusal why it will not be saved, or null
 */
public record RoleEffects(
    long people, List<OfRole> roles, List<Role> lostByOneself, @Nullable Problem refusal) {

  /** Nobody holds another role. */
  public static final RoleEffects NONE = new RoleEffects(0, List.of(), List.of(), null);

  /**
   * Who gains a role and who loses it.
   *
   * @param gain how many get it
   * @param gaining the first of them, by address
   * @param lose how many hold it no more
   * @param losing the first of them, by address
   */
  public record OfRole(Role role, long gain, List<User> gaining, long lose, List<User> losing) {
    public OfRole {
      gaining = List.copyOf(gaining);
      losing = List.copyOf(losing);
    }
  }

  /** The same of a change that is refused. */
  RoleEffects refused(Problem why) {
    return new RoleEffects(people, roles, lostByOneself, why);
  }

  public RoleEffects {
    roles = List.copyOf(roles);
    lostByOneself = List.copyOf(lostByOneself);
  }
}
