package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.DnsLook;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.Finding.Code;
import dev.hostedui.testing.NameServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Type;

/**
 * Zones as customers have them, served by a real name server: what is proven by them, and what is
 * said. Each file of {@code cases/dns} says where it was seen.
 */
class DnsCasesTest {

  private static final Path CASES = Path.of("src/test/resources/cases/dns");
  private static final String KEY = "_domain-verification";
  private static final NameServer dns = new NameServer();

  private final DomainDns asked =
      new DomainDns(
          new NameServers(List.of(dns.address()), Duration.ofSeconds(2)),
          address -> true,
          Duration.ofSeconds(8));

  @AfterAll
  static void close() {
    dns.close();
  }

  @BeforeEach
  void reset() {
    dns.reset();
  }

  /** What each case comes to: the state of its file, and the finding that stands for its words. */
  private static final Map<String, List<String>> EXPECTED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("01-found-among-many-txt", List.of()),
              Map.entry(
                  "02-doubled-name", List.of("DOUBLED_NAME acmecorp.example.acmecorp.example")),
              Map.entry("03-quotes-pasted", List.of("QUOTES_AROUND")),
              Map.entry("04-literal-at-label", List.of("LITERAL_AT @.acmecorp.example")),
              Map.entry(
                  "05-cname-in-the-way",
                  List.of("ALIAS corp.acmecorp.example customers.vendor.example value")),
              Map.entry("06-split-strings", List.of()),
              Map.entry("07-negative-cache", List.of("REMEMBERED 85260")),
              Map.entry(
                  "08-secondary-out-of-date",
                  List.of(
                      "SERVER_BEHIND ns2.acmecorp.example 2026112701 ns1.acmecorp.example"
                          + " 2026112801")),
              Map.entry("09-invisible-characters", List.of("INVISIBLE_AROUND U+00A0")),
              Map.entry("10-idn-and-case", List.of()),
              Map.entry("11-partial-value", List.of("BEGINNING_MISSING acmecorp-verify-dom_7Kq2=")),
              Map.entry("12-old-token", List.of("OLD_VALUE dom_5Abc"))));

  static Stream<String> cases() {
    return EXPECTED.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_case_is_proven_or_explained(String name) {
    var text = text(CASES.resolve(name + ".txt"));
    var domain = DomainName.parse("domain", section(text, "domain to verify"));
    var zone = dns.zone(domain.registered().value());
    publish(zone, text);
    remember(name, zone);

    var look = look(domain, value(text));

    assertThat(look.proven())
        .as(look.toString())
        .isEqualTo(section(text, "expected state").contains("VERIFIED"));
    assertThat(look.conclusive()).isTrue();
    assertThat(look.findings().stream().map(it -> it.code() + words(it.arguments())))
        .isEqualTo(EXPECTED.get(name));
  }

  @Test
  void there_is_no_case_that_nobody_looks_at() {
    try (var files = Files.list(CASES)) {
      assertThat(files.map(it -> it.getFileName().toString().replace(".txt", "")))
          .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_value_also_counts_at_the_key() {
    dns.zone("acmecorp.example").text(KEY, "the-value");
    assertThat(look(DomainName.parse("domain", "acmecorp.example"), "the-value").proven()).isTrue();
  }

  @Test
  void beside_an_alias_the_value_counts_at_the_key() {
    dns.zone("acmecorp.example")
        .add("corp", Type.CNAME, 300, "elsewhere.example.")
        .text(KEY + ".corp", "the-value");
    assertThat(look(DomainName.parse("domain", "corp.acmecorp.example"), "the-value").proven())
        .isTrue();
  }

  @Test
  void what_is_at_the_key_by_an_alias_is_somebody_elses() {
    dns.zone("acmecorp.example").add(KEY, Type.CNAME, 300, "stranger.example.");
    dns.zone("stranger.example").text("@", "the-value");
    var look = look(DomainName.parse("domain", "acmecorp.example"), "the-value");
    assertThat(look.proven()).isFalse();
    assertThat(look.findings().get(0).code()).isEqualTo(Code.ALIAS);
  }

  @Test
  void the_record_of_a_sub_domain_is_found_where_a_panel_puts_it() {
    var corp = DomainName.parse("domain", "corp.acmecorp.example");
    dns.zone("acmecorp.example").text("@", "the-value");
    assertThat(look(corp, "the-value").findings().toString()).contains("AT_PARENT");
    dns.zone("acmecorp.example").clear().text("corp.acmecorp.example", "the-value");
    assertThat(look(corp, "the-value").findings().toString())
        .contains("DOUBLED_NAME", "corp.acmecorp.example.acmecorp.example");
    dns.zone("acmecorp.example").clear().text("corp", "the-value");
    assertThat(look(corp, "the-value").proven()).isTrue();
    // what counts for a sub-domain counts for nothing above it
    assertThat(look(DomainName.parse("domain", "acmecorp.example"), "the-value").proven())
        .isFalse();
  }

  private DnsLook look(DomainName domain, String value) {
    var challenge = new Challenge(domain, KEY, value);
    return DnsLook.of(challenge, asked.ask(challenge).join(), Instant.EPOCH);
  }

  // ------------------------------------------------------------------ reading a case

  private static void publish(NameServer.Zone zone, String text) {
    var line = Pattern.compile("(?:ns1: )?(\\S+) (\\d+ )?IN (TXT|CNAME|MX) (.*?)(?:\\s+;.*)?");
    section(text, "zone at the authoritative servers")
        .lines()
        .map(line::matcher)
        .filter(it -> it.matches())
        .forEach(
            it ->
                zone.add(
                    it.group(1),
                    Type.value(it.group(3)),
                    Long.parseLong(it.group(2).strip()),
                    it.group(4)));
  }

  /** What the resolver of a case says otherwise than the name servers. */
  private static void remember(String name, NameServer.Zone zone) {
    switch (name) {
      case "05-cname-in-the-way" -> dns.zone("vendor.example").text("customers", VALUE_OF_ALL);
      case "07-negative-cache" -> {
        dns.remembersNothingAt("acmecorp.example", 86_400 - 1_140);
        dns.remembersNothingAt(KEY + ".acmecorp.example", 86_400 - 1_140);
      }
      case "08-secondary-out-of-date" -> {
        var published = zone.clear().stopSecondary(2026112701L);
        published.text("@", VALUE_OF_ALL);
      }
      default -> {}
    }
  }

  private static final String VALUE_OF_ALL =
      "acmecorp-verify-dom_7Kq2=3f0c9a52-8d1e-4b7a-9c53-2a6f1e0b7d44";

  private static String value(String text) {
    var value = text.replaceFirst("(?s).*# expected value: (\\S+).*", "$1");
    assertThat(value).isEqualTo(VALUE_OF_ALL);
    return value;
  }

  private static String section(String text, String title) {
    var begin = text.indexOf("[" + title);
    var from = text.indexOf("]\n", begin) + 2;
    var to = text.indexOf("\n[", from);
    return text.substring(from, to < 0 ? text.length() : to).strip();
  }

  private static String words(List<String> arguments) {
    return arguments.stream().map(it -> " " + it).reduce("", String::concat);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
