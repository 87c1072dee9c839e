package dev.hostedui.protocol.relyingparty;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the browser brings back from a provider (RFC 6749 §4.1.2, OpenID Connect Core §3.1.2.5). It
 * comes from the browser and may be anybody's making.
 */
public sealed interface Callback {

  /** The longest parameter that is taken, in characters. */
  int LONGEST = 8_192;

  /**
   * A code to exchange.
   *
   * @param issuer who says they answer (RFC 9207), or null
   */
  record Code(String state, String code, @Nullable String issuer) implements Callback {
    /** Never with what is secret. */
    @Override
    public String toString() {
      return "a code";
    }
  }

  /**
   * Why there is no code, in the provider's own words, cut to what can be shown.
   *
   * @param error the code of RFC 6749 §4.1.2.1 or OpenID Connect Core §3.1.2.6, or one of the
   *     provider's own
   * @param description its words for the developer, or empty
   * @param issuer who says they answer (RFC 9207), or null
   */
  record Refused(String state, String error, String description, @Nullable String issuer)
      implements Callback {}

  /**
   * No answer that can be read.
   *
   * @param state what came as state, or empty
   * @param cause one of those about what the browser brought
   */
  record Unreadable(String state, Cause cause) implements Callback {}

  /** The state by which the request is found; empty when none came. */
  String state();

  /** Reads the parameters of the query or the form, each with all its values. */
  static Callback read(Map<String, List<String>> parameters) {
    return CallbackReader.read(parameters);
  }
}
