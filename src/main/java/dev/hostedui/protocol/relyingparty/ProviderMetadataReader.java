package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@link ProviderMetadata}. */
final class ProviderMetadataReader {

  private static final int LONGEST_ADDRESS = 2_048;

  /** The tenant of Microsoft's private customers: everybody has an account there. */
  private static final String MICROSOFT_CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";

  private static final Pattern ENTRA_V1 =
      Pattern.compile("https://sts\\.windows\\.net/([0-9a-fA-F-]{36})/");

  private final JsonNode document;
  private final boolean httpToo;

  private ProviderMetadataReader(JsonNode document, boolean httpToo) {
    this.document = document;
    this.httpToo = httpToo;
  }

  static ProviderMetadata read(String document, String asked, boolean httpToo) throws Unusable {
    var read =
        StrictJson.object(document).orElseThrow(() -> new Unusable(Reason.DISCOVERY_NOT_JSON));
    return new ProviderMetadataReader(read, httpToo).metadata(asked);
  }

  private ProviderMetadata metadata(String asked) throws Unusable {
    var issuer = issuer(asked);
    refuseOtherFlows();
    return new ProviderMetadata(
        issuer,
        needed("authorization_endpoint"),
        needed("token_endpoint"),
        address("userinfo_endpoint"),
        needed("jwks_uri"),
        address("end_session_endpoint"),
        Set.copyOf(list("scopes_supported", List.of())),
        authentication(),
        algorithms(),
        flag("authorization_response_iss_parameter_supported"),
        flag("backchannel_logout_supported"));
  }

  private String issuer(String asked) throws Unusable {
    var issuer = StrictJson.text(document, "issuer");
    if (issuer == null) throw missing("issuer");
    if (issuer.contains("{") || issuer.contains(MICROSOFT_CONSUMERS))
      throw new Unusable(
          Reason.MULTI_TENANT_ISSUER,
          Shown.line(asked),
          Shown.line(
              issuer
                  .replaceAll("\\{[^}]*}", "<tenant id>")
                  .replace(MICROSOFT_CONSUMERS, "<tenant id>")));
    if (!issuer.equals(asked) && !issuer.equals(asked + "/") && !asked.equals(issuer + "/"))
      throw new Unusable(
          Reason.DISCOVERY_ISSUER_DIFFERS, Shown.line(asked), Shown.line(issuer), proposal(issuer));
    return usable("issuer", issuer);
  }

  /** What may be asked instead: the issuer that answered, or what Entra ID calls itself today. */
  private static String proposal(String issuer) {
    var old = ENTRA_V1.matcher(issuer);
    if (old.matches()) return "https://login.microsoftonline.com/" + old.group(1) + "/v2.0";
    return issuer.startsWith("https://") ? Shown.line(issuer) : "";
  }

  private void refuseOtherFlows() throws Unusable {
    if (!list("response_types_supported", List.of("code")).contains("code"))
      throw new Unusable(Reason.DISCOVERY_NO_CODE_FLOW);
    // RFC 8414 §2: absent means authorization_code and implicit
    if (!list("grant_types_supported", List.of("authorization_code"))
        .contains("authorization_code")) throw new Unusable(Reason.DISCOVERY_NO_CODE_FLOW);
  }

  private List<ClientAuthentication> authentication() throws Unusable {
    var methods = list("token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
    var known = new ArrayList<ClientAuthentication>();
    for (var method : methods)
      Arrays.stream(ClientAuthentication.values())
          .filter(it -> it.method().equals(method) && !known.contains(it))
          .forEach(known::add);
    if (known.isEmpty())
      throw new Unusable(
          Reason.DISCOVERY_NO_KNOWN_AUTHENTICATION, Shown.line(String.join(", ", methods)));
    return known;
  }

  private Set<String> algorithms() throws Unusable {
    var all = list("id_token_signing_alg_values_supported", List.of("RS256"));
    var known = new TreeSet<>(all);
    known.retainAll(SignedToken.ALGORITHMS);
    if (known.isEmpty())
      throw new Unusable(Reason.DISCOVERY_NO_KNOWN_ALGORITHM, Shown.line(String.join(", ", all)));
    return known;
  }

  private List<String> list(String member, List<String> otherwise) {
    var found = StrictJson.texts(document, member);
    return found == null ? otherwise : found;
  }

  private boolean flag(String member) {
    var value = document.get(member);
    return value != null && value.booleanValue();
  }

  private String needed(String member) throws Unusable {
    var found = address(member);
    if (found == null) throw missing(member);
    return found;
  }

  private static Unusable missing(String member) {
    return new Unusable(Reason.DISCOVERY_INCOMPLETE, member);
  }

  private @Nullable String address(String member) throws Unusable {
    var found = StrictJson.text(document, member);
    return found == null || found.isEmpty() ? null : usable(member, found);
  }

  private String usable(String member, String address) throws Unusable {
    if (address.length() <= LONGEST_ADDRESS && isWeb(address)) return address;
    throw new Unusable(Reason.DISCOVERY_ADDRESS_UNUSABLE, member, Shown.line(address));
  }

  private boolean isWeb(String address) {
    try {
      var uri = new URI(address);
      return ("https".equals(uri.getScheme()) || (httpToo && "http".equals(uri.getScheme())))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
