package dev.hostedui.portal;

import dev.hostedui.identity.PortalStep;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a view stands: what its links begin with, and which organization it shows. Every form
 * carries that organization, and so does every link that opens one, so that a page which stayed
 * open while another organization was chosen changes neither.
 *
 * @param path the address of the widget on its surface, without a slash at the end
 * @param organization the id of the organization, or null where none is shown
 * @param organizationName its name, or empty
 * @param asked the one step of the widget that whoever looks was asked for, or null: it shows that
 *     one, and nothing else of itself
 * @param pass what a form that opens a tab of its own carries into it, or null where that tab knows
 *     who acts by itself; see {@link #inTab}
 */
public record Spot(
    String path,
    @Nullable String organization,
    String organizationName,
    PortalStep.@Nullable Kind asked,
    @Nullable String pass) {

  /** A spot where who acts sees the whole widget, and is known in every tab. */
  public Spot(String path, @Nullable String organization, String organizationName) {
    this(path, organization, organizationName, null, null);
  }

  /** Whether whoever looks was asked for one step. */
  public boolean narrowed() {
    return asked != null;
  }

  /** Whether a part is shown that belongs to one of these steps. */
  public boolean shows(PortalStep.Kind one, PortalStep.Kind... others) {
    return asked == null || EnumSet.of(one, others).contains(asked);
  }

  /**
   * Where something is asked for that belongs to this page, such as a dialog: of the organization
   * shown here, and of no other that was chosen meanwhile.
   *
   * @param rest what stands after the address of the widget, perhaps with a query
   */
  public String here(String rest) {
    return organization == null
        ? path + rest
        : path + rest + (rest.contains("?") ? "&" : "?") + "in_organization=" + organization;
  }

  /**
   * Where a form is sent that opens a tab of its own.
   *
   * @param rest what stands after the address of the widget
   */
  public String inTab(String rest) {
    return pass == null ? path + rest : path + "/tab" + rest;
  }
}
