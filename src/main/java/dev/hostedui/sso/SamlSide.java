package dev.hostedui.sso;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.connection.UpstreamAccounts;
import dev.hostedui.identity.connection.UpstreamPerson;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.protocol.saml.AuthnRequest;
import dev.hostedui.protocol.saml.Binding;
import dev.hostedui.protocol.saml.Cause;
import dev.hostedui.protocol.saml.Delivery;
import dev.hostedui.protocol.saml.Endpoint;
import dev.hostedui.protocol.saml.Expectation;
import dev.hostedui.protocol.saml.LogoutExpectation;
import dev.hostedui.protocol.saml.NameId;
import dev.hostedui.protocol.saml.NameIdFormat;
import dev.hostedui.protocol.saml.ReceivedResponse;
import dev.hostedui.protocol.saml.SamlCertificate;
import dev.hostedui.protocol.saml.SigningOption;
import dev.hostedui.protocol.upstream.AttributeNames;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Talks to identity providers by SAML 2.0, as their connection is set. */
final class SamlSide {

  private static final int MOST_VERSIONS = 1_000;

  private final ServiceProviders serviceProviders;
  private final Clock clock;

  /** Certificates of versions, whose settings never change, read once. */
  private final Cache<String, List<SamlCertificate>> certificates =
      CacheBuilder.newBuilder().maximumSize(MOST_VERSIONS).build();

  SamlSide(ServiceProviders serviceProviders, Clock clock) {
    this.serviceProviders = serviceProviders;
    this.clock = clock;
  }

  static SamlSettings settings(Party party) {
    if (party.version().settings() instanceof SamlSettings settings) return settings;
    throw new IllegalStateException("no SAML connection: " + party.id());
  }

  /** The way of a browser to the provider with our request to sign somebody in. */
  Delivery ask(Party party, SignOnRequests.Begun begun) {
    var settings = settings(party);
    var request = begun.request();
    var anew = request.maxAgeSeconds() != null;
    return new AuthnRequest(
            request.id(),
            request.startedAt(),
            serviceProviders.of(party.id()),
            new Endpoint(binding(settings.signOn().binding()), settings.signOn().address()),
            NameIdFormat.valueOf(settings.nameIdFormat().name()),
            anew || settings.forceAuthentication())
        .deliver(begun.state(), settings.requestsSigned());
  }

  static Binding binding(SamlSettings.Binding binding) {
    return binding == SamlSettings.Binding.HTTP_POST ? Binding.POST : Binding.REDIRECT;
  }

  /**
   * What an answer turned out to be.
   *
   * @param nameId how the provider names the person, for a logout, or null
   */
  record Examined(Examination examination, @Nullable NameId nameId) {}

  /**
   * Makes every check there is.
   *
   * @param request what it must be the answer to, or null when nobody asked
   */
  Examined examine(Party party, ReceivedResponse received, @Nullable SignOnRequest request) {
    var settings = settings(party);
    var examined =
        received.examine(
            new Expectation(
                serviceProviders.of(party.id()),
                settings.entityId(),
                certificates(party.version(), settings),
                signing(settings.signing()),
                request == null ? null : request.id(),
                request == null && party.connection().has(Switch.IDP_INITIATED),
                settings.assertionsEncrypted(),
                party.connection().has(Switch.SHA1_SIGNATURES),
                request == null ? null : authenticatedSince(settings, request),
                clock.instant()));
    return new Examined(
        named(
            examined.examination(),
            examined.nameId(),
            settings.mapping(),
            party.connection().has(Switch.PROVIDER_ENDS_SESSIONS)),
        examined.nameId());
  }

  /** Since when a proof is fresh enough, where {@link #ask} has asked for one. */
  private static @Nullable Instant authenticatedSince(
      SamlSettings settings, SignOnRequest request) {
    if (settings.forceAuthentication()) return request.startedAt();
    var age = request.maxAgeSeconds();
    return age == null ? null : request.startedAt().minusSeconds(age);
  }

  /** What a message about signing out is measured by. */
  LogoutExpectation logoutExpectation(Party party) {
    var settings = settings(party);
    return new LogoutExpectation(
        serviceProviders.of(party.id()),
        settings.entityId(),
        certificates(party.version(), settings),
        party.connection().has(Switch.SHA1_SIGNATURES),
        clock.instant());
  }

