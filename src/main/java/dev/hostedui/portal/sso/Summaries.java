package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.web.Ago;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says what is saved about an identity provider. */
final class Summaries {

  /** So long before its end a certificate is worth a warning. */
  private static final Duration SOON = Duration.ofDays(60);

  private Summaries() {}

  static Summary of(Situation situation, Instant now) {
    return situation.settings() instanceof SamlSettings saml
        ? saml(saml, situation, now)
        : oidc((OidcSettings) situation.settings(), situation);
  }

  private static Summary saml(SamlSettings saved, Situation situation, Instant now) {
    var manual = situation.manual();
    var lines = new ArrayList<Summary.Line>();
    if (!saved.metadataUrl().isEmpty())
      lines.add(new Summary.Line(manual.label("address"), saved.metadataUrl()));
    lines.add(new Summary.Line(manual.label("entity_id"), saved.entityId()));
    lines.add(
        new Summary.Line(
            manual.label("sso_url"),
            saved.signOn().address()
                + (saved.signOn().binding() == SamlSettings.Binding.HTTP_POST
                    ? " (HTTP-POST)"
                    : " (HTTP-Redirect)")));
    if (!saved.logout().address().isEmpty())
      lines.add(new Summary.Line("Single Logout URL", saved.logout().address()));
    return new Summary(
        lines,
        saved.certificates().stream().map(it -> line(it, now)).toList(),
        saved.certificates().isEmpty() ? "The signing certificate is missing." : missing(situation),
        saved.metadataUrl().isEmpty()
            ? "Entered by hand or from a file: new certificates have to be entered here."
            : "Read from the metadata address again every day.");
  }

  /** A certificate with how it stands. */
  static Summary.CertificateLine line(IdpCertificate certificate, Instant now) {
    var starts = certificate.startsAt();
    var ends = certificate.endsAt();
    var over = !ends.isAfter(now);
    var soon = ends.isBefore(now.plus(SOON));
    return new Summary.CertificateLine(
        certificate.subject(),
        certificate.fingerprint(),
        Ago.exact(starts) + " to " + Ago.exact(ends),
        over ? "bad" : soon || starts.isAfter(now) ? "waiting" : "good",
        over
            ? "Expired"
            : starts.isAfter(now)
                ? "Not yet valid"
                : soon ? "Ends in " + Ago.left(Duration.between(now, ends)) : "Valid");
  }

  private static Summary oidc(OidcSettings saved, Situation situation) {
    var manual = situation.manual();
    var current = situation.current();
    var hint = current == null ? null : current.clientSecretHint();
    var lines = new ArrayList<Summary.Line>();
    lines.add(new Summary.Line(manual.label("client_id"), saved.clientId()));
    lines.add(
        new Summary.Line(
            manual.label("client_secret"), hint == null ? "Missing" : Masked.secret(hint)));
    lines.add(new Summary.Line("Issuer", saved.issuer()));
    var endpoints = saved.endpoints();
    add(lines, "Authorization URL", endpoints.authorization());
    add(lines, "Token URL", endpoints.token());
    add(lines, "UserInfo URL", endpoints.userInfo());
    add(lines, "JWKS URL", endpoints.jwks());
    add(lines, "Logout URL", endpoints.endSession());
    return new Summary(
        lines,
        List.of(),
        missing(situation),
        saved.discovered() ? "Read from the discovery document again every day." : "");
  }

  /** Programs may save less than a form takes. */
  private static String missing(Situation situation) {
    return situation.complete() ? "" : "Not all that a sign-in needs is there yet.";
  }

  private static void add(List<Summary.Line> lines, String label, String value) {
    if (!value.isEmpty()) lines.add(new Summary.Line(label, value));
  }
}
