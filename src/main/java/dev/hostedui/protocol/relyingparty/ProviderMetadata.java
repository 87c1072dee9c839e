package dev.hostedui.protocol.relyingparty;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of itself in its discovery document (OpenID Connect Discovery §3, RFC 8414
 * §2): the part of it that is used here.
 *
 * @param issuer its name, in the form of the document
 * @param endSessionEndpoint null when it has none: it then cannot be told of a logout
 * @param scopes what it says may be asked for; empty when it does not say
 * @param authentication how a client may show its secret, what it lists first being first; empty
 *     when it takes none of ours
 * @param algorithms those for ID tokens that are believed here; the rest of its list is left out
 * @param announcesIssuer whether it names itself in its answers (RFC 9207 §3)
 * @param backChannelLogout whether it says it tells of logouts (Back-Channel Logout §2.1)
 */
public record ProviderMetadata(
    String issuer,
    String authorizationEndpoint,
    String tokenEndpoint,
    @Nullable String userinfoEndpoint,
    String jwksUri,
    @Nullable String endSessionEndpoint,
    Set<String> scopes,
    List<ClientAuthentication> authentication,
    Set<String> algorithms,
    boolean announcesIssuer,
    boolean backChannelLogout) {

  public ProviderMetadata {
    scopes = Set.copyOf(scopes);
    authentication = List.copyOf(authentication);
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * Reads a discovery document.
   *
   * @param asked the issuer that was asked for; a document that names another is refused (Discovery
   *     §4.3), except that a slash at the end of one of the two does not matter
   * @param httpToo whether addresses without TLS are taken as well, for trying things out
   * @throws Unusable when it is no such document or one of no use here, {@code multi_tenant_issuer}
   *     ({@code address}, {@code remedy}), {@code discovery_address_unusable} ({@code member},
   *     {@code address}), {@code discovery_no_code_flow}, {@code discovery_no_known_algorithm}
   *     ({@code received}), {@code discovery_no_known_authentication} ({@code received})
   */
  public static ProviderMetadata read(String document, String asked, boolean httpToo)
      throws Unusable {
    return ProviderMetadataReader.read(document, asked, httpToo);
  }
}
