package dev.hostedui.web;

import dev.hostedui.identity.UserId;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * For whom a page was opened, and which organization it shows: what is done on it is meant for
 * these alone. Pages say it in every form, and in every link that opens one.
 *
 * @param person the id of who was signed in, or null where a link lets them in, and on pages that
 *     were opened before it was said
 * @param organization the id of the organization, empty where the page shows none, or null where it
 *     is the same in all of them
 */
public record Meant(@Nullable String person, @Nullable String organization) {

  /** As long as two ids can be. */
  private static final int LONGEST = 100;

  /** Reads what a page has said. */
  static Meant of(String said) {
    var end = said.indexOf('.');
    if (end >= 0) return new Meant(said.substring(0, end), said.substring(end + 1));
    return said.startsWith(UserId.PREFIX) ? new Meant(said, null) : new Meant(null, said);
  }

  /** What a page says. */
  public String said() {
    if (person == null) return organization == null ? "" : organization;
    return organization == null ? person : person + "." + organization;
  }

  /**
   * Refuses a form with a file, which the gate does not read, when it was not meant for who is
   * signed in, in the organization that is active.
   *
   * @param sent what it says of that
   */
  public static void check(Context ctx, FileForm sent) {
    Gate.refuseOther(Visitor.of(ctx), sent.field(Gate.MEANT, LONGEST));
  }

  /** Likewise for what our script asks for without a form, where its address says for whom. */
  public static void check(Context ctx) {
    Requests.queryIfSent(ctx, Gate.MEANT).ifPresent(it -> Gate.refuseOther(Visitor.of(ctx), it));
  }
}
