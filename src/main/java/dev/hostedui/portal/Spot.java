package dev.hostedui.portal;

import org.jspecify.annotations.Nullable;

/**
 * Where a view stands: what its links begin with, and which organization it shows. Every form
 * carries that organization, so that a page which stayed open while another organization was chosen
 * changes neither.
 *
 * @param path the address of the widget on its surface, without a slash at the end
 * @param organization the id of the organization, or null where none is shown
 * @param organizationName its name, or empty
 * @param narrowed whether whoever looks was asked for one step of the widget: it shows that one,
 *     and nothing else of itself
 * @param pass what a form that opens a tab of its own carries into it, or null where that tab knows
 *     who acts by itself; see {@link #inTab}
 */
public record Spot(
    String path,
    @Nullable String organization,
    String organizationName,
    boolean narrowed,
    @Nullable String pass) {

  /** A spot where who acts sees the whole widget, and is known in every tab. */
  public Spot(String path, @Nullable String organization, String organizationName) {
    this(path, organization, organizationName, false, null);
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
