package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.Directory;

/**
 * A directory as its pages see it in one request.
 *
 * @param guide how its provider is connected
 * @param silent whether it has not called for too long
 * @param unreadable whether it is one that we read and cannot
 */
record Situation(Directory directory, Guide guide, boolean silent, boolean unreadable) {

  State state() {
    return State.of(directory, silent, unreadable);
  }
}
