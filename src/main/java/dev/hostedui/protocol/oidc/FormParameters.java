package dev.hostedui.protocol.oidc;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.util.List;
import java.util.Map;

/** Reads {@code application/x-www-form-urlencoded} parameters, keeping those sent twice. */
public final class FormParameters {
  private FormParameters() {}

  /** All values of each parameter; what cannot be decoded is left out. */
  public static Map<String, List<String>> parse(String query) {
    return URLUtils.parseParameters(query);
  }
}
