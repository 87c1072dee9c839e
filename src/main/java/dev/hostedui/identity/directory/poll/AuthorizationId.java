package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.Id;

/** The id of an administrator's permission to read a directory. */
record AuthorizationId(String value) implements Id {
  static final String PREFIX = "dirauth_";
}
