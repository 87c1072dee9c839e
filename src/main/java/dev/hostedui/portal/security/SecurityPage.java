package dev.hostedui.portal.security;

import dev.hostedui.web.View;
import java.util.List;

/** The widget: live sessions, latest activity first. */
public record SecurityPage(List<ListedSession> sessions) implements View {

  /** Whether there is another session than this one. */
  public boolean hasOthers() {
    return sessions.stream().anyMatch(session -> !session.current());
  }
}
