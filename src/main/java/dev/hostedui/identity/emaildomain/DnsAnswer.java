package dev.hostedui.identity.emaildomain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one name server said when it was asked for the TXT records at a name.
 *
 * @param server what it is called; empty for the resolver
 * @param name which was asked for, without a final dot
 * @param texts the records owned by exactly that name, each with its strings joined (RFC 7208 §3.3)
 * @param alias where an alias (CNAME) at that name leads, or null when there is none
 * @param aliasTexts what is at the end of the alias: somebody else's records, which prove nothing
 * @param ttlSeconds how long whoever was asked will go on saying so; null when that is not known
 * @param serial of the zone (RFC 1035 §3.3.13), or null when that is not known
 */
public record DnsAnswer(
    Role role,
    String server,
    String name,
    Outcome outcome,
    List<String> texts,
    @Nullable String alias,
    List<String> aliasTexts,
    @Nullable Long ttlSeconds,
    @Nullable Long serial) {

  public DnsAnswer {
    texts = List.copyOf(texts);
    aliasTexts = List.copyOf(aliasTexts);
  }

  /** Which part a server has. */
  public enum Role {
    /** It remembers what others have said. */
    RESOLVER,
    /** It has the zone, and changes are made there (RFC 1996 §2.1). */
    PRIMARY,
    /** It has a copy of the zone. */
    SECONDARY
  }

  /** What came of the question. */
  public enum Outcome {
    FOUND,
    /** The name exists and has no TXT record. */
    NO_DATA,
    /** There is no such name. */
    NO_NAME,
    /** The server refused or could not say. */
    FAILED,
    /** No answer in time. */
    SILENT,
    /** It is at an address that is not on the public internet. */
    NOT_PUBLIC;

    /** Whether the server has said what there is. */
    boolean isKnown() {
      return this == FOUND || this == NO_DATA || this == NO_NAME;
    }
  }

  /** An answer without records. */
  public static DnsAnswer without(
      Role role, String server, String name, Outcome outcome, @Nullable Long ttlSeconds) {
    return new DnsAnswer(role, server, name, outcome, List.of(), null, List.of(), ttlSeconds, null);
  }

  boolean isAuthoritative() {
    return role != Role.RESOLVER;
  }
}
