package dev.hostedui.portal.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.guide.GivenValues;
import dev.hostedui.guide.GuideText;
import dev.hostedui.guide.Guides;
import dev.hostedui.identity.directory.DirectoryType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The guides of the directories. */
class GuidesTest {

  private static final Guides<Guide> GUIDES = Guide.ofProgram();

  static Stream<Guide> guides() {
    return GUIDES.all().stream();
  }

  private static GivenValues values(Guide guide) {
    return DirectoryValues.of("Coffeedesk", "https://id.example.com", "dir_123", guide);
  }

  private static String words(Guide guide) {
    return Guide.sections(guide.type()).stream()
        .map(it -> guide.text().filled(it, values(guide)))
        .flatMap(
            it ->
                Stream.concat(
                    it.instructions().stream().map(GuideText.Instruction::words),
                    it.notes().stream()))
        .map(it -> it.stream().map(GuideText.Piece::text).collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void seven_directories_can_be_guided_through_in_this_order() {
    assertThat(GUIDES.all())
        .extracting(Guide::title)
        .containsExactly(
            "Okta",
            "OneLogin",
            "Google Workspace",
            "Entra ID (Azure AD)",
            "JumpCloud",
            "Ping Identity",
            "Custom Provider");
    assertThat(GUIDES.all())
        .extracting(Guide::provider)
        .containsExactly(
            "OKTA", "ONELOGIN", "GOOGLE", "MICROSOFT_AD", "JUMPCLOUD", "PING_IDENTITY", "CUSTOM");
  }

  @Test
  void all_call_us_but_google_which_wants_to_be_asked() {
    assertThat(GUIDES.all())
        .filteredOn(it -> it.type() == DirectoryType.POLL)
        .extracting(Guide::provider)
        .containsExactly("GOOGLE");
  }

  @ParameterizedTest
  @MethodSource("guides")
  void every_guide_says_what_is_to_be_done_in_every_step(Guide guide) {
    for (var name : Guide.sections(guide.type())) {
      var section = guide.text().filled(name, values(guide));
      assertThat(section.instructions()).as(name).isNotEmpty();
    }
    assertThat(words(guide).lines()).allSatisfy(it -> assertThat(it).endsWith("."));
    assertThat(words(guide)).doesNotContain("{", "}", "**", "`");
    assertThat(guide.place()).isNotBlank();
    assertThat(guide.groupLabel()).startsWith("Group name in ");
  }

  @ParameterizedTest
  @CsvSource({
    "OKTA,SCIM 2.0 Base Url,OAuth Bearer Token,Push Groups",
    "ONELOGIN,SCIM Base URL,SCIM Bearer Token,Require admin approval",
    "MICROSOFT_AD,Tenant URL,Secret token,Provision on demand",
    "JUMPCLOUD,Base URL,Token Key,Activate",
    "PING_IDENTITY,SCIM Base URL,OAuth Access Token,User Filter",
  })
  void things_are_called_what_the_console_calls_them(
      String provider, String endpoint, String token, String easilyForgotten) {
    var guide = GUIDES.orCustom(provider);
    assertThat(guide.endpointLabel()).isEqualTo(endpoint);
    assertThat(guide.tokenLabel()).isEqualTo(token);
    assertThat(guide.endpointTitle())
        .isEqualTo("Endpoint URL (" + endpoint + " in " + guide.place() + ")");
    assertThat(words(guide)).contains(endpoint, token, easilyForgotten);
  }

  @Test
  void entra_is_given_the_address_that_makes_it_keep_to_the_standard() {
    assertThat(values(GUIDES.orCustom("MICROSOFT_AD")).get(DirectoryValues.ENDPOINT))
        .isEqualTo("https://id.example.com/directory/dir_123/scim/v2?aadOptscim062020");
    assertThat(values(GUIDES.orCustom("OKTA")).get(DirectoryValues.ENDPOINT))
        .isEqualTo("https://id.example.com/directory/dir_123/scim/v2");
  }

  @Test
  void a_provider_without_a_guide_is_shown_as_ones_own() {
    assertThat(GUIDES.orCustom("AUTH0").title()).isEqualTo("Custom Provider");
    assertThat(GUIDES.orCustom("AUTH0").endpointTitle()).isEqualTo("Endpoint URL");
  }

  @Test
  void an_eighth_directory_is_one_more_folder(@TempDir Path folder) throws IOException {
    var eighth = Files.createDirectories(folder.resolve("eighth"));
    Files.writeString(
        eighth.resolve("guide.properties"),
        """
        provider=EIGHTH
        title=Eighth
        order=8
        monogram=8
        type=SCIM
        place=Eighth
        label.endpoint=Home
        label.token=Key
        label.group=Group name in Eighth
        """);
    Files.writeString(
        eighth.resolve("guide.txt"),
        """
        # details
        - Paste `{endpoint}` for {app} into **Home**.
        # assign
        - Choose people.
        # wait
        - At once.
        # roles
        - Choose groups.
        """);

    var guide = Guides.in(folder, Guide::of).of("EIGHTH").orElseThrow();

    assertThat(guide.tokenTitle()).isEqualTo("Bearer token (Key in Eighth)");
    assertThat(words(guide))
        .startsWith(
            "Paste https://id.example.com/directory/dir_123/scim/v2 for Coffeedesk into Home.");
  }

  @Test
  void a_guide_that_is_not_complete_is_refused_by_name(@TempDir Path folder) throws IOException {
    var half = Files.createDirectories(folder.resolve("half"));
    Files.writeString(
        half.resolve("guide.properties"),
        "provider=HALF\ntitle=Half\norder=1\nmonogram=H\ntype=SCIM\nplace=Half\n"
            + "label.group=Group\n");

    assertThatThrownBy(() -> Guides.in(folder, Guide::of))
        .hasMessage("the guide half does not say [label.endpoint, label.token]");
    assertThat(List.of(DirectoryType.values()))
        .allSatisfy(it -> assertThat(Guide.sections(it)).hasSize(4));
  }
}
