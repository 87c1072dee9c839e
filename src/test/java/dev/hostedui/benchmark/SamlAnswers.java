package dev.hostedui.benchmark;

import dev.hostedui.protocol.saml.Expectation;
import dev.hostedui.protocol.saml.ReceivedResponse;
import dev.hostedui.protocol.saml.ServiceProvider;
import dev.hostedui.protocol.saml.SigningOption;
import dev.hostedui.testing.SamlMint;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.List;

/** Answers to SAML sign-ins, as a vendor makes them. */
final class SamlAnswers extends Answers {

  private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

  private final String field;
  private final Expectation expected;
  private final byte[] signed = new byte[600];
  private final byte[] signature;

  /** Takes the recipe of the vendor whose answers they are. */
  SamlAnswers(String recipe) {
    var idp = SamlMint.credential("idp");
    var sp = SamlMint.credential("sp");
    field = SamlMint.of(recipe).field();
    expected =
        new Expectation(
            new ServiceProvider(
                "http://localhost:8080/sso/v1/saml/conn_1",
                "http://localhost:8080/sso/v1/saml/conn_1/callback",
                "",
                "",
                sp,
                List.of(sp)),
            "https://idp.acmecorp.example/saml",
            List.of(idp.certificate()),
            SigningOption.EITHER,
            "_request1",
            false,
            false,
            false,
            null,
            NOW);
    try {
      var signing = Signature.getInstance("SHA256withRSA");
      signing.initSign(idp.key());
      signing.update(signed);
      signature = signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void examine() {
    var examination = ReceivedResponse.read(field).examine(expected).examination();
    if (!examination.accepted()) throw new IllegalStateException(examination.toString());
  }

  @Override
  void check() {
    check(SamlMint.credential("idp").certificate().key(), signed, signature);
  }
}
