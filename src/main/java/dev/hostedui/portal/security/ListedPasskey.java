package dev.hostedui.portal.security;

import dev.hostedui.web.Ago;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list of passkeys.
 *
 * @param icon of the kind of authenticator
 * @param picture of its maker, or null where there is none
 * @param authenticator what made it, by its AAGUID
 * @param from the browser, system and place it was made with, in words
 * @param used when it was last used, or null
 * @param kept whether other devices have it too, in words
 * @param credentialId in base64url
 */
public record ListedPasskey(
    String id,
    String name,
    String icon,
    @Nullable String picture,
    String authenticator,
    Ago created,
    String from,
    @Nullable Ago used,
    String kept,
    String credentialId,
    List<String> transports) {

  /** What made it, where its name does not say so. */
  public @Nullable String maker() {
    return name.startsWith(authenticator) ? null : authenticator;
  }
}
