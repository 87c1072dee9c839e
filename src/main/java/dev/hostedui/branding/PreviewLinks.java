package dev.hostedui.branding;

import dev.hostedui.identity.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Makes addresses of the preview, and knows its own. */
public final class PreviewLinks {

  /** How long one works. */
  public static final Duration LIFETIME = Duration.ofHours(1);

  private static final String PLACE = "preview:address:until";
  private static final int LONGEST = 200;

  private final Vault vault;
  private final Clock clock;

  public PreviewLinks(Vault vault, Clock clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** The path of a preview that begins now. */
  public String make() {
    var until = clock.instant().plus(LIFETIME);
    return "/preview/" + vault.seal(PLACE, Long.toString(until.toEpochMilli()));
  }

  /** Whether the part of an address was made here, and still works. */
  public boolean isOpen(String token) {
    if (token.length() > LONGEST) return false;
    try {
      var until = Instant.ofEpochMilli(Long.parseLong(vault.open(PLACE, token)));
      return clock.instant().isBefore(until);
    } catch (IllegalStateException | NumberFormatException e) {
      return false;
    }
  }
}
