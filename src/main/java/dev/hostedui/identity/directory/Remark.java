package dev.hostedui.identity.directory;

import java.util.Arrays;
import java.util.List;

/**
 * Something worth knowing about a call of a directory, such as which of its attributes were
 * ignored, or why it was refused. The widget has words and a remedy for each code.
 *
 * @param code what it is, in small letters and underscores; for a refusal the code of its {@link
 *     dev.hostedui.identity.Problem}, or else SCIM's keyword for it
 * @param arguments the texts and numbers of the code's words, in their order
 */
public record Remark(String code, List<String> arguments) {

  /** Who came into a group: the addresses of a few, and how many others. */
  public static final String MEMBERS_JOINED = "members_joined";

  /** Who went out of a group: the addresses of a few, and how many others. */
  public static final String MEMBERS_LEFT = "members_left";

  /** Values named as members of a group that are nobody yet: how many, and the first of them. */
  public static final String MEMBERS_PENDING = "members_pending";

  /**
   * Members who get no role by a group, since their domain is not verified: how many, the first.
   */
  public static final String MEMBERS_FOREIGN = "members_foreign";

  /** An admin has sent the request again: their address. */
  public static final String REPLAYED = "replayed_by";

  public Remark {
    arguments = List.copyOf(arguments);
  }

  /** A remark with its arguments, which are texts or numbers. */
  public static Remark of(String code, Object... arguments) {
    return new Remark(code, Arrays.stream(arguments).map(String::valueOf).toList());
  }
}
