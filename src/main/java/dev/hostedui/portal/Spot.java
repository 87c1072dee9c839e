package dev.hostedui.portal;

import dev.hostedui.identity.PortalStep;
import dev.hostedui.web.Meant;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a view stands: what its links begin with, and to whom it shows which organization. Every
 * form carries both, and so does every link that opens one, so that a page which stayed open while
 * another organization was chosen, or somebody else signed in, changes nothing of either.
 *
 * @param path the address of the widget on its surface, without a slash at the end
 * @param person the id of who is signed in, or null where a link has let them in
 * @param organization the id of the organization, or null where none is shown
 * @param organizationName its name, or empty
 * @param asked the one step of the widget that whoever looks was asked for, or null: it shows that
 *     one, and nothing else of itself
 * @param pass what a form that opens a tab of its own carries into it, or null where that tab knows
 *     who acts by itself; see {@link #inTab}
 */
public record Spot(
    String path,
    @Nullable String person,
    @Nullable String organization,
    String organizationName,
    PortalStep.@Nullable Kind asked,
    @Nullable String pass) {

  /** A spot where who acts sees the whole widget, and is known in every tab. */
  public Spot(String path, String person, @Nullable String organization, String organizationName) {
    this(path, person, organization, organizationName, null, null);
  }

  /** Whether whoever looks was asked for one step. */
  public boolean narrowed() {
    return asked != null;
  }

  /** Whether a part is shown that belongs to one of these steps. */
  public boolean shows(PortalStep.Kind one, PortalStep.Kind... others) {
    return asked == null || EnumSet.of(one, others).contains(asked);
  }

  /** Whom and which organization a form here is meant for. */
  public String meant() {
    return new Meant(person, organization == null ? "" : organization).said();
  }

  /**
   * Where something is asked for that belongs to this page, such as a dialog: of the organization
   * shown here, and of no other that was chosen meanwhile, by who is signed in here.
   *
   * @param rest what stands after the address of the widget, perhaps with a query
   */
  public String here(String rest) {
    return at(path + rest, meant());
  }

  /**
   * Where a dialog is asked for about what is a person's own, and the same in every organization:
   * by who is signed in here, and nobody else who signed in meanwhile.
   *
   * @param address the whole address, perhaps with a query
   */
  public String own(String address) {
    return at(address, new Meant(person, null).said());
  }

  private static String at(String address, String meant) {
    return address + (address.contains("?") ? "&" : "?") + "in_organization=" + meant;
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
