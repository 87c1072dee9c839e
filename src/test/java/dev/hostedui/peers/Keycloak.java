package dev.hostedui.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.testing.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keycloak's realm of Initech, administered by its REST API as its administrator would. */
final class Keycloak {
  private Keycloak() {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static String issuer() {
    return Peer.KEYCLOAK.url() + "/realms/initech";
  }

  static String metadataUrl() {
    return issuer() + "/protocol/saml/descriptor";
  }

  /**
   * Registers a service provider by its metadata, with the attributes that the portal expects.
   *
   * @param change what the administrator does otherwise
   */
  static void registerServiceProvider(String metadata, Consumer<ObjectNode> change) {
    var client =
        (ObjectNode)
            read(send("POST", "/client-description-converter", "application/json", metadata));
    var mappers = client.putArray("protocolMappers");
    for (var name : List.of("email", "firstName", "lastName")) {
      mappers
          .addObject()
          .put("name", name)
          .put("protocol", "saml")
          .put("protocolMapper", "saml-user-property-mapper")
          .putPOJO(
              "config",
              Map.of(
                  "user.attribute", name, "attribute.name", name, "attribute.nameformat", "Basic"));
    }
    change.accept(client);
    register(client);
  }

  /** Registers a relying party. */
  static void registerRelyingParty(
      String id, String secret, String redirectUri, Consumer<ObjectNode> change) {
    var client =
        JSON.createObjectNode()
            .put("clientId", id)
            .put("secret", secret)
            .put("protocol", "openid-connect")
            .put("publicClient", false)
            .put("standardFlowEnabled", true);
    client.putArray("redirectUris").add(redirectUri);
    change.accept(client);
    register(client);
  }

  /** Puts a client in place of one of the same id. */
  private static void register(ObjectNode client) {
    var id = Form.encoded(client.get("clientId").asText());
    for (var before : read(send("GET", "/clients?clientId=" + id, "application/json", "")))
      send("DELETE", "/clients/" + before.get("id").asText(), "application/json", "");
    send("POST", "/clients", "application/json", client.toString());
  }

  private static String send(String method, String path, String type, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(Peer.KEYCLOAK.url() + "/admin/realms/initech" + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body));
    return answer(request);
  }

  private static String token() {
    var request =
        HttpRequest.newBuilder(
                URI.create(Peer.KEYCLOAK.url() + "/realms/master/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=password&client_id=admin-cli&username=admin&password=admin"));
    return read(answer(request)).get("access_token").asText();
  }

  private static String answer(HttpRequest.Builder request) {
    try {
      var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) throw new AssertionError(answer + " " + answer.body());
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
