package dev.hostedui.testing;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.SignInAttempt;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What pages about connections have to show, without an identity provider behind it. */
public final class ConnectionSamples {

  private ConnectionSamples() {}

  /** A file of {@code cases/saml-metadata}. */
  public static String metadata(String file) {
    try (var in =
        Objects.requireNonNull(
            ConnectionSamples.class.getResourceAsStream("/cases/saml-metadata/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A certificate of a provider for a time, in PEM. */
  public static String certificate(Instant begins, Instant ends) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return Credential.selfSigned(generator.generateKeyPair(), "idp", 7, begins, ends)
          .certificate()
          .pem();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the newest test as one that was looked at. */
  public static void conclude(TestApp app, Examination examination) {
    var id = new ConnectionTestId(app.one("SELECT MAX(id) FROM connection_tests"));
    app.app()
        .core()
        .connectionTests
        .conclude(new Actor.Internal("test"), id, examination)
        .orElseThrow();
  }

  /** An answer for somebody else, with a name missing and more than is asked for. */
  public static void failTest(TestApp app) {
    conclude(
        app,
        new Examination(
            List.of(
                Check.passed("issuer", "https://idp.example", "https://idp.example"),
                Check.failed(
                    "audience",
                    "http://localhost:8080/sso/v1/saml/" + "1".repeat(120),
                    "https://other.example",
                    "invalid_saml_response",
                    "audience_differs"),
                Check.doubtful(
                    "last_name", "lastName", "", "mandatory_attribute_missing", "name_missing")),
            identity(
                Map.of(
                    "email",
                    List.of("ada@acmecorp.example"),
                    "firstName",
                    List.of("Ada"),
                    "x".repeat(80),
                    List.of("y".repeat(200)))),
            "<saml:Assertion>" + "z".repeat(300) + "</saml:Assertion>"));
  }

  /** Somebody known as Ada. */
  public static UpstreamIdentity identity(Map<String, List<String>> attributes) {
    return new UpstreamIdentity(
        "00u1ada", true, attributes, null, "_1", Instant.parse("2026-11-23T11:00:00Z"), null, null);
  }

  /** Two sign-ins through the newest connection of AcmeCorp: one that failed, and a later one. */
  public static void noteSignIns(TestApp app) {
    var connection =
        new ConnectionId(
            app.one(
                "SELECT id FROM connections WHERE organization_id = '"
                    + app.organization("acmecorp").value()
                    + "'"));
    var history = app.app().core().signInHistory;
    history.note(
        new SignInAttempt(
            connection,
            "max@acmecorp.example",
            null,
            "invalid_saml_response",
            "audience_differs",
            "<saml:Assertion/>",
            "192.0.2.7",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"));
    history.note(
        new SignInAttempt(
            connection,
            "ada@acmecorp.example",
            app.user(People.ADA),
            null,
            null,
            "<saml:Assertion/>",
            "192.0.2.7",
            ""));
    history.writeNoted();
  }
}
