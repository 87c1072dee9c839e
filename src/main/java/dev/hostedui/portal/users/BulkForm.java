package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whom to invite, several at once, and says of each address whether it can be invited.
 *
 * @param rows what was found out about the addresses; empty before they were checked
 */
public record BulkForm(
    Spot spot,
    String addresses,
    @Nullable String addressesError,
    List<RoleChoice> roles,
    @Nullable String roleError,
    @Nullable String formError,
    List<Row> rows)
    implements Dialog {

  /**
   * One address.
   *
   * @param fault why it cannot be invited, or null
   */
  public record Row(String address, @Nullable String fault) {}

  @Override
  public String title() {
    return "Invite several people";
  }

  /** How many can be invited. */
  public int good() {
    return (int) rows.stream().filter(row -> row.fault() == null).count();
  }

  /** How many cannot. */
  public int bad() {
    return rows.size() - good();
  }

  /** Whether all of them were checked and can be invited. */
  public boolean ready() {
    return !rows.isEmpty() && bad() == 0;
  }
}
