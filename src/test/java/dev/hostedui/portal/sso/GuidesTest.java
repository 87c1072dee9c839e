package dev.hostedui.portal.sso;

import static dev.hostedui.identity.connection.Protocol.OIDC;
import static dev.hostedui.identity.connection.Protocol.SAML;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.guide.GivenValues;
import dev.hostedui.guide.GuideText;
import dev.hostedui.guide.Guides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The guides of the identity providers. */
class GuidesTest {

  private static final Guides<Guide> GUIDES = Guide.ofProgram();
  private static final GivenValues VALUES =
      ConnectionValues.of("Coffeedesk", "https://id.example.com", "conn_123");

  static Stream<Guide> guides() {
    return GUIDES.all().stream();
  }

  private static String words(GuideText.Section section) {
    return Stream.concat(
            section.instructions().stream().map(GuideText.Instruction::words),
            section.notes().stream())
        .flatMap(List::stream)
        .map(GuideText.Piece::text)
        .collect(Collectors.joining());
  }

  @Test
  void eight_providers_can_be_chosen_in_this_order() {
    assertThat(GUIDES.all())
        .extracting(Guide::title)
        .containsExactly(
            "Okta",
            "OneLogin",
            "Google Workspace",
            "Entra ID (Azure AD)",
            "Ping Identity",
            "JumpCloud",
            "AD FS",
            "Custom Provider");
    assertThat(GUIDES.all())
        .extracting(Guide::provider)
        .containsExactly(
            "OKTA",
            "ONELOGIN",
            "GOOGLE",
            "MICROSOFT_AD",
            "PING_IDENTITY",
            "JUMPCLOUD",
            "ADFS",
            "CUSTOM");
  }

  @Test
  void all_speak_both_protocols_but_ad_fs() {
    assertThat(GUIDES.all())
        .allSatisfy(
            it ->
                assertThat(it.protocols())
                    .isEqualTo(it.provider().equals("ADFS") ? Set.of(SAML) : Set.of(SAML, OIDC)));
  }

