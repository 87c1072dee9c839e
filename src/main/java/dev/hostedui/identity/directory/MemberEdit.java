package dev.hostedui.identity.directory;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * A change of who is in a group. People are named by the values that the directory sends (RFC 7643
 * §4.2 {@code members.value}): our id of a user, or, from directories that do not know it, their
 * user name or external id.
 */
public sealed interface MemberEdit {

  /** A change of people who are named. */
  sealed interface Named extends MemberEdit {
    List<String> values();
  }

  /** These come in. Who is in already stays; who is not known comes in when they arrive. */
  record Add(List<String> values) implements Named {
    public Add {
      values = List.copyOf(values);
    }
  }

  /** These go out. Who is not in is no error. */
  record Remove(List<String> values) implements Named {
    public Remove {
      values = List.copyOf(values);
    }
  }

  /**
   * Those go out who are chosen, and who is awaited and chosen does not come in later.
   *
   * @param members finds those who are in when it is this change's turn
   * @param awaited whether somebody is chosen who is awaited, by the value that names them
   */
  record RemoveChosen(Function<Handle, Set<DirectoryUserId>> members, Predicate<String> awaited)
      implements MemberEdit {}

  /** These are in from now on, and nobody else. */
  record Replace(List<String> values) implements Named {
    public Replace {
      values = List.copyOf(values);
    }
  }
}
