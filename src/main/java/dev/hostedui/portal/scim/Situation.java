package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.Directory;

/**
 * A directory as its pages see it in one request.
 *
 * @param guide how its provider is connected
 * @param silent whether it has not called for too long
 * @param unreadable whether it is one that we read and cannot
 * @param losing how many people would lose access while somebody has to confirm that
 */
record Situation(
    Directory directory, Guide guide, boolean silent, boolean unreadable, long losing) {

  State state() {
    return State.of(directory, silent, unreadable, losing > 0);
  }

  /** How many people wait for somebody's word, where that can be given now. */
  long held() {
    return state() == State.HELD ? losing : 0;
  }
}