  @ParameterizedTest
  @MethodSource("guides")
  void every_guide_gives_what_its_provider_needs_where_it_is_needed(Guide guide) {
    for (var protocol : guide.protocols()) {
      var manual = guide.manual(protocol);
      var first = manual.text().filled(Guide.SERVICE_PROVIDER, VALUES);
      if (protocol == SAML) {
        assertThat(first.names(ConnectionValues.ACS)).isTrue();
        assertThat(first.names(ConnectionValues.ENTITY_ID)).isTrue();
        assertThat(manual.ways()).isNotEmpty().contains(Guide.Way.MANUAL);
        assertThat(manual.label("address")).isNotBlank();
      } else {
        assertThat(first.names(ConnectionValues.REDIRECT_URI)).isTrue();
        assertThat(manual.example("issuer")).startsWith("https://");
      }
      assertThat(manual.columns()).hasSize(2).noneMatch(String::isBlank);
      assertThat(manual.attributes()).hasSize(4);
      for (var name : Guide.SECTIONS) {
        var section = manual.text().filled(name, VALUES);
        assertThat(section.instructions()).as(guide.title() + ": " + name).isNotEmpty();
        assertThat(words(section)).doesNotContain("{", "}", "**", "`").endsWith(".");
        assertThat(section.instructions())
            .flatExtracting(GuideText.Instruction::values)
            .allMatch(it -> !it.value().isBlank() && !it.label().isBlank());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OKTA,Single sign-on URL,Audience URI (SP Entity ID)",
    "ONELOGIN,ACS (Consumer) URL,Audience (EntityID)",
    "GOOGLE,ACS URL,Entity ID",
    "PING_IDENTITY,ACS URLs,Entity ID",
    "JUMPCLOUD,Default URL (ACS URL),SP Entity ID",
    "MICROSOFT_AD,Reply URL (Assertion Consumer Service URL),Identifier (Entity ID)",
    "ADFS,Relying party SAML 2.0 SSO service URL,Relying party trust identifier",
    "CUSTOM,Reply URL (Assertion Consumer Service URL),Identifier (Entity ID)",
  })
  void values_are_called_what_the_console_calls_them(String provider, String acs, String entityId) {
    var copied =
        GUIDES
            .orCustom(provider)
            .manual(SAML)
            .text()
            .filled(Guide.SERVICE_PROVIDER, VALUES)
            .instructions()
            .stream()
            .flatMap(it -> it.values().stream())
            .map(it -> it.label() + " = " + it.value())
            .toList();
    assertThat(copied)
        .contains(
            acs + " = https://id.example.com/sso/v1/saml/conn_123/callback",
            entityId + " = https://id.example.com/sso/v1/saml/conn_123");
  }

  @Test
  void onelogin_is_given_a_pattern_that_nothing_but_our_address_matches() {
    var pattern = VALUES.get(ConnectionValues.ACS_PATTERN);
    assertThat(VALUES.get(ConnectionValues.ACS)).matches(pattern);
    assertThat("https://idXexample.com/sso/v1/saml/conn_123/callback").doesNotMatch(pattern);
  }

  @Test
  void the_issuer_of_jumpcloud_ends_in_a_slash_and_other_regions_are_named() {
    var manual = GUIDES.orCustom("JUMPCLOUD").manual(OIDC);
    assertThat(manual.given("issuer")).isEqualTo("https://oauth.id.jumpcloud.com/");
    assertThat(words(manual.text().filled(Guide.IDENTITY_PROVIDER, VALUES)))
        .contains("https://oauth.id.eu.jumpcloud.com/", "https://oauth.id.in.jumpcloud.com/");
  }

  @Test
  void a_ninth_provider_is_one_more_folder(@TempDir Path folder) throws IOException {
    var ninth = Files.createDirectories(folder.resolve("ninth"));
    Files.writeString(
        ninth.resolve("guide.properties"),
        """
        provider=NINTH
        title=Ninth
        order=9
        monogram=9
        protocols=OIDC
        oidc.label.client_id=App number
        oidc.label.client_secret=App secret
        oidc.label.issuer=Home
        oidc.example.issuer=https://ninth.example
        oidc.columns=Claim,Meaning
        oidc.email=mail,Address
        oidc.first_name=given,First
        oidc.last_name=sur,Last
        oidc.user_id=sub,Number
        """);
    Files.writeString(
        ninth.resolve("oidc.txt"),
        """
        # service provider
        - Paste this for {app} into **Back**, not `/`.
        = redirect_uri | Back
        # attributes
        - Nothing.
        # identity provider
        - Copy them.
        # assign
        - Choose people.
        """);

    var guide = Guides.in(folder, Guide::of).of("NINTH").orElseThrow();

    assertThat(guide.manual(OIDC).label("client_id")).isEqualTo("App number");
    var step =
        guide.manual(OIDC).text().filled(Guide.SERVICE_PROVIDER, VALUES).instructions().get(0);
    assertThat(step.words())
        .containsExactly(
            new GuideText.Piece(GuideText.Style.PLAIN, "Paste this for Coffeedesk into "),
            new GuideText.Piece(GuideText.Style.STRONG, "Back"),
            new GuideText.Piece(GuideText.Style.PLAIN, ", not "),
            new GuideText.Piece(GuideText.Style.CODE, "/"),
            new GuideText.Piece(GuideText.Style.PLAIN, "."));
    assertThat(step.values())
        .containsExactly(
            new GuideText.Copied(
                "redirect_uri", "Back", "https://id.example.com/sso/v1/oidc/conn_123/callback"));
  }

  @Test
  void a_guide_that_is_not_complete_is_refused_by_name(@TempDir Path folder) throws IOException {
    var half = Files.createDirectories(folder.resolve("half"));
    Files.writeString(half.resolve("guide.properties"), "provider=HALF\ntitle=Half\n");

    assertThatThrownBy(() -> Guides.in(folder, Guide::of))
        .hasMessage("the guide half does not say [monogram, order, protocols]");
  }
}
