package dev.hostedui.login;

import dev.hostedui.login.OrganizationQueries.Choice;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The organization chooser.
 *
 * @param application what one goes on to
 * @param own where the person belongs
 * @param deactivated names of the organizations in which the person was deactivated
 * @param expired names of the organizations whose invitation the person has not accepted in time
 * @param proofAddress where they show who they are, when all that says so counts in one
 *     organization and nothing of the others is shown; else null
 * @param current the id of the one that is active now, or empty
 * @param showsLogos whether organizations stand beside their own logos
 * @param canCreate whether a new one may be made
 * @param limit why none may be made, where the person has made too many already, or null
 * @param refusedAddress why nobody with such an address comes in anywhere, or null
 * @param creating whether the form for a new one is open though there is something else to choose
 */
public record OrganizationPage(
    Look look,
    String application,
    String email,
    OwnOrganizations own,
    List<Choice> invited,
    List<Choice> suggested,
    List<String> deactivated,
    List<String> expired,
    @Nullable String proofAddress,
    String current,
    boolean showsLogos,
    boolean canCreate,
    @Nullable String limit,
    @Nullable String refusedAddress,
    boolean creating,
    String name,
    @Nullable String nameError,
    @Nullable String formError,
    String returnTo)
    implements View {

  /** Whether there is nothing to choose. */
  public boolean isEmpty() {
    return own.total() == 0 && invited.isEmpty() && suggested.isEmpty();
  }

  /** An address of this page or of a form of it, keeping where to go afterwards. */
  public String with(String path) {
    return path + "?return_to=" + Query.encoded(returnTo);
  }

  /** {@link #with}, keeping what is searched for. */
  public String withSearch(String path) {
    return with(path) + "&q=" + Query.encoded(own.search());
  }

  /** What to do for who belongs nowhere and can make none. */
  public String advice() {
    return refusedAddress == null ? "Ask an admin to invite you." : refusedAddress;
  }

  public String title() {
    if (!isEmpty()) return "Choose your " + look.organization();
    if (!deactivated.isEmpty()) return "Your account was deactivated";
    return (canCreate ? "Name your " : "You have no ")
        + look.organization()
        + (canCreate ? "" : " yet");
  }
}
