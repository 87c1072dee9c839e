package dev.hostedui.portal.sso;

import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands above every page of a connection: which provider it is, whether it is enabled, what
 * can be done, and the draft that waits beside the live version.
 *
 * @param connection the id of the connection
 * @param protocolLabel like {@code SAML}
 * @param actions what can be done with the connection as it is, for who may
 * @param asking the way to ask a colleague to enter the settings, or null
 * @param draft the draft beside the live version, or null
 */
public record Head(
    Spot spot,
    Look look,
    Guide guide,
    String connection,
    String protocolLabel,
    boolean enabled,
    boolean canManage,
    List<Action> actions,
    @Nullable Asking asking,
    @Nullable DraftNote draft,
    List<Tab> tabs,
    Tab tab) {

  /**
   * A way to a dialog or a page.
   *
   * @param path what stands after the address of the widget
   * @param dialog whether it is a dialog
   * @param danger whether it takes something away from people
   */
  public record Action(String path, String label, boolean dialog, boolean danger) {}

  /**
   * A draft that is not live.
   *
   * @param saved when and by whom it was saved, as a sentence
   * @param changes what it changes, in the words of the form
   * @param passed whether the person who looks has tested it with success
   */
  public record DraftNote(String saved, List<String> changes, boolean passed) {}

  public boolean hasActions() {
    return canManage && !actions.isEmpty();
  }
}
