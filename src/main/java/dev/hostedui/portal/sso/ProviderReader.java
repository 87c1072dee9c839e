package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.saml.CertificateReader;
import dev.hostedui.protocol.saml.CertificateRefused;
import dev.hostedui.protocol.saml.IdentityProviderMetadata;
import dev.hostedui.protocol.saml.MetadataRefused;
import dev.hostedui.protocol.saml.SamlCertificate;
import dev.hostedui.upstream.Lookup;
import dev.hostedui.upstream.Recognition;
import dev.hostedui.upstream.Recognized;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings of what was typed, pasted or dropped in step 3, and of what stands at an address
 * there. Calling an address takes as long as it takes: nothing is locked meanwhile.
 */
final class ProviderReader {

  /** Why nobody could be called at what was typed. */
  private static final Set<String> NO_ADDRESS =
      Set.of("issuer_not_an_address", "fetch_not_an_address");

  private final Core core;
  private final Lookup lookup;

  ProviderReader(Core core) {
    this.core = core;
    lookup = new Lookup(core.upstreamDocuments);
  }

  /**
   * What was found.
   *
   * @param secret the secret that came with it, or null
   * @param notes what is worth knowing about it, in sentences
   */
  record Found(ConnectionSettings settings, @Nullable String secret, List<String> notes) {}

  /**
   * What was given is not enough or not quite it, and can be completed: the form is shown again,
   * filled in further.
   */
  static final class Again extends Exception {
    private final transient Problem problem;
    private final transient @Nullable SamlForm saml;
    private final transient @Nullable OidcForm oidc;
    private final transient List<String> candidates;

    private Again(Problem problem, SamlForm form, List<String> candidates) {
      super("again", null, false, false);
      this.problem = problem;
      this.saml = form;
      this.oidc = null;
      this.candidates = candidates;
    }

    private Again(Problem problem, OidcForm form) {
      super("again", null, false, false);
      this.problem = problem;
      this.saml = null;
      this.oidc = form;
      this.candidates = List.of();
    }

    Problem problem() {
      return problem;
    }

    SamlForm saml(SamlForm otherwise) {
      return saml == null ? otherwise : saml;
    }

    OidcForm oidc(OidcForm otherwise) {
      return oidc == null ? otherwise : oidc;
    }

    List<String> candidates() {
      return candidates;
    }
  }

  private Recognition recognition(String chosen) {
    return Recognition.at(
        core.config.issuers(), core.clock.instant(), chosen, core.config.allowPrivateNetwork());
  }

  private static Problem unusable(String field, String code, List<String> arguments) {
    return Problem.invalid("provider_unusable")
        .at(field)
        .with(CauseWords.document(code, arguments));
  }

  private static Problem unusable(String field, String code, String... arguments) {
    return unusable(field, code, List.of(arguments));
  }

  /**
   * What is wrong with an address that was typed, where that can be told, else what is asked for.
   */
  private Problem faulty(String field, String typed, Problem otherwise) {
    try {
      WebAddress.check(field, typed, core.config.allowPrivateNetwork());
      return otherwise;
    } catch (Problem problem) {
      return problem.code().equals("address_malformed") ? otherwise : problem;
    }
  }

  // ------------------------------------------------------------------ SAML

  /**
   * The settings of a provider that speaks SAML.
   *
   * @param manual has an example of an address of metadata
   * @param base what stays as it is
   * @throws Problem INVALID with all that is wrong, each at its field
   */
  Found saml(SamlForm typed, Guide.Manual manual, SamlSettings base) throws Again {
    return switch (typed.way()) {
      case ADDRESS -> looked(typed, SamlForm.ADDRESS, typed.address(), manual, base);
      case FILE -> looked(typed, SamlForm.DOCUMENT, typed.document(), manual, base);
      case MANUAL -> byHand(typed, base);
    };
  }

  private Found looked(
      SamlForm typed, String field, String given, Guide.Manual manual, SamlSettings base)
      throws Again {
    var found =
        lookup.look(
            given.getBytes(StandardCharsets.UTF_8), Protocol.SAML, recognition(typed.chosen()));
    if (found instanceof Recognized.SamlProvider provider)
      return new Found(provider.into(base), null, notes(provider.metadata().warnings().stream()));
    if (found instanceof Recognized.Certificates certificates) {
      if (!base.entityId().isEmpty())
        return new Found(certificates.into(base), null, notes(certificates.certificates()));
      throw new Again(
          unusable(SamlForm.CERTIFICATES, "certificates_alone"), typed.byHand(given), List.of());
    }
    if (found instanceof Recognized.SeveralProviders several)
      throw new Again(
          Problem.invalid("provider_of_several_missing"),
          typed,
          several.candidates().stream().map(MetadataRefused.Candidate::entityId).toList());
    if (found instanceof Recognized.Credentials) throw unusable(field, "credentials_for_saml");
    if (found instanceof Recognized.Refused refused)
      throw NO_ADDRESS.contains(refused.code())
          ? faulty(
              field, given, unusable(field, "metadata_not_an_address", manual.example("address")))
          : unusable(field, refused.code(), refused.arguments());
    throw unusable(field, "other_protocol_oidc");
  }

  private List<String> notes(List<SamlCertificate> certificates) {
    var now = core.clock.instant();
    return notes(certificates.stream().flatMap(it -> it.warnings(now).stream()));
  }

  private static List<String> notes(Stream<IdentityProviderMetadata.Warning> warnings) {
    return warnings.map(it -> CauseWords.warning(it.code(), it.about())).distinct().toList();
  }

