package dev.hostedui.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hostedui.upstream.Recognized.Credentials;
import dev.hostedui.upstream.Recognized.Other;
import dev.hostedui.upstream.Recognized.Refused;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what vendors let admins download or copy about a client, and other JSON. */
final class ClientFile {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(30).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private static final int LONGEST = 1_000;
  private static final List<String> ID_NAMES =
      List.of("client_id", "clientId", "client-id", "appId", "resource");
  private static final List<String> SECRET_NAMES =
      List.of("client_secret", "clientSecret", "client-secret", "secret");
  private static final List<String> ISSUER_NAMES =
      List.of("issuer", "issuer_url", "issuerUrl", "issuer_uri", "authority");

  private static final Pattern ID_LINE =
      line("(?:oauth ?2?(?:\\.0)? )?(?:client|application|app) ?-?_?id");
  private static final Pattern SECRET_LINE = line("client ?-?_?secret(?: value)?");
  private static final Pattern ISSUER_LINE = line("issuer(?: ?-?_?(?:url|uri|id))?");

  private ClientFile() {}

  private static Pattern line(String name) {
    return Pattern.compile(
        "^[ \\t]*\"?(?:" + name + ")\"?[ \\t]*[:=\\t][ \\t]*\"?([^\\s\",]{1,1000})",
        Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  }

  /** A JSON document of any kind. */
  static Recognized json(String text, Recognition recognition) {
    JsonNode document;
    try {
      document = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return Refused.of(Other.OTHER_JSON);
    }
    if (document.has("private_key")) return Refused.of(Other.PRIVATE_KEY);
    var issuer = text(document, List.of("issuer"));
    if (!issuer.isEmpty() && document.has("authorization_endpoint"))
      return recognition.discovery(text, issuer);
    if (document.has("keys")) return Refused.of(Other.KEYS_ALONE);
    return credentials(document).<Recognized>map(it -> it).orElse(Refused.of(Other.OTHER_JSON));
  }

  /** As it is, below {@code web} as Google writes it, or the way Keycloak does. */
  private static Optional<Credentials> credentials(JsonNode document) {
    var inner = document.has("web") ? document.get("web") : document;
    var id = text(inner, ID_NAMES);
    var secret = text(inner, SECRET_NAMES);
    if (secret.isEmpty() && inner.has("credentials"))
      secret = text(inner.get("credentials"), SECRET_NAMES);
    var issuer = text(inner, ISSUER_NAMES);
    if (issuer.isEmpty()
        && text(inner, List.of("auth_uri")).startsWith("https://accounts.google.com/"))
      issuer = "https://accounts.google.com";
    var server = text(inner, List.of("auth-server-url"));
    var realm = text(inner, List.of("realm"));
    if (issuer.isEmpty() && !server.isEmpty() && !realm.isEmpty())
      issuer = server.replaceFirst("/+$", "") + "/realms/" + realm;
    return id.isEmpty() && secret.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credentials(id, secret, issuer));
  }

  private static String text(JsonNode object, List<String> names) {
    for (var name : names) {
      var value = object.get(name);
      if (value != null && value.isTextual() && value.textValue().length() <= LONGEST)
        return value.textValue().strip();
    }
    return "";
  }

  /** Lines that say which is which, as people copy them out of a console. */
  static Optional<Credentials> lines(String text) {
    var id = found(ID_LINE, text);
    var secret = found(SECRET_LINE, text);
    if (id.isEmpty() && secret.isEmpty()) return Optional.empty();
    return Optional.of(new Credentials(id, secret, found(ISSUER_LINE, text)));
  }

  private static String found(Pattern line, String text) {
    var matcher = line.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
