package dev.hostedui.identity.directory.poll;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lists page by page to their end, and stops at one that has none. */
final class Pages {

  /** A hundred thousand people, at two hundred on a page. */
  private static final int MOST = 1_000;

  private Pages() {}

  /** Asks for a page. */
  interface Ask<T> {
    Source.Page<T> page(@Nullable String token) throws SourceRefused;
  }

  /** Takes what was on a page. */
  interface Take<T> {
    void items(List<T> items) throws SourceRefused, RunOver;
  }

  /** The run is over, because somebody else goes on or nobody wants it any more. */
  static final class RunOver extends Exception {
    private static final long serialVersionUID = 1;

    RunOver() {
      super("over", null, false, false);
    }
  }

  /**
   * Reads all pages.
   *
   * @throws SourceRefused what the system refused, and a list without an end or with a page that
   *     leads back to an earlier one
   */
  static <T> void readAll(Ask<T> ask, Take<T> take) throws SourceRefused, RunOver {
    var seen = new HashSet<String>();
    String token = null;
    do {
      var page = ask.page(token);
      take.items(page.items());
      token = page.next();
      if (token != null && (!seen.add(token) || seen.size() >= MOST)) throw endless();
    } while (token != null);
  }

  static SourceRefused endless() {
    return new SourceRefused("google_endless", SourceRefused.Remedy.LATER, "", null);
  }
}
