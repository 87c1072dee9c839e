package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands above every page of a directory: which provider it is, whether it has connected, and
 * what can be done.
 *
 * @param directory the id of the directory
 * @param typeLabel like {@code SCIM}
 * @param held that a sync waits, or null for a directory that calls us
 * @param withheld why who may change it may not let it in, as a sentence; or empty
 * @param actions what can be done with the directory as it is, for who may
 * @param asking the way to ask a colleague to connect it, or null
 * @param tabs the pages, with how much is on them
 */
public record Head(
    Spot spot,
    Look look,
    Guide guide,
    String directory,
    String typeLabel,
    State state,
    @Nullable HeldNotice held,
    boolean canManage,
    String withheld,
    List<Action> actions,
    @Nullable Asking asking,
    List<TabLink> tabs) {

  /**
   * A way to a dialog or a page.
   *
   * @param path what stands after the address of the widget
   * @param dialog whether it is a dialog
   * @param danger whether it takes something away from people
   */
  public record Action(String path, String label, boolean dialog, boolean danger) {}

  /**
   * A way to a page.
   *
   * @param count how much is on it, or empty
   */
  public record TabLink(Tab tab, String count, boolean current) {

    /** The id of the count, by which a page that is open gets another one. */
    public String countId() {
      return "count-" + tab.path().substring(1);
    }
  }

  /** Whether who looks may let the directory in: make tokens of it, enable it, speak for it. */
  public boolean canLetIn() {
    return canManage && withheld.isEmpty();
  }

  /** Whether the directory calls us, so that a request of its may be tried and carried out. */
  public boolean calls() {
    return guide.type() == DirectoryType.SCIM;
  }

  public boolean hasActions() {
    return canManage && !actions.isEmpty();
  }
}
