package dev.hostedui.protocol.saml;

import java.util.regex.Pattern;

/** What the id of a message may look like (an {@code NCName} of XML Namespaces, in ASCII). */
final class MessageId {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,199}");

  private MessageId() {}

  /** Refuses an id of ours that no XML parser would take for one. */
  static void check(String id) {
    if (!NAME.matcher(id).matches())
      throw new IllegalArgumentException("not the id of a message: " + id);
  }
}
