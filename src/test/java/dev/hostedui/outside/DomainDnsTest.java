package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.DnsAnswer;
import dev.hostedui.identity.emaildomain.DnsAnswer.Outcome;
import dev.hostedui.identity.emaildomain.DnsAnswer.Role;
import dev.hostedui.identity.emaildomain.DnsLook;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.Finding;
import dev.hostedui.identity.emaildomain.Finding.Code;
import dev.hostedui.testing.NameServer;
import dev.hostedui.testing.Ports;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What a name server may do that is slow, wrong, or means harm. */
class DomainDnsTest {

  private static final NameServer dns = new NameServer();
  private static final String VALUE = "acmecorp-verify-dom_1=3f0c9a52-8d1e-4b7a-9c53-2a6f1e0b7d44";
  private static final Challenge CHALLENGE =
      new Challenge(new DomainName("acmecorp.example"), "_domain-verification", VALUE);
  private static final Duration SHORT = Duration.ofMillis(300);

  @AfterAll
  static void close() {
    dns.close();
  }

  @BeforeEach
  void reset() {
    dns.reset();
    zone();
  }

  private static NameServer.Zone zone() {
    return dns.zone("acmecorp.example");
  }

  private static DnsLook look(Predicate<InetAddress> mayAsk, Duration timeout) {
    var lookup =
        new DomainDns(
            new NameServers(List.of(dns.address()), timeout), mayAsk, Duration.ofSeconds(3));
    return DnsLook.of(CHALLENGE, lookup.ask(CHALLENGE).join(), Instant.EPOCH);
  }

  private static DnsLook look() {
    return look(address -> true, Duration.ofSeconds(2));
  }

  private static List<Code> codes(DnsLook look) {
    return look.findings().stream().map(Finding::code).toList();
  }

  /** Changes what is answered to questions for texts at the domain itself. */
  private static void instead(UnaryOperator<Message> change) {
    dns.instead(
        answer ->
            answer.getQuestion().getType() == Type.TXT
                    && answer.getQuestion().getName().toString(true).equals("acmecorp.example")
                ? change.apply(answer)
                : answer);
  }

  // ------------------------------------------------------------------ much

