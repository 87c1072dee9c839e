package dev.hostedui.portal.scim;

import dev.hostedui.portal.Subpage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that an admin tries: what would come of it, or carried out as if the directory had sent
 * it.
 *
 * @param body what was typed or logged
 * @param error why it could not be tried, or null
 * @param outcome what came of it, or null before
 */
public record TrialPage(
    Head head,
    List<String> methods,
    String method,
    String path,
    String body,
    @Nullable String error,
    @Nullable Outcome outcome)
    implements Subpage {

  @Override
  public String subtitle() {
    return "Try a request";
  }

  /** Whether what was typed comes back without having been carried out. */
  public boolean unsaved() {
    return error != null || (outcome != null && !outcome.done());
  }

  /**
   * What came of a request.
   *
   * @param done whether it was carried out
   * @param what what became of it, or why it was refused; empty when the parts say so
   * @param ends whose access ends by it, and what that is
   * @param lost what who tries it would lose, or empty
   * @param parts the requests that came in it
   */
  public record Outcome(
      boolean done,
      int status,
      boolean failed,
      String what,
      String remedy,
      List<String> remarks,
      List<String> ends,
      String lost,
      List<Part> parts,
      String body) {}

  /**
   * A request that came in another one.
   *
   * @param what what became of it, or why it was refused
   */
  public record Part(int status, boolean failed, String call, String about, String what) {}
}
