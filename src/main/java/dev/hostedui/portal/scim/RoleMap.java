package dev.hostedui.portal.scim;

import dev.hostedui.portal.Spot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Step 3: a page of the groups, each with the role it gives.
 *
 * @param canChoose whether who looks can give a group any role
 * @param groupLabel what stands above the groups
 * @param roles all roles of the organization
 * @param defaultRole what the one is called that people get whose groups give none
 * @param search what the groups are searched for, or empty
 * @param rows the groups of this page
 * @param unseen choices for groups of other pages
 * @param unsaved how many choices are not saved yet
 * @param after where this page begins, or empty for the first one
 * @param next where the next page begins, or empty after the last one
 * @param any whether the directory has any group at all
 * @param mapped whether any of them gives a role
 * @param note what makes a group come, as a sentence
 * @param lockedNote why a group that is locked stays as it is
 * @param withheld why who may change the directory can give no role at all, or empty
 * @param error why the choices were not saved, or null
 */
public record RoleMap(
    Spot spot,
    boolean canChoose,
    String groupLabel,
    List<RoleLine> roles,
    String defaultRole,
    String search,
    List<Row> rows,
    List<Carried> unseen,
    int unsaved,
    String after,
    String next,
    boolean any,
    boolean mapped,
    String note,
    String lockedNote,
    String withheld,
    @Nullable String error) {

  /** Whether it is said of any role what it is for. */
  public boolean isAnyDescribed() {
    return roles.stream().anyMatch(it -> !it.description().isEmpty());
  }

  /** A role in the table. */
  public record RoleLine(String name, String description, boolean byDefault) {}

  /**
   * A group.
   *
   * @param saved the id of the role it gives, or empty
   * @param options what can be chosen
   * @param locked whether it gives more than who looks holds, and stays
   */
  public record Row(
      String id, String name, long members, String saved, List<Option> options, boolean locked) {

    /** What the chosen role is called, or empty. */
    public String role() {
      return options.stream()
          .filter(it -> it.chosen() && !it.id().isEmpty())
          .map(Option::label)
          .findFirst()
          .orElse("");
    }

    /** Whether something else is chosen than what is saved. */
    public boolean changed() {
      return options.stream().noneMatch(it -> it.chosen() && it.id().equals(saved));
    }
  }

  /** A role to choose; the first one stands for none and has no id. */
  public record Option(String id, String label, boolean chosen) {}

  /** A choice that travels unseen. */
  public record Carried(String group, String role, String shown) {}

  /** Whether the step is shown in full. */
  public boolean open() {
    return any || unsaved > 0 || error != null;
  }

  /** What who hears the page is told of this page of the groups. */
  public String announcement() {
    return rows.isEmpty()
        ? "No group found"
        : rows.size() + (rows.size() == 1 ? " group" : " groups") + " shown";
  }
}
