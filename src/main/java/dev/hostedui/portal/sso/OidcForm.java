package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.upstream.Recognized;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the fields of step 3 for a provider that speaks OpenID Connect, as it was typed.
 *
 * @param issuer its name, or the address of its discovery document
 * @param clientSecret a new secret, or empty to keep the one that is saved; never shown again
 */
record OidcForm(String clientId, String clientSecret, String issuer) {

  static final String CLIENT_ID = "client_id";
  static final String CLIENT_SECRET = "client_secret";
  static final String ISSUER = "issuer";

  static OidcForm read(Context ctx) {
    return new OidcForm(
        Requests.field(ctx, CLIENT_ID).strip(),
        Requests.field(ctx, CLIENT_SECRET).strip(),
        Requests.field(ctx, ISSUER).strip());
  }

  /** The same with what was found in what was given as issuer; what was typed stays. */
  OidcForm with(Recognized.Credentials found) {
    return new OidcForm(
        clientId.isEmpty() ? found.clientId() : clientId,
        clientSecret.isEmpty() ? found.clientSecret() : clientSecret,
        found.issuer());
  }

  OidcForm with(String otherIssuer) {
    return new OidcForm(clientId, clientSecret, otherIssuer);
  }

  /** Never with the secret. */
  @Override
  public String toString() {
    return clientId + " at " + issuer;
  }

  /** The fields of what is saved, or what is the same for all customers of the provider. */
  static OidcForm of(OidcSettings saved, Guide.Manual manual) {
    return new OidcForm(
        saved.clientId(), "", saved.issuer().isEmpty() ? manual.given("issuer") : saved.issuer());
  }

  /**
   * Its fields.
   *
   * @param saved the fields as they are saved
   * @param hint the last characters of the secret that is saved, or null when there is none
   * @param error what is wrong with a field
   */
  List<FormField> fields(
      OidcSettings saved,
      @Nullable String hint,
      Guide.Manual manual,
      Function<String, @Nullable String> error) {
    return List.of(
        FormField.line(CLIENT_ID, manual.label("client_id"), clientId, saved.clientId())
            .refused(error.apply(CLIENT_ID)),
        FormField.line(CLIENT_SECRET, manual.label("client_secret"), "", "")
            .hidden()
            .like(hint == null ? "" : Masked.secret(hint))
            .explained(
                hint == null
                    ? "It is kept encrypted and never shown again."
                    : "Leave this empty to keep the secret that is saved.")
            .refused(error.apply(CLIENT_SECRET)),
        FormField.line(ISSUER, manual.label("issuer"), issuer, saved.issuer())
            .like(manual.example("issuer"))
            .explained("The issuer, or the address of its discovery document.")
            .refused(error.apply(ISSUER)));
  }
}
