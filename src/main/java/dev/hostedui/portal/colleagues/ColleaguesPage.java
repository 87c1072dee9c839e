package dev.hostedui.portal.colleagues;

import dev.hostedui.portal.Spot;
import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom colleagues have asked, and what became of it.
 *
 * @param module what the page above is called
 * @param made the link that has just been made, or null
 */
public record ColleaguesPage(
    Spot spot, Look look, String module, @Nullable Made made, List<Asked> asked)
    implements Subpage {

  @Override
  public String subtitle() {
    return "Colleagues you asked";
  }

  /** A link that is shown this once, and until when it can be opened. */
  public record Made(String address, String words, String until) {}

  /**
   * A link.
   *
   * @param who whom it is for
   * @param what what it is for
   * @param orphaned whether it has ended because whoever asked may not change that any more
   * @param refused whether the mail to them never arrived
   * @param revocable whether whoever looks may revoke it, and that does something
   * @param activity where all that was done with it is listed, or null for who may not see that
   */
  public record Asked(
      String id,
      String who,
      String what,
      Badge badge,
      String by,
      Ago made,
      String until,
      boolean orphaned,
      boolean refused,
      boolean revocable,
      List<Happened> log,
      @Nullable String activity) {}

  /** How things stand with a link: a word, and how it is coloured. */
  public record Badge(String word, String tone) {}

  /** Something that became of a link. */
  public record Happened(String words, Ago when) {}
}
