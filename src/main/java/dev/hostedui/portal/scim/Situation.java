package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.Directory;

/**
 * A directory as its pages see it in one request.
 *
 * @param guide how its provider is connected
 */
record Situation(Directory directory, Guide guide) {

  State state() {
    return State.of(directory);
  }
}
