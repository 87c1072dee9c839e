package dev.hostedui.identity.directory;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.role.Role;
import java.util.List;

/**
 * Has the SCIM server answer a request of a directory that an admin gives it: one out of the log,
 * or one that was pasted. The SCIM server is this; whoever shows its answers knows no more of it.
 */
public interface RequestTrials {

  /**
   * A request.
   *
   * @param path what follows the address of the directory, such as {@code /Users?count=1}; the
   *     whole address is taken as well
   * @param body JSON, or empty for none
   */
  record Request(String method, String path, String body) {

    /**
     * Refuses a request of the log in which values were hidden: it would write over what is known
     * with what stands in their place.
     *
     * @throws Problem INVALID {@code request_hidden}, which names the attributes
     */
    public void refuseHidden() {
      var hidden = Redaction.hiddenIn(body);
      if (!hidden.isEmpty())
        throw Problem.invalid("request_hidden").at("body").with(String.join(", ", hidden));
    }
  }

  /**
   * What is answered, and what comes of it.
   *
   * @param request as it would stand in the log
   * @param parts those that came in it, with a bulk request, each as the request itself
   * @param body JSON; empty for none
   * @param receipts whose access ends by it
   * @param lost what whoever rehearses it loses; nothing of one that was carried out
   */
  record Outcome(
      LoggedRequest request,
      List<LoggedRequest> parts,
      String body,
      List<DirectoryReceipt> receipts,
      Lost lost) {
    public Outcome {
      parts = List.copyOf(parts);
      receipts = List.copyOf(receipts);
    }
  }

  /**
   * What somebody loses.
   *
   * @param access whether they cannot come in any more
   * @param roles those that they hold no more
   */
  record Lost(boolean access, List<Role> roles) {

    public static final Lost NOTHING = new Lost(false, List.of());

    public Lost {
      roles = List.copyOf(roles);
    }
  }

  /**
   * Answers what would come of a request. Nothing changes and nothing is logged.
   *
   * @param actor needs {@link Permission#SCIM_MANAGE}
   * @throws Problem NOT_FOUND for a directory of another organization; INVALID for an address of
   *     another directory, {@code request_hidden} where values were hidden; or what {@link
   *     Actor#must} refuses
   */
  Outcome rehearse(
      Actor actor, OrganizationId organization, DirectoryId directory, Request request);

  /**
   * Carries a request out as if the directory had sent it now, and logs it, and those that came in
   * it, with who did so.
   *
   * @param actor needs {@link Permission#SCIM_MANAGE}, and all that groups of the directory give
   * @throws Problem CONFLICT {@code directory_exceeds_own}; else as {@link #rehearse}
   */
  Outcome replay(Actor actor, OrganizationId organization, DirectoryId directory, Request request);
}
