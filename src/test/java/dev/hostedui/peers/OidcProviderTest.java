package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Initech signs in with Panva's oidc-provider. */
@MeetsPeer(Peer.OIDC_PROVIDER)
class OidcProviderTest {

  private static Initech initech;

  @BeforeAll
  static void start() {
    // to wait for it takes longer than a test may
    Peer.OIDC_PROVIDER.url();
    initech = new Initech();
  }

  @AfterAll
  static void stop() {
    if (initech != null) initech.close();
  }

  private static void connect() {
    connect(null);
  }

  /**
   * Registers the portal there and connects Initech to it.
   *
   * @param secret what the admin pastes instead of the secret, or null for the right one
   */
  private static void connect(String secret) {
    initech.choose("OIDC");
    var client =
        register("{\"redirect_uris\": [\"" + initech.address("oidc", "/callback") + "\"]}");
    initech.configure(
        "client_id",
        client.get("client_id").asText(),
        "client_secret",
        secret != null ? secret : client.get("client_secret").asText(),
        "issuer",
        Peer.OIDC_PROVIDER.url());
  }

  private static JsonNode register(String metadata) {
    try {
      var answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(Peer.OIDC_PROVIDER.url() + "/reg"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(metadata))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Signs in on its pages, agrees, and goes on. */
  private static Wanderer signIn(Wanderer somebody, String email) {
    assertThat(somebody.at().toString())
        .as(somebody.toString())
        .startsWith(Peer.OIDC_PROVIDER.url());
    somebody.send("form", "login", email, "password", "any");
    if (somebody.at().toString().startsWith(Peer.OIDC_PROVIDER.url())) somebody.send("form");
    return somebody;
  }

  @Test
  void somebody_new_signs_in_whose_address_only_user_info_names() {
    connect();
    initech.enable();

    var noor = signIn(initech.depart("noor@initech.example"), "noor@initech.example");
    initech.assertSignedIn(noor, "noor@initech.example", "Noor");

    var again = signIn(initech.depart("noor@initech.example"), "noor@initech.example");
    initech.assertSignedIn(again, "noor@initech.example", "Newcomer");
  }

  @Test
  void an_address_of_another_company_is_nobody_of_initech() {
    connect();
    initech.enable();

    var stran = signIn(initech.depart("noor@initech.example"), "stran@elsewhere.example");

    assertThat(stran.at().toString()).startsWith(initech.origin());
    assertThat(stran.open(initech.origin() + "/ui/").at().getPath()).startsWith("/login");
  }

  @Test
  void a_wrong_secret_is_refused_with_the_providers_words() {
    connect("another-secret");

    signIn(initech.test(), "noor@initech.example");

    assertThat(initech.result()).contains("invalid_client");
  }
}
