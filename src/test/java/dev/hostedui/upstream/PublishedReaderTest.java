package dev.hostedui.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.PublishedSettings.Unreadable;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.SamlSettings.Binding;
import dev.hostedui.identity.connection.SamlSettings.SignOn;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.testing.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What providers publish, read again for a connection that is live. */
class PublishedReaderTest {

  private static final HttpCaller CALLER = new HttpCaller(true);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
  private static final PublishedReader READER =
      new PublishedReader(new UpstreamDocuments(CALLER, true), CLOCK);

  @AfterAll
  static void close() {
    CALLER.close();
  }

  private static Peer saying(String type, String body) throws IOException {
    return new Peer(
        socket ->
            Peer.converse(
                socket,
                new AtomicReference<>(),
                "HTTP/1.1 200 OK\r\nContent-Type: "
                    + type
                    + "\r\nConnection: close\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length
                    + "\r\n\r\n"
                    + body));
  }

  private static String metadata(String name) throws IOException {
    try (var file = PublishedReaderTest.class.getResourceAsStream("/cases/saml-metadata/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SamlSettings at(Peer peer) {
    var blank = SamlSettings.BLANK;
    return new SamlSettings(
        peer.uri(),
        blank.entityId(),
        blank.signOn(),
        blank.logout(),
        blank.certificates(),
        SamlSettings.NameIdFormat.PERSISTENT,
        blank.signing(),
        false,
        true,
        false,
        blank.mapping());
  }

  @Test
  void what_the_metadata_says_takes_the_place_of_what_it_said_before() throws Exception {
    try (var peer = saying("application/samlmetadata+xml", metadata("keycloak.xml"))) {
      var published = (SamlSettings) READER.read(at(peer));
      assertThat(published.entityId()).endsWith("/realms/acmecorp");
      assertThat(published.certificates()).isNotEmpty();
      assertThat(published.metadataUrl()).isEqualTo(peer.uri());
      // what the customer has chosen stays
      assertThat(published.nameIdFormat()).isEqualTo(SamlSettings.NameIdFormat.PERSISTENT);
      assertThat(published.assertionsEncrypted()).isTrue();

      // nothing has changed: it is the same again
      assertThat(READER.read(published)).isEqualTo(published);
      // an address it also publishes is as good as the one that we would have taken
      var byPost = published.with(new SignOn(published.signOn().address(), Binding.HTTP_POST));
      assertThat(READER.read(byPost)).isEqualTo(byPost);
      // one that it does not publish any more is not
      var moved = published.with(new SignOn("https://old.example/sso", Binding.HTTP_POST));
      assertThat(((SamlSettings) READER.read(moved)).signOn()).isEqualTo(published.signOn());
      assertThat(((SamlSettings) READER.read(published.with(List.of()))).certificates())
          .isEqualTo(published.certificates());
    }
  }

  @Test
  void what_is_no_metadata_any_more_is_said_by_a_code() throws Exception {
    try (var page = saying("text/html", metadata("html-login-page-instead.xml"));
        var ours = saying("application/xml", metadata("sp-metadata-by-mistake.xml"));
        var json = saying("application/json", "{\"issuer\": \"x\"}")) {
      assertThat(reason(at(page))).startsWith("fetch_");
      assertThat(reason(at(ours))).startsWith("metadata_");
      var issuer = json.uri();
      var blank = OidcSettings.BLANK;
      assertThat(
              catchThrowableOfType(
                      Unreadable.class,
                      () ->
                          READER.read(
                              new OidcSettings(
                                  issuer,
                                  true,
                                  blank.endpoints(),
                                  "",
                                  blank.scopes(),
                                  blank.clientAuthentication(),
                                  true,
                                  false,
                                  false,
                                  blank.mapping())))
                  .code())
          .startsWith("discovery_");
      assertThat(Recognized.Refused.codes()).contains(reason(at(page)), reason(at(ours)));
    }
  }

  private static String reason(SamlSettings settings) {
    return catchThrowableOfType(Unreadable.class, () -> READER.read(settings)).code();
  }
}
