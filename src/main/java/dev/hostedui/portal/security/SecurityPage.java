package dev.hostedui.portal.security;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.View;
import java.util.List;

/** The widget: passkeys, oldest first; live sessions, this one first, then by latest activity. */
public record SecurityPage(Spot spot, PasskeyCard card, List<ListedSession> sessions)
    implements View {

  /** Whether there is another session than this one. */
  public boolean hasOthers() {
    return sessions.stream().anyMatch(session -> !session.current());
  }
}