  private List<SamlCertificate> certificates(ConnectionVersion version, SamlSettings settings) {
    try {
      return certificates.get(
          version.connection().value() + " " + version.number(),
          () ->
              settings.certificates().stream()
                  .map(IdpCertificate::x509)
                  .map(SamlCertificate::new)
                  .toList());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SigningOption signing(SamlSettings.Signing signing) {
    return switch (signing) {
      case SAML_ONLY_RESPONSE_SIGNING -> SigningOption.RESPONSE;
      case SAML_ONLY_ASSERTION_SIGNING -> SigningOption.ASSERTION;
      case SAML_RESPONSE_ASSERTION_SIGNING -> SigningOption.BOTH;
      case SAML_RESPONSE_OR_ASSERTION_SIGNING -> SigningOption.EITHER;
    };
  }

  /**
   * Adds whether the answer says of the person what is needed.
   *
   * @param endsSessions whether a session ends when the provider says
   */
  private static Examination named(
      Examination examined,
      @Nullable NameId nameId,
      AttributeMapping mapping,
      boolean endsSessions) {
    var claimed = examined.claimed();
    if (claimed == null) return examined;
    var known = withAddress(claimed, nameId, mapping.of(AttributeMapping.EMAIL));
    var userId = UpstreamPerson.userId(mapping, known);
    var checks = new ArrayList<Check>();
    for (var it : examined.checks()) {
      if (it.name().equals("name_id") && userId.isEmpty())
        checks.add(nameNeeded(it, known.subject()));
      else checks.add(endsSessions ? sessionNeeded(it) : it);
    }
    userId.ifPresent(checks::add);
    checks.addAll(
        new AttributeNames(
                mapping.of(AttributeMapping.EMAIL),
                mapping.of(AttributeMapping.GIVEN_NAME),
                mapping.of(AttributeMapping.FAMILY_NAME))
            .checks(known.attributes(), "email_missing"));
    checks.replaceAll(UpstreamPerson::email);
    return new Examination(checks, known, examined.document());
  }

  /**
   * Without a name nobody would be known next time, and no sign-in takes the answer: neither does a
   * test. An attribute that is mapped to the user id is as good.
   */
  private static Check nameNeeded(Check found, String subject) {
    var code = found.code();
    var cause = found.cause();
    if (subject.isBlank() && code != null && cause != null)
      return Check.failed(found.name(), found.expected(), found.received(), code, cause);
    return subject.length() > UpstreamAccounts.LONGEST_SUBJECT
        ? Check.failed(
            found.name(),
            found.expected(),
            found.received(),
            Cause.NAME_ID_MISSING.code(),
            "subject_malformed")
        : found;
  }

  /** A session that is over as it begins would be sent to the provider again, without an end. */
  private static Check sessionNeeded(Check found) {
    var over = Cause.PROVIDER_SESSION_OVER;
    return over.text().equals(found.cause())
        ? Check.failed(found.name(), found.expected(), found.received(), over.code(), over.text())
        : found;
  }

  /**
   * A name that is an address stands for the attribute that was not sent. One that the admin has
   * chosen as the address may have any format, except a transient one, which names nobody.
   */
  private static UpstreamIdentity withAddress(
      UpstreamIdentity claimed, @Nullable NameId nameId, String email) {
    if (nameId == null || claimed.first(email).isPresent()) return claimed;
    var address =
        email.equals(AttributeMapping.SUBJECT)
            ? Optional.of(nameId).filter(NameId::lasting).map(NameId::value)
            : nameId.address();
    if (address.isEmpty()) return claimed;
    var attributes = new LinkedHashMap<>(claimed.attributes());
    attributes.put(email, List.of(address.get()));
    return new UpstreamIdentity(
        claimed.subject(),
        claimed.lasting(),
        attributes,
        claimed.sessionIndex(),
        claimed.answerId(),
        claimed.answerEnds(),
        claimed.authenticatedAt(),
        claimed.sessionEnds());
  }

  /** An id for a message of ours. */
  static String messageId(Ids ids) {
    return "_" + ids.token();
  }
}
