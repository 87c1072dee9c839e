package dev.hostedui.protocol.webauthn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.exception.BadBackupEligibleFlagException;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadTopOriginException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.InconsistentClientDataTypeException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.MissingChallengeException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import dev.hostedui.protocol.webauthn.WebauthnProblem.Reason;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The side that asks for passkeys and believes them: this program under its public address. */
public final class RelyingParty {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What authenticators may sign with: ES256, EdDSA, RS256 (RFC 9053, RFC 8812). */
  private static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

  /** Loaded by the first ceremony: it brings a JSON and a CBOR library of its own. */
  private static final class Library {
    static final ObjectConverter CONVERTER = new ObjectConverter();
    static final WebAuthnManager MANAGER =
        WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
    static final AttestedCredentialDataConverter KEYS =
        new AttestedCredentialDataConverter(CONVERTER);
    static final List<PublicKeyCredentialParameters> PARAMETERS =
        ALGORITHMS.stream()
            .map(
                it ->
                    new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(it)))
            .toList();
  }

  private final String id;
  private final Set<String> origins;

  /**
   * Takes the relying party's id, a host name, and the origins its passkeys may be used on, as
   * browsers write them.
   */
  public RelyingParty(String id, Set<String> origins) {
    this.id = id;
    this.origins = Set.copyOf(origins);
  }

  public String id() {
    return id;
  }

  /** The document at {@code /.well-known/webauthn} (§5.11.1). */
  public String relatedOrigins() {
    return json(Map.of("origins", origins.stream().sorted().toList()));
  }

  // ------------------------------------------------------------------ making one

  /**
   * The options of {@code navigator.credentials.create} (§5.4), as JSON (§5.1.9). The passkey must
   * be found by the browser without a name, and ask its owner for a finger, a face or a PIN.
   *
   * @param challenge in base64url
   * @param name what this side is called
   * @param known passkeys of the same account: whoever holds one of them makes no second
   */
  public String creationOptions(
      String challenge, String name, Account account, List<Descriptor> known, Duration timeout) {
    var options = new LinkedHashMap<String, Object>();
    options.put("rp", Map.of("id", id, "name", name));
    options.put(
        "user",
        Map.of(
            "id", account.handle(), "name", account.name(), "displayName", account.displayName()));
    options.put("challenge", challenge);
    options.put(
        "pubKeyCredParams",
        ALGORITHMS.stream().map(it -> Map.of("type", "public-key", "alg", it)).toList());
    options.put("timeout", timeout.toMillis());
    options.put("excludeCredentials", known.stream().map(RelyingParty::described).toList());
    options.put(
        "authenticatorSelection",
        Map.of(
            "residentKey", "required", "requireResidentKey", true, "userVerification", "required"));
    options.put("attestation", "none");
    return json(options);
  }

  private static Map<String, Object> described(Descriptor known) {
    return Map.of("type", "public-key", "id", known.id(), "transports", known.transports());
  }

  /** Reads the answer, a {@code RegistrationResponseJSON} (§5.1.8). */
  public Creation readCreation(String json) throws WebauthnProblem {
    try {
      var data = Library.MANAGER.parseRegistrationResponseJSON(json);
      var attestation = data.getAttestationObject();
      if (data.getCollectedClientData() == null
          || attestation == null
          || attestation.getAuthenticatorData().getAttestedCredentialData() == null)
        throw new WebauthnProblem(Reason.MALFORMED, "no credential in it");
      var attachment = JSON.readTree(json).path("authenticatorAttachment").asText("");
      return new Creation(
          data, Set.of("platform", "cross-platform").contains(attachment) ? attachment : "");
    } catch (RuntimeException | JsonProcessingException e) {
      // whatever the library makes of a text that is none
      throw new WebauthnProblem(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** Verifies it as the answer to that challenge (§7.1). */
  public Creation.Made verify(Creation answer, String challenge) throws WebauthnProblem {
    try {
      var data =
          Library.MANAGER.verify(
              answer.data,
              new RegistrationParameters(server(challenge), Library.PARAMETERS, true, true));
      var attestation = data.getAttestationObject();
      if (attestation == null) throw new WebauthnProblem(Reason.MALFORMED, "no attestation");
      var said = attestation.getAuthenticatorData();
      var credential = said.getAttestedCredentialData();
      if (credential == null) throw new WebauthnProblem(Reason.MALFORMED, "no credential");
      // that it is not too long either was verified
      if (credential.getCredentialId().length == 0)
        throw new WebauthnProblem(Reason.MALFORMED, "an empty id");
      if (!NewKey.isUsable(credential.getCOSEKey()))
        throw new WebauthnProblem(Reason.MALFORMED, "a key that cannot be signed in with");
      var transports = data.getTransports();
      return new Creation.Made(
          text(credential.getCredentialId()),
          text(Library.KEYS.convert(credential)),
          credential.getAaguid().toString(),
          said.getSignCount(),
          said.isFlagBE(),
          said.isFlagBS(),
          answer.attachment,
          transports == null
              ? List.of()
              : transports.stream()
                  .map(AuthenticatorTransport::getValue)
                  .filter(it -> it.matches("[a-z-]{1,20}"))
                  .sorted()
                  .limit(10)
                  .toList());
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  // ------------------------------------------------------------------ signing in

  /**
   * The options of {@code navigator.credentials.get} (§5.5), as JSON. No passkey is named: the
   * browser offers those it has for this side.
   */
  public String requestOptions(String challenge, Duration timeout) {
    var options = new LinkedHashMap<String, Object>();
    options.put("rpId", id);
    options.put("challenge", challenge);
    options.put("timeout", timeout.toMillis());
    options.put("userVerification", "required");
    return json(options);
  }

  /** Reads the answer, an {@code AuthenticationResponseJSON} (§5.1.8). */
  public Assertion readAssertion(String json) throws WebauthnProblem {
    try {
      var data = Library.MANAGER.parseAuthenticationResponseJSON(json);
      if (data.getCollectedClientData() == null
          || data.getAuthenticatorData() == null
          || data.getCredentialId() == null
          || data.getSignature() == null)
        throw new WebauthnProblem(Reason.MALFORMED, "no assertion in it");
      return new Assertion(data);
    } catch (RuntimeException e) {
      // whatever the library makes of a text that is none
      throw new WebauthnProblem(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Verifies it as the answer to that challenge (§7.2).
   *
   * @param publicKey as {@link Creation.Made} has it
   * @param backupEligible as {@link Creation.Made} has it; it never changes
   * @param signCount what the counter said last
   */
  public Assertion.Proof verify(
      Assertion answer, String challenge, String publicKey, boolean backupEligible, long signCount)
      throws WebauthnProblem {
    try {
      var said = answer.data.getAuthenticatorData();
      if (said == null) throw new WebauthnProblem(Reason.MALFORMED, "no authenticator data");
      var credential =
          new CredentialRecordImpl(
              new NoneAttestationStatement(),
              true,
              backupEligible,
              said.isFlagBS(),
              signCount,
              Library.KEYS.convert(Base64.getUrlDecoder().decode(publicKey)),
              null,
              null,
              null,
              null);
      Library.MANAGER.verify(
          answer.data,
          new AuthenticationParameters(server(challenge), credential, null, true, true));
      return new Assertion.Proof(said.getSignCount(), said.isFlagBE(), said.isFlagBS());
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  // ------------------------------------------------------------------ both

  private ServerProperty server(String challenge) {
    return ServerProperty.builder()
        .origins(origins.stream().map(Origin::create).collect(Collectors.toSet()))
        .rpId(id)
        .challenge(new DefaultChallenge(Base64.getUrlDecoder().decode(challenge)))
        .build();
  }

  private static WebauthnProblem problem(RuntimeException e) {
    // it reads some of what was sent only now, and stumbles over that with exceptions of Java
    if (!(e instanceof WebAuthnException))
      return new WebauthnProblem(Reason.MALFORMED, String.valueOf(e.getMessage()));
    var reason =
        e instanceof BadChallengeException
                || e instanceof MissingChallengeException
                || e instanceof InconsistentClientDataTypeException
            ? Reason.CHALLENGE
            : e instanceof BadOriginException
                    || e instanceof BadTopOriginException
                    || e instanceof CrossOriginException
                ? Reason.ORIGIN
                : e instanceof BadRpIdException
                    ? Reason.RELYING_PARTY
                    : e instanceof UserNotPresentException || e instanceof UserNotVerifiedException
                        ? Reason.USER_VERIFICATION
                        : e instanceof MaliciousCounterValueException
                            ? Reason.COUNTER
                            : e instanceof BadBackupEligibleFlagException
                                ? Reason.BACKUP
                                : Reason.SIGNATURE;
    return new WebauthnProblem(reason, String.valueOf(e.getMessage()));
  }

  static String challengeOf(CollectedClientData client) {
    return text(client.getChallenge().getValue());
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String json(Map<String, ?> document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
