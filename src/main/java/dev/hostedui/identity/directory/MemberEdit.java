package dev.hostedui.identity.directory;

import java.util.List;

/**
 * A change of who is in a group. People are named by the values that the directory sends (RFC 7643
 * §4.2 {@code members.value}): our id of a user, or, from directories that do not know it, their
 * user name or external id.
 */
public sealed interface MemberEdit {

  List<String> values();

  /** These come in. Who is in already stays; who is not known comes in when they arrive. */
  record Add(List<String> values) implements MemberEdit {
    public Add {
      values = List.copyOf(values);
    }
  }

  /** These go out. Who is not in is no error. */
  record Remove(List<String> values) implements MemberEdit {
    public Remove {
      values = List.copyOf(values);
    }
  }

  /** These are in from now on, and nobody else. */
  record Replace(List<String> values) implements MemberEdit {
    public Replace {
      values = List.copyOf(values);
    }
  }
}
