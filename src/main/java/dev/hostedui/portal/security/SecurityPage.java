package dev.hostedui.portal.security;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The widget: passkeys, oldest first; accounts at providers; live sessions, this one first, then by
 * latest activity.
 *
 * @param card null for whom only the identity provider of this organization has vouched for: it
 *     speaks for nothing that is theirs alone, and shows only sessions it has vouched for
 * @param accounts at providers by which they may sign in, oldest first
 * @param sessions those of this page of the list
 * @param others how many there are beside this one
 * @param first whether it is the first page
 * @param next address of the page after, or empty
 */
public record SecurityPage(
    Spot spot,
    Look look,
    @Nullable PasskeyCard card,
    List<ConnectedAccount> accounts,
    List<ListedSession> sessions,
    int others,
    boolean first,
    String next)
    implements View {

  /** Whether there are more than one page shows. */
  public boolean isPaged() {
    return !first || !next.isEmpty();
  }
}
