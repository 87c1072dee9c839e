package dev.hostedui.customer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.StoppedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class ZoneTest {

  private static final String VALUE =
      "initech-verify-dom_110000000000000077=3f0c9a52-8d1e-4b7a-9c53-2a6f1e0b7d44";

  private final StoppedClock clock = new StoppedClock(Instant.parse("2026-11-28T09:00:00Z"));
  private CustomerSide side;
  private SiteClient client;

  @BeforeEach
  void start() {
    side = start(null);
    client = new SiteClient(side.url());
  }

  private CustomerSide start(Path file) {
    var it = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, file), clock);
    assertThat(it.start()).isTrue();
    return it;
  }

  @AfterEach
  void stop() {
    side.close();
  }

  // ------------------------------------------------------------------ asking

  private Message ask(String name, int type) {
    return ask(name, type, "127.0.0.1", false, true);
  }

  private Message ask(String name, int type, String server, boolean tcp, boolean recursive) {
    try {
      var resolver = new SimpleResolver(InetAddress.getByName(server));
      resolver.setPort(side.dnsPort());
      resolver.setTCP(tcp);
      resolver.setTimeout(Duration.ofSeconds(3));
      var query =
          Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
      if (!recursive) query.getHeader().unsetFlag(Flags.RD);
      return resolver.send(query);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> texts(Message answer) {
    var texts = new ArrayList<String>();
    for (var record : answer.getSection(Section.ANSWER))
      if (record instanceof TXTRecord text)
        texts.add(
            text.getStringsAsByteArrays().stream()
                .map(it -> new String((byte[]) it, StandardCharsets.UTF_8))
                .collect(Collectors.joining("|")));
    return texts;
  }

  private void publish(String domain, String name, String mistake) {
    var answer =
        client.post(
            "/dns/" + domain + "/records",
            Map.of("name", name, "value", VALUE, "mistake", mistake));
    assertThat(answer.statusCode()).isEqualTo(303);
  }

  private static long serial(Message answer) {
    return ((SOARecord) answer.getSection(Section.ANSWER).get(0)).getSerial();
  }

  // ------------------------------------------------------------------ as it should be

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_is_published_is_answered_over_udp_and_tcp(boolean tcp) {
    publish("initech.example", "@", "NONE");
    publish("initech.example", "eu", "NONE");

    var answer = ask("InItEcH.example.", Type.TXT, "127.0.0.1", tcp, true);
    assertThat(texts(answer)).containsExactly(VALUE);
    assertThat(answer.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(500);
    assertThat(answer.getQuestion().getName().toString()).isEqualTo("InItEcH.example.");
    assertThat(texts(ask("eu.initech.example.", Type.TXT))).containsExactly(VALUE);
    assertThat(texts(ask("acmecorp.example.", Type.TXT))).isEmpty();
  }

  @Test
  void a_zone_names_itself_and_its_servers_which_answer_with_authority() {
    var before = serial(ask("initech.example.", Type.SOA));
    publish("initech.example", "@", "NONE");

    assertThat(before).isEqualTo(2026112800L);
    assertThat(serial(ask("initech.example.", Type.SOA))).isEqualTo(2026112801L);
    var servers = ask("initech.example.", Type.NS).getSection(Section.ANSWER);
    assertThat(servers)
        .extracting(Record::rdataToString)
        .containsExactly("ns1.initech.example.", "ns2.initech.example.");
    for (var server : servers) {
      var authoritative =
          ask("initech.example.", Type.TXT, address(server.rdataToString()), false, false);
      assertThat(authoritative.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(texts(authoritative)).containsExactly(VALUE);
    }
  }

  private String address(String nameServer) {
    for (var type : List.of(Type.A, Type.AAAA))
      for (var record : ask(nameServer, type).getSection(Section.ANSWER)) {
        if (record instanceof ARecord a) return a.getAddress().getHostAddress();
        if (record instanceof AAAARecord a) return a.getAddress().getHostAddress();
      }
    throw new AssertionError("no address of " + nameServer);
  }

  @Test
  void what_is_not_there_is_said_not_to_be_and_for_how_long_to_remember_it() {
    var nothing = ask("nobody.initech.example.", Type.TXT);
    assertThat(nothing.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(nothing.getSection(Section.AUTHORITY))
        .singleElement()
        .isInstanceOfSatisfying(SOARecord.class, it -> assertThat(it.getMinimum()).isEqualTo(600));
    var otherType = ask("initech.example.", Type.MX);
    assertThat(otherType.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(otherType.getSection(Section.ANSWER)).isEmpty();

    publish("initech.example", "a.b", "NONE");
    assertThat(ask("b.initech.example.", Type.TXT).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.com.", "example.", ".", "notinitech.example.", "evil-vendor.example."})
  void names_of_others_are_refused(String name) {
    assertThat(ask(name, Type.TXT).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void what_does_not_fit_into_a_packet_comes_over_tcp() {
    for (var i = 0; i < 40; i++) {
      assertThat(
              client
                  .post(
                      "/dns/initech.example/records",
                      Map.of("name", "@", "value", i + "x".repeat(400), "mistake", "NONE"))
                  .statusCode())
          .isEqualTo(303);
    }
    assertThat(texts(ask("initech.example.", Type.TXT))).hasSize(40);
  }

  // ------------------------------------------------------------------ the usual mistakes

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "DOUBLED_NAME;initech.example.initech.example.;{value}",
        "LITERAL_AT;\\@.initech.example.;{value}",
        "QUOTES;initech.example.;\"{value}\"",
        "WHOLE_ROW;initech.example.;initech.example. 500 IN TXT \"{value}\"",
        "PART;initech.example.;3f0c9a52-8d1e-4b7a-9c53-2a6f1e0b7d44",
        "OLD_TOKEN;initech.example.;initech-verify-dom_100000000000000001=11111111-2222-4333-8444-555555555555",
        "INVISIBLE;initech.example.;{value}\u00a0",
        "SPLIT;initech.example.;initech-verify-dom_110000000000000077|=3f0c9a52-8d1e-4b7a-9c53-2a6f1e0b7d44",
      })
  void a_mistake_publishes_what_people_publish_by_it(String mistake, String at, String text) {
    publish("initech.example", "@", mistake);

    assertThat(texts(ask(at, Type.TXT))).containsExactly(text.replace("{value}", VALUE));
    if (!at.equals("initech.example."))
      assertThat(texts(ask("initech.example.", Type.TXT))).isEmpty();
  }

  @Test
  void the_panel_adds_the_domain_to_what_has_no_final_dot() {
    publish("initech.example", "initech.example", "NONE");
    assertThat(texts(ask("initech.example.initech.example.", Type.TXT))).containsExactly(VALUE);
    publish("initech.example", "initech.example.", "NONE");
    assertThat(texts(ask("initech.example.", Type.TXT))).containsExactly(VALUE);
  }

  @Test
  void an_alias_leads_a_resolver_to_the_value_of_somebody_else() {
    publish("initech.example", "corp", "CNAME");

    var followed = ask("corp.initech.example.", Type.TXT);
    assertThat(followed.getSection(Section.ANSWER).get(0)).isInstanceOf(CNAMERecord.class);
    assertThat(texts(followed)).containsExactly(VALUE);
    assertThat(followed.getSection(Section.ANSWER).get(1).getName().toString())
        .isEqualTo("customers.vendor.example.");
    assertThat(texts(ask("corp.initech.example.", Type.TXT, "127.0.0.1", false, false))).isEmpty();
  }

  @Test
  void the_second_name_server_stays_behind_until_it_is_brought_up_to_date() {
    var second = address("ns2.initech.example.");
    publish("initech.example", "@", "SECONDARY");

    assertThat(texts(ask("initech.example.", Type.TXT, "127.0.0.1", false, false)))
        .containsExactly(VALUE);
    assertThat(texts(ask("initech.example.", Type.TXT, second, false, false))).isEmpty();
    assertThat(serial(ask("initech.example.", Type.SOA, second, false, false)))
        .isEqualTo(2026112800L);

    client.post("/dns/initech.example/secondary", Map.of());
    assertThat(texts(ask("initech.example.", Type.TXT, second, true, false)))
        .containsExactly(VALUE);
  }

  @Test
  void a_resolver_that_was_asked_too_early_remembers_that_nothing_is_there() {
    publish("initech.example", "@", "NEGATIVE_CACHE");

    clock.advance(Duration.ofSeconds(200));
    var remembered = ask("initech.example.", Type.TXT);
    assertThat(texts(remembered)).isEmpty();
    assertThat(remembered.getSection(Section.AUTHORITY).get(0).getTTL()).isEqualTo(400);
    assertThat(texts(ask("initech.example.", Type.TXT, "127.0.0.1", false, false)))
        .containsExactly(VALUE);

    clock.advance(Duration.ofSeconds(400));
    assertThat(texts(ask("initech.example.", Type.TXT))).containsExactly(VALUE);
  }

  // ------------------------------------------------------------------ the page

  @Test
  void the_page_says_what_the_portal_should_answer_and_shows_what_no_screen_shows() {
    publish("initech.example", "@", "INVISIBLE");

    var page = Jsoup.parse(client.get("/dns/initech.example").body());
    assertThat(page.select(".notice").text()).contains("The portal should say: Verified");
    assertThat(page.select("td code").eachText()).contains('"' + VALUE + "\\u{00A0}\"");
    assertThat(Jsoup.parse(client.get("/dns/initech.example").body()).select(".notice")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"evil.example.,v", "a b,v", "'',''", ".,v", "a..b,v"})
  void what_cannot_be_published_comes_back_as_typed(String name, String value) {
    var answer =
        client.post(
            "/dns/initech.example/records",
            Map.of("name", name, "value", value, "mistake", "QUOTES"));

    assertThat(answer.statusCode()).isEqualTo(422);
    var page = Jsoup.parse(answer.body());
    assertThat(page.select("[role=alert]").text()).isNotEmpty();
    assertThat(page.select("#name").attr("value")).isEqualTo(name);
    assertThat(page.select("option[selected]").attr("value")).isEqualTo("QUOTES");
  }

  @Test
  void a_record_is_removed() {
    publish("initech.example", "@", "NONE");
    client.post("/dns/initech.example/records/0/remove", Map.of());
    client.post("/dns/initech.example/records/7/remove", Map.of());

    assertThat(texts(ask("initech.example.", Type.TXT))).isEmpty();
  }

  @Test
  void domains_that_are_not_ours_and_other_sites_get_nowhere() {
    assertThat(client.get("/dns/globex.example").statusCode()).isEqualTo(404);
    assertThat(client.get("/nowhere").statusCode()).isEqualTo(404);
    var foreign =
        client.post(
            "/dns/initech.example/records",
            Map.of("name", "@", "value", VALUE),
            "Sec-Fetch-Site",
            "cross-site");
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(texts(ask("initech.example.", Type.TXT))).isEmpty();
  }

  @Test
  void what_was_published_outlasts_a_restart(@TempDir Path folder) {
    side.close();
    var file = folder.resolve("data").resolve("customer.json");
    side = start(file);
    client = new SiteClient(side.url());
    publish("initech.example", "@", "SECONDARY");
    side.close();

    side = start(file);
    assertThat(texts(ask("initech.example.", Type.TXT))).containsExactly(VALUE);
    assertThat(
            texts(ask("initech.example.", Type.TXT, address("ns2.initech.example."), false, false)))
        .isEmpty();
  }

  @Test
  void a_taken_port_stops_only_what_needs_it() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var setup = new CustomerSide.Setup("127.0.0.1", 0, taken.getLocalPort(), null);
      try (var other = new CustomerSide(setup, clock)) {
        assertThat(other.start()).isTrue();
        assertThat(other.dnsPort()).isZero();
        var page = new SiteClient(other.url()).get("/dns/initech.example").body();
        assertThat(page).contains("The name server is not running");
      }
      var pages = new CustomerSide.Setup("127.0.0.1", taken.getLocalPort(), 0, null);
      try (var other = new CustomerSide(pages, clock)) {
        assertThat(other.start()).isFalse();
      }
    }
  }
}
