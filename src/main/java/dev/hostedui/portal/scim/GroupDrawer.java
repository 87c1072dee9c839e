package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import java.util.List;

/**
 * All that is known of a group of the directory.
 *
 * @param externalId what the directory calls it, or empty
 * @param role what it gives, or empty
 * @param people the members who came last
 * @param pending the first of those it names who have not come yet
 * @param pendingCount how many those are
 * @param payload what the directory said, as JSON
 */
public record GroupDrawer(
    Spot spot,
    Look look,
    String id,
    String name,
    String externalId,
    String role,
    long members,
    Ago created,
    Ago updated,
    List<Member> people,
    List<String> pending,
    long pendingCount,
    String payload)
    implements Dialog {

  /** Somebody in it. */
  public record Member(String id, String name, String email, boolean active) {}

  @Override
  public String title() {
    return name;
  }
}
