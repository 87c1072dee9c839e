package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;

/**
 * Asks whether role assignments should be saved, and says whom they give and take what.
 *
 * @param provider what the provider is called
 * @param groups how many groups give another role
 * @param lines who gains and who loses what
 * @param lostByOneself the roles that who asks would lose
 * @param refusal why it will not be saved, or empty
 * @param first whether no group gives a role yet, so that roles given by hand end
 * @param carried the choices
 */
public record RolesConfirmation(
    Spot spot,
    Look look,
    String provider,
    int groups,
    List<Line> lines,
    List<String> lostByOneself,
    String refusal,
    boolean first,
    List<RoleMap.Carried> carried)
    implements Dialog {

  /**
   * What becomes of some people.
   *
   * @param what like {@code 12 people become Admin}
   * @param names the first of them
   * @param more how many others, as words, or empty
   * @param loses whether they lose something
   */
  public record Line(String what, List<String> names, String more, boolean loses) {}

  @Override
  public String title() {
    return groups == 1
        ? "Change the role of 1 group?"
        : "Change the roles of " + groups + " groups?";
  }
}
