package dev.hostedui.identity.social;

import dev.hostedui.identity.connection.ConnectionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The operator's client at a provider, without its secret.
 *
 * @param realm which one is meant where there are several of the provider, or empty: it never
 *     changes, because what is one person's name at one of them may be another's at the next
 * @param secretHint the end of the secret, for whoever has to tell two of them apart
 * @param baseUrl our public address when it was made: its redirect URI begins with it for good
 * @param enabledAt since when people may come by it; null while they may not
 */
public record SocialConnection(
    ConnectionId id,
    SocialProvider provider,
    String realm,
    String clientId,
    String secretHint,
    String baseUrl,
    @Nullable Instant enabledAt,
    Instant createdAt,
    Instant updatedAt) {

  /** Below it the addresses of all of them stand; an id follows. */
  public static final String PATH = "/sso/v1/oauth/";

  public boolean enabled() {
    return enabledAt != null;
  }

  /** Where the provider sends browsers back: it has to be registered there. */
  public String redirectUri() {
    return baseUrl + PATH + id.value() + "/callback";
  }
}
