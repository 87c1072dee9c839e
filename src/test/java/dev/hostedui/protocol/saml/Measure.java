package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.SamlMint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the answers of the tests are measured by: the side that {@link SamlMint} mints for. */
record Measure(
    List<SamlCertificate> certificates,
    SigningOption signing,
    @Nullable String requestId,
    boolean unsolicitedAllowed,
    boolean encryptionRequired,
    boolean sha1Allowed,
    String idpEntityId) {

  static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");
  static final String IDP = "https://idp.acmecorp.example/saml";
  static final ServiceProvider SP =
      new ServiceProvider(
          "http://localhost:8080/sso/v1/saml/conn_1",
          "http://localhost:8080/sso/v1/saml/conn_1/callback",
          "http://localhost:8080/sso/v1/saml/conn_1/slo",
          "http://localhost:8080/sso/v1/saml/conn_1/slo/callback",
          SamlMint.credential("sp"),
          List.of(SamlMint.credential("sp-next"), SamlMint.credential("sp")));

  static Measure usual() {
    return new Measure(
        List.of(SamlMint.credential("idp").certificate()),
        SigningOption.EITHER,
        "_request1",
        false,
        false,
        false,
        IDP);
  }

  Measure trusting(SamlCertificate... all) {
    return new Measure(
        List.of(all),
        signing,
        requestId,
        unsolicitedAllowed,
        encryptionRequired,
        sha1Allowed,
        idpEntityId);
  }

  Measure signing(SigningOption option) {
    return new Measure(
        certificates,
        option,
        requestId,
        unsolicitedAllowed,
        encryptionRequired,
        sha1Allowed,
        idpEntityId);
  }

  Measure request(@Nullable String id) {
    return new Measure(
        certificates,
        signing,
        id,
        unsolicitedAllowed,
        encryptionRequired,
        sha1Allowed,
        idpEntityId);
  }

  Measure allowingUnsolicited() {
    return new Measure(
        certificates, signing, null, true, encryptionRequired, sha1Allowed, idpEntityId);
  }

  Measure requiringEncryption() {
    return new Measure(
        certificates, signing, requestId, unsolicitedAllowed, true, sha1Allowed, idpEntityId);
  }

  Measure allowingSha1() {
    return new Measure(
        certificates,
        signing,
        requestId,
        unsolicitedAllowed,
        encryptionRequired,
        true,
        idpEntityId);
  }

  Measure from(String idp) {
    return new Measure(
        certificates, signing, requestId, unsolicitedAllowed, encryptionRequired, sha1Allowed, idp);
  }

  Expectation expectation() {
    return expectation(NOW);
  }

  Expectation expectation(Instant now) {
    return new Expectation(
        SP,
        idpEntityId,
        certificates,
        signing,
        requestId,
        unsolicitedAllowed,
        encryptionRequired,
        sha1Allowed,
        null,
        now);
  }

  ExaminedResponse examined(String field) {
    return ReceivedResponse.read(field).examine(expectation());
  }

  Examination of(String field) {
    return examined(field).examination();
  }

  Examination ofXml(String xml) {
    return of(SamlMint.field(xml));
  }

  /** A check of an examination by its name. */
  static Check check(Examination examination, String name) {
    return examination.checks().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " in " + examination.checks()));
  }
}
