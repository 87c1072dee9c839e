package dev.hostedui.protocol.oidc;

import dev.hostedui.protocol.reading.StrictJson;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request to sign somebody in (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
 *
 * @param scope what is asked for and known here, always with {@code openid}
 * @param codeChallenge the S256 challenge of RFC 7636 §4.2, or null
 * @param maxAgeSeconds how long ago the sign-in may be, or null
 * @param idTokenHint an id token of the person who is meant, or null; not checked yet
 * @param subject the id of the person who is meant, as {@code claims} ask for it, or null
 * @param organization the organization to be active, or null
 * @param connection the upstream connection to use, or null
 * @param provider the social provider to use, or null
 * @param domain the email domain whose connection to use, or null
 */
public record AuthorizationRequest(
    Set<String> scope,
    @Nullable String nonce,
    @Nullable String codeChallenge,
    Set<Ask> prompt,
    @Nullable Long maxAgeSeconds,
    @Nullable String loginHint,
    @Nullable String idTokenHint,
    @Nullable String subject,
    @Nullable String organization,
    @Nullable String connection,
    @Nullable String provider,
    @Nullable String domain) {

  /** What the person is to be asked, whatever is known already. */
  public enum Ask {
    NONE,
    LOGIN,
    CREATE,
    SELECT_ACCOUNT
  }

  /** The longest state that comes back, in characters. */
  public static final int LONGEST_STATE = 4_096;

  private static final Set<String> SCOPES = Set.of("openid", "profile", "email", "offline_access");
  private static final int LONGEST_NONCE = 1_000;
  private static final int LONGEST_HINT = 320;
  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  /** Longer than any session lasts: more than this asks for nothing else. */
  private static final BigInteger LONGEST_AGE = BigInteger.valueOf(9_999_999_999L);

  /** What other providers take and clients may be set to. */
  private static final Set<String> OTHER_RESPONSE_MODES =
      Set.of("fragment", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt", "web_message");

  /**
   * The single value of a parameter, empty when it is missing.
   *
   * @throws OAuthProblem when it is sent more than once (RFC 6749 §3.1)
   */
  public static String single(Map<String, List<String>> parameters, String name) {
    var values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) throw OAuthProblem.sentTwice(name);
    return values.isEmpty() ? "" : values.get(0);
  }

  /**
   * What the client wants to have back with the answer; empty when it sent none, or several.
   *
   * @throws OAuthProblem when it is too long to be sent back
   */
  public static String state(Map<String, List<String>> parameters) {
    var values = forTheAnswer(parameters, "state");
    if (values.size() != 1) return "";
    if (values.get(0).length() > LONGEST_STATE)
      throw OAuthProblem.invalidRequest(
          "The state has "
              + values.get(0).length()
              + " characters; at most "
              + LONGEST_STATE
              + " can be sent back.");
    return values.get(0);
  }

  /** How the client wants its answer, also one that says what else is wrong with the request. */
  public static ResponseMode responseMode(Map<String, List<String>> parameters) {
    return List.of("form_post").equals(forTheAnswer(parameters, "response_mode"))
        ? ResponseMode.FORM_POST
        : ResponseMode.QUERY;
  }

  /**
   * What says how and with what to answer. Who sends a request object may say it in there only, and
   * would take a refusal that comes otherwise for somebody else's.
   */
  private static List<String> forTheAnswer(Map<String, List<String>> parameters, String name) {
    var values = parameters.get(name);
    if (values != null) return values;
    var objects = parameters.getOrDefault("request", List.of());
    return objects.size() == 1 ? RequestObject.text(objects.get(0), name) : List.of();
  }

  /**
   * Reads the parameters of a request whose client and redirect URI have been checked already.
   *
   * @throws OAuthProblem for anything a client must hear about at its redirect URI
   */
  public static AuthorizationRequest parse(Map<String, List<String>> parameters) {
    for (var name : parameters.keySet())
      if (!FormParameters.SEVERAL.contains(name)) single(parameters, name);
    refuseWhatIsNotDone(parameters);
    return new AuthorizationRequest(
        scope(single(parameters, "scope")),
        nonce(single(parameters, "nonce")),
        challenge(
            single(parameters, "code_challenge"), single(parameters, "code_challenge_method")),
        asks(single(parameters, "prompt")),
        maxAge(single(parameters, "max_age")),
        hint(single(parameters, "login_hint")),
        text(single(parameters, "id_token_hint")),
        subject(single(parameters, "claims")),
        text(single(parameters, "organization_id")),
        text(single(parameters, "connection_id")),
        text(single(parameters, "provider")),
        text(
            parameters.containsKey("domain")
                ? single(parameters, "domain")
                : single(parameters, "domain_hint")));
  }

  /**
   * Refuses what holds the parameters of a request in another place than its address (RFC 9101, RFC
   * 9126).
   */
  public static void refuseRequestObject(Map<String, List<String>> parameters) {
    if (parameters.containsKey("request"))
      throw OAuthProblem.of(
          "request_not_supported",
          "Request objects (request) are not supported: send each parameter by itself.");
    if (parameters.containsKey("request_uri"))
      throw OAuthProblem.of(
          "request_uri_not_supported",
          "Request objects (request_uri) are not supported: send each parameter by itself.");
  }

  private static void refuseWhatIsNotDone(Map<String, List<String>> parameters) {
    refuseRequestObject(parameters);
    if (parameters.containsKey("registration"))
      throw OAuthProblem.of(
          "registration_not_supported",
          "Clients cannot register themselves (registration): an operator does it.");
    // RFC 9396 §5: whoever asks for less than all must not be given all
    if (!single(parameters, "authorization_details").isEmpty())
      throw OAuthProblem.invalidAuthorizationDetails();
    var type = single(parameters, "response_type");
    if (type.isEmpty())
      throw OAuthProblem.invalidRequest("response_type is missing: send response_type=code.");
    if (!type.equals("code"))
      throw OAuthProblem.of("unsupported_response_type", flow(type) + " Send response_type=code.");
    var mode = single(parameters, "response_mode");
    if (!Set.of("", "query", "form_post").contains(mode))
      throw OAuthProblem.invalidRequest(
          came("response_mode", mode, OTHER_RESPONSE_MODES)
              + " Send query or form_post, or leave it out, which means query.");
  }

  private static String flow(String responseType) {
    var words = new TreeSet<>(Arrays.asList(responseType.split(" ", -1)));
    if (!Set.of("code", "token", "id_token").containsAll(words))
      return "This response_type is unknown here.";
    return words.contains("code")
        ? "The hybrid flow, which asks for a code and tokens at once, is not supported."
        : "The implicit flow, which asks for tokens and no code, is not supported.";
  }

  /** Names a value only when it is one of those known: nobody else's words go into an answer. */
  private static String came(String parameter, String value, Set<String> known) {
    return known.contains(value)
        ? "The " + parameter + " " + value + " is not supported."
        : "This " + parameter + " is unknown here.";
  }

  private static Set<String> scope(String sent) {
    var words = new TreeSet<>(Arrays.asList(sent.split(" ", -1)));
    if (!words.contains("openid"))
      throw OAuthProblem.invalidScope(
          sent.isEmpty()
              ? "scope is missing: send at least scope=openid."
              : "openid is missing in the scope: send it beside the others, like openid email.");
    words.retainAll(SCOPES);
    return Set.copyOf(words);
  }

  private static @Nullable String nonce(String sent) {
    if (sent.length() > LONGEST_NONCE)
      throw OAuthProblem.invalidRequest("The nonce is longer than 1000 characters.");
    // PostgreSQL keeps no null byte, and nobody means one
    if (sent.chars().anyMatch(Character::isISOControl))
      throw OAuthProblem.invalidRequest("The nonce has control characters in it.");
    return text(sent);
  }

  /** A hint; one that is longer than any address hints at nothing. */
  private static @Nullable String hint(String value) {
    return value.length() > LONGEST_HINT ? null : text(value);
  }

  /**
   * Whom the claims that are asked for must be about (OpenID Connect Core §5.5.1): an answer about
   * somebody else is none. Nothing else is heeded of them; scopes choose the claims.
   */
  private static @Nullable String subject(String claims) {
    if (claims.isEmpty()) return null;
    var asked =
        StrictJson.object(claims)
            .orElseThrow(
                () ->
                    OAuthProblem.invalidRequest(
                        "claims is no JSON object. Send one, or leave it out: scopes choose the"
                            + " claims."));
    var subjects =
        Stream.of("id_token", "userinfo")
            .flatMap(
                it ->
                    Optional.ofNullable(text(asked.path(it).path("sub").path("value").textValue()))
                        .stream())
            .distinct()
            .toList();
    if (subjects.size() > 1)
      throw OAuthProblem.invalidRequest("The claims ask for two different people (sub).");
    return subjects.isEmpty() ? null : subjects.get(0);
  }

  private static @Nullable String challenge(String challenge, String method) {
    if (challenge.isEmpty()) {
      if (!method.isEmpty())
        throw OAuthProblem.invalidRequest(
            "code_challenge_method came without a code_challenge: send both or none.");
      return null;
    }
    // RFC 9700 §2.1.1: plain would show the verifier to whoever sees the address
    if (method.isEmpty())
      throw OAuthProblem.invalidRequest(
          "code_challenge_method is missing, which means plain: send code_challenge_method=S256.");
    if (!method.equals("S256"))
      throw OAuthProblem.invalidRequest(
          (method.equals("plain")
                  ? "The code_challenge_method plain is not supported."
                  : "This code_challenge_method is unknown here.")
              + " Send code_challenge_method=S256.");
    if (!Pkce.isChallenge(challenge))
      throw OAuthProblem.invalidRequest(
          "The code_challenge is no S256 challenge: 43 characters of base64url, without padding.");
    return challenge;
  }

  private static Set<Ask> asks(String sent) {
    var asks = EnumSet.noneOf(Ask.class);
    if (sent.isBlank()) return asks;
    var words = new TreeSet<>(Arrays.asList(sent.strip().split(" +", -1)));
    for (var word : words) {
      switch (word) {
        case "none" -> asks.add(Ask.NONE);
        case "login" -> asks.add(Ask.LOGIN);
        case "create" -> asks.add(Ask.CREATE);
        case "select_account" -> asks.add(Ask.SELECT_ACCOUNT);
        case "consent" -> {
          // nobody is asked for consent: every application belongs to the operator
        }
        default ->
            throw OAuthProblem.invalidRequest(
                "The prompt has a word that is unknown here. There are none, login, consent,"
                    + " select_account and create.");
      }
    }
    if (asks.contains(Ask.NONE) && words.size() > 1)
      throw OAuthProblem.invalidRequest("prompt=none cannot be combined with other words.");
    return asks;
  }

  private static @Nullable Long maxAge(String sent) {
    if (sent.isEmpty()) return null;
    if (!SECONDS.matcher(sent).matches())
      throw OAuthProblem.invalidRequest(
          (sent.startsWith("-") ? "The max_age is negative." : "The max_age is no number.")
              + " Send whole seconds from 0, like max_age=3600.");
    return new BigInteger(sent).min(LONGEST_AGE).longValue();
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }
}