  private Found byHand(SamlForm typed, SamlSettings base) {
    var certificates = new ArrayList<SamlCertificate>();
    Problem.together(
        () -> {
          if (typed.entityId().isEmpty())
            throw Problem.invalid("entity_id_missing").at(SamlForm.ENTITY_ID);
        },
        () -> {
          if (typed.signOn().isEmpty())
            throw Problem.invalid("address_missing").at(SamlForm.SIGN_ON);
        },
        () -> certificates.addAll(certificates(typed.certificates())),
        () -> byHand(typed, certificates, base).check(core.config.allowPrivateNetwork()));
    return new Found(byHand(typed, certificates, base), null, notes(certificates));
  }

  private static SamlSettings byHand(
      SamlForm typed, List<SamlCertificate> certificates, SamlSettings base) {
    var known = base.named(typed.entityId());
    return new SamlSettings(
        "",
        known.entityId(),
        new SamlSettings.SignOn(typed.signOn(), known.signOn().binding()),
        known.logout(),
        certificates.stream().map(it -> IdpCertificate.of(it.certificate())).toList(),
        known.nameIdFormat(),
        known.signing(),
        known.requestsSigned(),
        known.assertionsEncrypted(),
        known.forceAuthentication(),
        known.mapping());
  }

  private static List<SamlCertificate> certificates(String text) {
    try {
      return CertificateReader.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (CertificateRefused refused) {
      throw unusable(SamlForm.CERTIFICATES, "certificate_" + refused.reason().code());
    }
  }

  // ------------------------------------------------------------------ OpenID Connect

  /**
   * The settings of a provider that speaks OpenID Connect.
   *
   * @param base what stays as it is
   * @param secretKnown whether a secret is saved with those
   * @throws Problem INVALID with all that is wrong, each at its field
   */
  Found oidc(OidcForm typed, OidcSettings base, boolean secretKnown) throws Again {
    Provided provided;
    try {
      provided = provided(typed);
    } catch (Again again) {
      var filled = again.oidc(typed);
      throw new Again(withClient(again.problem, filled, secretKnown), filled);
    } catch (Problem ofIssuer) {
      throw withClient(ofIssuer, typed, secretKnown);
    }
    return client(provided.form, provided.provider.into(base), base, secretKnown);
  }

  /** A provider that was found, and what else stands in the form then. */
  private record Provided(OidcForm form, Recognized.OpenIdProvider provider) {}

  private Provided provided(OidcForm typed) throws Again {
    if (typed.issuer().isEmpty()) throw Problem.invalid("issuer_missing").at(OidcForm.ISSUER);
    var found = lookedUp(typed.issuer());
    var form = typed;
    if (found instanceof Recognized.Credentials credentials) {
      form = typed.with(credentials);
      if (credentials.issuer().isEmpty())
        throw new Again(Problem.invalid("issuer_missing").at(OidcForm.ISSUER), form);
      found = lookedUp(credentials.issuer());
    }
    if (found instanceof Recognized.Guess guess)
      throw new Again(
          unusable(OidcForm.ISSUER, "guess", guess.address().issuer()),
          form.with(guess.address().issuer()));
    if (found instanceof Recognized.Refused refused) {
      var problem = unusable(OidcForm.ISSUER, refused.code(), refused.arguments());
      throw NO_ADDRESS.contains(refused.code())
          ? faulty(OidcForm.ISSUER, form.issuer(), problem)
          : problem;
    }
    if (!(found instanceof Recognized.OpenIdProvider provider))
      throw unusable(OidcForm.ISSUER, "other_protocol_saml");
    return new Provided(form, provider);
  }

  private Recognized lookedUp(String issuer) {
    return lookup.look(issuer.getBytes(StandardCharsets.UTF_8), Protocol.OIDC, recognition(""));
  }

  /** What is wrong with the issuer, and what can be said of the other fields without it. */
  private static Problem withClient(Problem ofIssuer, OidcForm form, boolean secretKnown) {
    try {
      Problem.together(
          () -> {
            throw ofIssuer;
          },
          () -> checkClientId(form),
          () -> {
            if (form.clientSecret().isEmpty() && !secretKnown)
              throw Problem.invalid("client_secret_missing").at(OidcForm.CLIENT_SECRET);
          });
      return ofIssuer;
    } catch (Problem all) {
      return all;
    }
  }

  private static void checkClientId(OidcForm form) {
    if (form.clientId().isEmpty())
      throw Problem.invalid("client_id_missing").at(OidcForm.CLIENT_ID);
  }

  private Found client(OidcForm form, OidcSettings found, OidcSettings base, boolean secretKnown) {
    var settings = new Recognized.Credentials(form.clientId(), "", "").into(found);
    // it goes only where it was given for: to the same client of the same provider
    var kept =
        secretKnown
            && settings.clientId().equals(base.clientId())
            && settings.endpoints().token().equals(base.endpoints().token());
    Problem.together(
        () -> checkClientId(form),
        () -> {
          if (form.clientSecret().isEmpty() && !kept)
            throw (secretKnown
                    ? Problem.invalid("client_secret_of_another")
                    : Problem.invalid("client_secret_missing"))
                .at(OidcForm.CLIENT_SECRET);
        },
        () -> settings.check(core.config.allowPrivateNetwork()));
    return new Found(
        settings, form.clientSecret().isEmpty() ? null : form.clientSecret(), List.of());
  }
}
