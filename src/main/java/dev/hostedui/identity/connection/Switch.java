package dev.hostedui.identity.connection;

import dev.hostedui.db.WireNamed;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be turned on and off at a connection at any time, without a draft and a test. */
public enum Switch implements WireNamed {
  /** Unknown people of the organization's verified domains become members. On at first. */
  JIT_PROVISIONING("jit_provisioning", true, false),
  /** Names are taken over at each sign-in, not only at the first. */
  PROFILE_SYNC("profile_sync", false, false),
  /** A session ends when the provider says ({@code SessionNotOnOrAfter}); some say five minutes. */
  PROVIDER_ENDS_SESSIONS("provider_ends_sessions", false, false),
  /** An assertion that nobody asked for leads to the app, which then begins a sign-in. */
  IDP_INITIATED("idp_initiated", false, false),
  /** Signatures over SHA-1 count, though they can be forged with some effort. */
  SHA1_SIGNATURES("sha1_signatures", false, true);

  private final String wireName;
  private final boolean onAtFirst;
  private final boolean operatorsOnly;

  Switch(String wireName, boolean onAtFirst, boolean operatorsOnly) {
    this.wireName = wireName;
    this.onAtFirst = onAtFirst;
    this.operatorsOnly = operatorsOnly;
  }

  @Override
  public String wireName() {
    return wireName;
  }

  /** Whether only the operator of this installation may turn it. */
  public boolean operatorsOnly() {
    return operatorsOnly;
  }

  /** Those that are on at a new connection. */
  static Set<Switch> atFirst() {
    return Arrays.stream(values())
        .filter(it -> it.onAtFirst)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Switch.class)));
  }

  /** The switches in a list of names with spaces between them. */
  static Set<Switch> among(String spaceSeparated) {
    var names = List.of(spaceSeparated.split(" "));
    return Arrays.stream(values())
        .filter(it -> names.contains(it.wireName))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Switch.class)));
  }

  static String names(Set<Switch> switches) {
    return Arrays.stream(values())
        .filter(switches::contains)
        .map(Switch::wireName)
        .collect(Collectors.joining(" "));
  }
}
