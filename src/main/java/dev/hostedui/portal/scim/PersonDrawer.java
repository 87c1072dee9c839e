package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a person of the directory.
 *
 * @param name what they are called, or empty
 * @param externalId what the directory calls them, or empty
 * @param member whether they are an active member here
 * @param groups the first groups they are in
 * @param moreGroups whether there are others
 * @param roles what they may do here, each with its reason; empty for who is no member
 * @param payload what the directory said, as JSON
 * @param receipts what ended when the directory deactivated or removed them, the newest first
 * @param calls what the directory sent about them, the newest first
 */
public record PersonDrawer(
    Spot spot,
    Look look,
    String id,
    String name,
    String email,
    String userName,
    String externalId,
    @Nullable Ago deactivated,
    boolean member,
    Ago created,
    Ago updated,
    List<GroupLine> groups,
    boolean moreGroups,
    List<RoleLine> roles,
    String payload,
    List<Receipt> receipts,
    List<Call> calls)
    implements Dialog {

  /** A group they are in. */
  public record GroupLine(String id, String name) {}

  /** A role and why they have it. */
  public record RoleLine(String role, String reason) {}

  /**
   * What ended when they were deactivated or removed.
   *
   * @param what what ended, in words
   * @param took how soon it was so, in words
   */
  public record Receipt(Ago at, String what, String took) {}

  /** What the directory asked and was answered. */
  public record Call(
      String id, Ago at, String request, int status, boolean failed, String detail) {}

  @Override
  public String title() {
    return name.isEmpty() ? email : name;
  }
}