  @Test
  void a_value_among_hundreds_is_found_over_tcp_up_to_a_limit() {
    for (var i = 0; i < 60; i++) zone().text("@", "other-" + i + "-" + "x".repeat(200));
    zone().text("@", VALUE);
    assertThat(look().proven()).isTrue();

    zone().clear();
    for (var i = 0; i < 300; i++) zone().text("@", "other-" + i);
    var look = look();
    assertThat(look.proven()).isFalse();
    assertThat(look.findings().get(0)).isEqualTo(new Finding(Code.OTHERS_ONLY, List.of("100")));
    assertThat(look.answers().toString()).hasSizeLessThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\u00a0", "\"", "x", "\u202e"})
  @Timeout(60) // seconds; what grows with the square of it takes longer
  void a_text_of_sixty_kilobytes_is_looked_at_in_no_time(String filling) {
    var bytes = (VALUE + filling.repeat(2_000)).getBytes(StandardCharsets.UTF_8);
    var strings = new ByteArrayOutputStream();
    for (var at = 0; at < bytes.length; at += 255) {
      var length = Math.min(255, bytes.length - at);
      strings.write(length);
      strings.write(bytes, at, length);
    }
    instead(
        answer -> {
          answer.removeAllRecords(Section.ANSWER);
          for (var i = 0; i < 10; i++)
            answer.addRecord(
                Record.newRecord(
                    answer.getQuestion().getName(), Type.TXT, DClass.IN, i, strings.toByteArray()),
                Section.ANSWER);
          return answer;
        });
    assertThat(look().proven()).isFalse();
  }

  @Test
  void bytes_that_are_no_text_are_shown_as_what_they_are() {
    zone().add("@", Type.TXT, 60, "\"\\000\\255\\254" + VALUE + "\\007\"");
    var look = look();
    assertThat(look.proven()).isFalse();
    assertThat(look.answers().get(0).texts().get(0))
        .startsWith("[U+0000]\ufffd\ufffd")
        .endsWith("[U+0007]");
  }

  // ------------------------------------------------------------------ aliases

  @Test
  void aliases_without_end_prove_nothing() throws Exception {
    for (var i = 0; i < 40; i++)
      zone().add("a" + i, Type.CNAME, 60, "a" + (i + 1) + ".acmecorp.example.");
    zone().add("@", Type.CNAME, 60, "a0.acmecorp.example.");
    assertThat(codes(look())).startsWith(Code.ALIAS);
    dns.zone("acmecorp.example").clear().add("@", Type.CNAME, 60, "acmecorp.example.");
    assertThat(look().proven()).isFalse();
    // a chain with the value at its end, and one that says it is the domain's own
    instead(
        answer -> {
          for (var i = 0; i < 200; i++)
            answer.addRecord(
                new CNAMERecord(
                    NameServer.name("c" + i + ".example"),
                    DClass.IN,
                    60,
                    NameServer.name("c" + (i + 1) + ".example")),
                Section.ANSWER);
          answer.addRecord(
              new TXTRecord(NameServer.name("c200.example"), DClass.IN, 60, VALUE), Section.ANSWER);
          return answer;
        });
    assertThat(look().proven()).isFalse();
  }

  @Test
  void texts_of_another_name_count_for_nothing() {
    instead(
        answer -> {
          for (var other : List.of("evil.example", "www.acmecorp.example", "example"))
            answer.addRecord(
                new TXTRecord(NameServer.name(other), DClass.IN, 60, VALUE), Section.ANSWER);
          answer.addRecord(
              new TXTRecord(NameServer.name("acmecorp.example"), DClass.IN, 60, VALUE),
              Section.ADDITIONAL);
          answer.addRecord(
              new TXTRecord(NameServer.name("acmecorp.example"), DClass.IN, 60, VALUE),
              Section.AUTHORITY);
          return answer;
        });
    assertThat(look().proven()).isFalse();
  }

  // ------------------------------------------------------------------ wrong answers

  @Test
  void an_answer_to_another_question_is_none() {
    zone().text("@", VALUE);
    dns.instead(
        answer -> {
          var other = new Message(answer.getHeader().getID());
          other.getHeader().setFlag(Flags.QR);
          other.getHeader().setFlag(Flags.AA);
          var name = NameServer.name("evil.example");
          other.addRecord(Record.newRecord(name, Type.TXT, DClass.IN), Section.QUESTION);
          other.addRecord(new TXTRecord(name, DClass.IN, 60, VALUE), Section.ANSWER);
          return other;
        });
    var look = look();
    assertThat(look.proven()).isFalse();
    assertThat(look.conclusive()).isFalse();
    assertThat(codes(look)).containsExactly(Code.RESOLVER_FAILED);
  }

  @Test
  void an_answer_with_another_number_is_none() {
    zone().text("@", VALUE);
    dns.instead(
        answer -> {
          var other = answer.clone();
          other.getHeader().setID((answer.getHeader().getID() + 1) & 0xffff);
          return other;
        });
    assertThat(look(address -> true, SHORT).proven()).isFalse();
  }

  @Test
  void who_has_no_authority_over_the_zone_is_not_believed() {
    dns.instead(
        answer -> {
          if (answer.getHeader().getFlag(Flags.AA) && answer.getQuestion().getType() == Type.TXT) {
            answer.getHeader().unsetFlag(Flags.AA);
            answer.addRecord(
                new TXTRecord(answer.getQuestion().getName(), DClass.IN, 60, VALUE),
                Section.ANSWER);
          }
          return answer;
        });
    var look = look();
    assertThat(look.proven()).isFalse();
    assertThat(codes(look)).contains(Code.SERVERS_SILENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP})
  void a_refusal_is_no_statement_that_nothing_is_there(int code) {
    dns.instead(
        answer -> {
          answer.getHeader().setRcode(code);
          return answer;
        });
    var look = look();
    assertThat(look.conclusive()).isFalse();
    assertThat(codes(look)).startsWith(Code.RESOLVER_FAILED).doesNotContain(Code.NOTHING);
  }

  @Test
  void silence_ends_in_time_and_says_nothing() {
    dns.instead(answer -> null);
    var look = look(address -> true, SHORT);
    assertThat(look.proven()).isFalse();
    assertThat(look.conclusive()).isFalse();
    assertThat(codes(look)).containsExactly(Code.RESOLVER_FAILED);
  }

  @Test
  void a_name_server_that_does_not_answer_is_named_and_counts_as_not_having_it() {
    zone().servedAt("127.0.0.1", "127.0.0.9");
    var look = look(address -> true, SHORT);
    assertThat(look.conclusive()).isTrue();
    assertThat(look.findings())
        .contains(new Finding(Code.SERVERS_SILENT, List.of("ns2.acmecorp.example")));
  }

  @Test
  void one_of_many_name_servers_proves_nothing_unless_it_is_the_primary() {
    // the primary and two others have nothing; one stranger's has
    var answers =
        List.of(
            answer(Role.RESOLVER, "", Outcome.NO_DATA),
            answer(Role.PRIMARY, "ns1", Outcome.NO_DATA),
            answer(Role.SECONDARY, "ns2", Outcome.SILENT),
            answer(Role.SECONDARY, "ns3", Outcome.SILENT),
            answer(Role.SECONDARY, "ns4", Outcome.FOUND));
    var look = DnsLook.of(CHALLENGE, answers, Instant.EPOCH);
    assertThat(look.proven()).isFalse();
    assertThat(look.findings()).contains(new Finding(Code.TOO_FEW_SERVERS, List.of("1", "4")));
    assertThat(
            DnsLook.of(
                    CHALLENGE,
                    List.of(
                        answer(Role.RESOLVER, "", Outcome.NO_DATA),
                        answer(Role.PRIMARY, "ns1", Outcome.FOUND),
                        answer(Role.SECONDARY, "ns2", Outcome.NO_DATA)),
                    Instant.EPOCH)
                .proven())
        .isTrue();
  }

  private static DnsAnswer answer(Role role, String server, Outcome outcome) {
    return new DnsAnswer(
        role,
        server,
        "acmecorp.example",
        outcome,
        outcome == Outcome.FOUND ? List.of(VALUE) : List.of(),
        null,
        List.of(),
        null,
        null);
  }

  // ------------------------------------------------------------------ addresses that others chose

  @Test
  void name_servers_at_private_addresses_are_not_asked() throws Exception {
    zone().text("@", "other");
    zone()
        .servedAt(
            "127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0");
    var asked = new CopyOnWriteArrayList<InetAddress>();
    var look =
        look(
            address -> {
              var open = PublicAddresses.isPublic(address);
              if (open) asked.add(address);
              return open;
            },
            SHORT);
    assertThat(asked).isEmpty();
    assertThat(look.findings().get(1).code()).isEqualTo(Code.SERVERS_NOT_PUBLIC);
    assertThat(dns.questions()).allMatch(it -> it.getHeader().getFlag(Flags.RD));
  }

  @Test
  void few_name_servers_are_asked_and_each_address_once() {
    var many = new String[30];
    for (var i = 0; i < many.length; i++) many[i] = i % 2 == 0 ? "127.0.0.1" : "127.0.0.2";
    zone().servedAt(many);
    look();
    var direct = dns.questions().stream().filter(it -> !it.getHeader().getFlag(Flags.RD)).count();
    assertThat(direct).as("three questions to each of two addresses").isLessThanOrEqualTo(6);
    assertThat(dns.questions()).hasSizeLessThan(40);
  }

  @Test
  void the_resolver_that_the_operator_names_may_be_private() {
    zone().text("@", VALUE);
    assertThat(look(PublicAddresses::isPublic, Duration.ofSeconds(2)).proven()).isTrue();
  }

  @Test
  void a_resolver_that_is_not_there_is_said_to_be_of_no_use() {
    var lookup =
        new DomainDns(
            new NameServers(List.of("127.0.0.1:" + Ports.free()), SHORT),
            address -> true,
            Duration.ofSeconds(2));
    var look = DnsLook.of(CHALLENGE, lookup.ask(CHALLENGE).join(), Instant.EPOCH);
    assertThat(codes(look)).containsExactly(Code.RESOLVER_FAILED);
    var unknown =
        new DomainDns(
            new NameServers(List.of("no-such-host.invalid:53"), SHORT),
            address -> true,
            Duration.ofSeconds(2));
    assertThat(DnsLook.of(CHALLENGE, unknown.ask(CHALLENGE).join(), Instant.EPOCH).conclusive())
        .isFalse();
  }

  @Test
  void a_domain_as_long_as_can_be_is_asked_about() throws Exception {
    var name = ("a".repeat(62) + ".").repeat(3) + "b".repeat(56) + ".example";
    assertThat(Name.fromString(name + ".")).isNotNull();
    var challenge = new Challenge(new DomainName(name), "_domain-verification", VALUE);
    var lookup = new DomainDns(new NameServers(List.of(dns.address()), SHORT), it -> true, SHORT);
    assertThat(lookup.ask(challenge).join()).isNotEmpty();
  }
}
