package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.hostedui.mail.Posting;
import dev.hostedui.testing.Form;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTransportTest {

  private static final String SENDER = "hello@coffeedesk.example";
  private static final String TO = "ada@acmecorp.example";

  private GreenMail server;

  private int start(String protocol, String address) {
    server = new GreenMail(new ServerSetup(0, address, protocol));
    server.start();
    return protocol.equals("smtps") ? server.getSmtps().getPort() : server.getSmtp().getPort();
  }

  @AfterEach
  void stop() {
    if (server != null) server.stop();
  }

  private static SmtpTransport to(String url) {
    return new SmtpTransport(URI.create(url), "login.example.com");
  }

  private MimeMessage received() {
    assertThat(server.getReceivedMessages()).hasSize(1);
    return server.getReceivedMessages()[0];
  }

  // ------------------------------------------------------------------ what arrives

  @Test
  void a_mail_arrives_as_text_and_html_with_its_letters_intact()
      throws MessagingException, IOException {
    var port = start("smtp", "127.0.0.1");

    Posting.send(
        to("smtp://localhost:" + port),
        "Grüße ☕ 😀 – " + "a long subject ".repeat(10).strip(),
        "Schöne Grüße ☕\n.\nafter a lone dot\n" + "x".repeat(2_000),
        "<p>Schöne Grüße ☕</p>",
        TO);

    var message = received();
    assertThat(message.getSubject())
        .isEqualTo("Grüße ☕ 😀 – " + "a long subject ".repeat(10).strip());
    assertThat(message.getFrom()[0].toString()).isEqualTo("Coffeedesk <hello@coffeedesk.example>");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getHeader("Message-ID")).hasSize(1);
    assertThat(message.getContentType()).startsWith("multipart/alternative");
    var parts = (MimeMultipart) message.getContent();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat(parts.getBodyPart(0).getContentType())
        .isEqualToIgnoringCase("text/plain; charset=utf-8");
    assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n").strip())
        .isEqualTo("Schöne Grüße ☕\n.\nafter a lone dot\n" + "x".repeat(2_000));
    assertThat(parts.getBodyPart(1).getContentType())
        .isEqualToIgnoringCase("text/html; charset=utf-8");
    assertThat(parts.getBodyPart(1).getContent().toString().strip())
        .isEqualTo("<p>Schöne Grüße ☕</p>");
  }

  @Test
  void a_line_break_in_a_subject_begins_no_header() throws MessagingException {
    var port = start("smtp", "127.0.0.1");

    Posting.send(
        to("smtp://localhost:" + port),
        "Join Acme\r\nBcc: victim@example.com\r\n\r\n<b>body</b>\n\tx\u0000y",
        "text",
        "<p>html</p>",
        TO);

    var message = received();
    assertThat(message.getSubject()).isEqualTo("Join Acme Bcc: victim@example.com <b>body</b> x y");
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(message.getAllRecipients()).hasSize(1);
    assertThat(
            Collections.list(message.getAllHeaders()).stream()
                .map(header -> header.getName().toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates();
  }

  @Test
  void an_address_that_would_be_two_is_sent_to_nobody() {
    var port = start("smtp", "127.0.0.1");
    var transport = to("smtp://localhost:" + port);
    for (var address :
        new String[] {
          "a@x.example, b@x.example", "a@x.example\r\nBcc: b@x.example", "", "nobody"
        }) {
      assertThatThrownBy(() -> Posting.send(transport, "s", "t", "h", address))
          .as(address)
          .isInstanceOf(MessagingException.class);
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  // ------------------------------------------------------------------ what is said

  /** Speaks just enough SMTP, with the replies it is given for some commands. */
  private static final class Dialogue implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Dialogue(Map<String, String> replies) throws IOException {
      socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      var thread =
          new Thread(
              () -> {
                while (!socket.isClosed()) {
                  try (var peer = socket.accept()) {
                    speak(peer, replies);
                  } catch (IOException e) {
                    // the test is over
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    private void speak(Socket peer, Map<String, String> replies) throws IOException {
      peer.getOutputStream().write("220 mx.example\r\n".getBytes(StandardCharsets.US_ASCII));
      listen(peer, replies);
    }

    private void listen(Socket peer, Map<String, String> replies) throws IOException {
      var in =
          new BufferedReader(
              new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
      var out = peer.getOutputStream();
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        heard.add(line);
        var command = line.split("[ :]", 2)[0];
        if (command.equals(replies.get("hang up before"))) return;
        var reply = replies.getOrDefault(line, replies.getOrDefault(command, "250 ok"));
        out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        if (command.equals("QUIT") || command.equals(replies.get("hang up after"))) return;
        if (command.equals("DATA") && replies.getOrDefault(command, "").startsWith("354")) {
          while (!".".equals(line)) line = in.readLine();
          var taken = replies.getOrDefault(".", "250 taken") + "\r\n";
          out.write(taken.getBytes(StandardCharsets.US_ASCII));
          if (".".equals(replies.get("hang up after"))) return;
        }
        if (command.equals("STARTTLS")) {
          var sockets = TlsServer.context("other").getSocketFactory();
          var secured = (SSLSocket) sockets.createSocket(peer, null, 0, true);
          secured.setUseClientMode(false);
          listen(secured, replies);
          return;
        }
      }
    }

    SmtpTransport transport() {
      return to("smtp://localhost:" + socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void it_greets_with_the_name_the_program_is_known_by() throws IOException, MessagingException {
    try (var server = new Dialogue(Map.of())) {
      server.transport().probe(SENDER);
      assertThat(server.heard.get(0)).isEqualTo("EHLO login.example.com");
    }
    for (var nameless : List.of("localhost", "127.0.0.1", "[::1]")) {
      try (var server = new Dialogue(Map.of())) {
        new SmtpTransport(URI.create("smtp://localhost:" + server.socket.getLocalPort()), nameless)
            .probe(SENDER);
        assertThat(server.heard.get(0))
            .isEqualTo("EHLO " + InetAddress.getLocalHost().getCanonicalHostName());
      }
    }
  }

  @Test
  void a_mail_that_is_refused_for_good_is_told_from_one_that_may_pass_later() throws IOException {
    for (var refusal :
        Map.of(
                "RCPT",
                "550 5.1.1 Empfänger unbekannt",
                "MAIL",
                "552 5.3.4 too large",
                "DATA",
                "554 no")
            .entrySet()) {
      try (var server = new Dialogue(Map.of(refusal.getKey(), refusal.getValue()))) {
        assertThatThrownBy(() -> Posting.send(server.transport(), "s", "t", "h", TO))
            .isInstanceOf(MailRefused.class)
            .hasMessageContaining(refusal.getValue());
      }
    }
    for (var command : List.of("MAIL", "RCPT")) {
      for (var passing : List.of("451 4.7.1 greylisted", "530 5.7.0 sign in first")) {
        try (var server = new Dialogue(Map.of(command, passing))) {
          assertThatThrownBy(() -> Posting.send(server.transport(), "s", "t", "h", TO))
              .isInstanceOf(MessagingException.class)
              .isNotInstanceOf(MailRefused.class)
              .hasMessageContaining(passing);
        }
      }
    }
  }

  @Test
  void a_server_that_takes_nothing_is_told_from_a_mailbox_that_takes_nothing_for_now()
      throws IOException {
    for (var reply :
        Map.of("MAIL", "451 4.3.0 try later", "RCPT", "421 4.3.2 closing").entrySet()) {
      try (var server = new Dialogue(Map.of(reply.getKey(), reply.getValue()))) {
        for (var attempt : attempts(server))
          assertThatThrownBy(attempt)
              .isInstanceOf(MailServerDown.class)
              .hasMessageContaining(reply.getValue());
      }
    }
    try (var server = new Dialogue(Map.of("EHLO", "421 busy", "HELO", "421 busy"))) {
      assertThatThrownBy(() -> Posting.send(server.transport(), "s", "t", "h", TO))
          .isInstanceOf(MailServerDown.class);
    }
    for (var full : List.of("450 4.2.1 greylisted", "452 4.2.2 mailbox full")) {
      try (var server = new Dialogue(Map.of("RCPT", full))) {
        for (var attempt : attempts(server))
          assertThatThrownBy(attempt)
              .isExactlyInstanceOf(MessagingException.class)
              .hasMessageContaining(full);
      }
    }
  }

  /** A mail to somebody and one to nobody, of which neither may be told from the other. */
  private static List<ThrowingCallable> attempts(Dialogue server) {
    return List.of(
        () -> Posting.send(server.transport(), "s", "t", "h", TO),
        () -> server.transport().probe(SENDER, TO));
  }

  /** A letter to nobody does not come so far, and people would see the difference. */
  @Test
  void what_goes_wrong_with_the_text_of_a_mail_is_about_that_mail() throws IOException {
    for (var replies :
        List.of(
            Map.of("DATA", "421 closing"),
            Map.of("DATA", "451 4.3.0 no"),
            Map.of("DATA", "354 go", ".", "421 4.3.2 shutting down"),
            Map.of("DATA", "354 go", ".", "550 5.7.26 not accepted due to DMARC policy"),
            Map.of("DATA", "354 go", ".", "550 5.7.60 you may not send as this sender"),
            Map.of("DATA", "354 go", ".", "554 5.2.252 SendAsDenied; relay@x.example as " + SENDER),
            Map.of("DATA", "354 go", ".", "554 Email address is not verified: " + SENDER + "."),
            Map.of("DATA", "354 go", ".", "553 Relaying disallowed as " + SENDER),
            Map.of("hang up after", "DATA"))) {
      try (var server = new Dialogue(replies)) {
        assertThatThrownBy(() -> Posting.send(server.transport(), "s", "t", "h", TO))
            .as(replies.toString())
            .isExactlyInstanceOf(MessagingException.class);
        assertThatCode(() -> server.transport().probe(SENDER, TO)).doesNotThrowAnyException();
      }
    }
    for (var reply :
        List.of(
            "554 5.7.1 spam",
            "550 " + TO + " does not take mail from " + SENDER,
            "550 5.1.1 <" + SENDER + ">: User unknown")) {
      try (var server = new Dialogue(Map.of("DATA", "354 go", ".", reply))) {
        assertThatThrownBy(() -> Posting.send(server.transport(), "s", "t", "h", TO))
            .isInstanceOf(MailRefused.class)
            .hasMessageContaining(reply);
      }
    }
  }

  @Test
  void a_sender_that_is_refused_is_no_mailbox_that_is_refused() throws IOException {
    for (var reply : List.of("550 5.7.1 sender rejected", "553 5.1.8 unknown domain")) {
      try (var server = new Dialogue(Map.of("MAIL", reply))) {
        assertThatThrownBy(() -> Posting.send(server.transport(), "s", "t", "h", TO))
            .isInstanceOf(MailServerDown.class)
            .hasMessageContaining(reply);
        assertThatThrownBy(() -> server.transport().probe(SENDER))
            .as("what the doctor tries")
            .isInstanceOf(MessagingException.class)
            .hasMessageContaining(reply);
      }
    }
  }

  /** It is not the mailbox's fault, and not for good: somebody has to mend the settings. */
  @Test
  void a_relay_that_does_not_know_us_is_no_mailbox_that_is_refused() throws IOException {
    for (var reply :
        List.of(
            "554 5.7.1 <x@y.example>: Relay access denied",
            "550 5.7.64 no",
            "550 5.7.60 you may not send as this sender",
            "554 5.2.252 SendAsDenied",
            "454 4.7.1 <x@y.example>: Relay access denied",
            "450 4.1.8 <hello@coffeedesk.example>: Sender address rejected: Domain not found",
            "450 4.7.25 Client host rejected: cannot find your reverse hostname",
            "550 5.1.8 <hello@coffeedesk.example>: Sender address rejected: Domain not found",
            "550 relay not permitted",
            "550 Unrouteable address: verification failed for <" + SENDER + ">",
            "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)")) {
      try (var server = new Dialogue(Map.of("RCPT", reply))) {
        for (var attempt : attempts(server))
          assertThatThrownBy(attempt)
              .isInstanceOf(MailServerDown.class)
              .hasMessageContaining(reply);
        assertThatThrownBy(() -> server.transport().probe(SENDER))
            .as("what the doctor tries")
            .isInstanceOf(MailServerDown.class)
            .hasMessageContaining(reply);
      }
    }
  }

  @Test
  void a_relay_that_refuses_one_mailbox_alone_is_no_relay_that_does_not_know_us()
      throws IOException {
    var elsewhere = "RCPT TO:<postmaster@example.com>";
    for (var replies :
        List.of(
            Map.of("RCPT", "550 5.7.1 no mail from outside", elsewhere, "250 ok"),
            Map.of("RCPT", "550 no such user", elsewhere, "550 unrouteable address"),
            Map.of("RCPT", "550 no such user", elsewhere, "556 5.1.10 null MX"),
            Map.of("RCPT", "550 no such user", elsewhere, "450 4.7.1 greylisted"),
            Map.of("RCPT", "550 Unrouteable address"),
            Map.of("RCPT", "550 no such user", elsewhere, "421 too many errors"),
            Map.of("RCPT", "550 no such user", "RSET", "502 unknown"),
            Map.of("RCPT", "550 no such user", "hang up after", "RCPT"),
            Map.of("RCPT", "550 5.2.1 [5.7.1.9] disabled", elsewhere, "550 5.7.1 no relay"))) {
      try (var server = new Dialogue(replies)) {
        for (var attempt : attempts(server))
          assertThatThrownBy(attempt)
              .as(replies.toString())
              .isInstanceOf(MailRefused.class)
              .hasMessageContaining(replies.get("RCPT"));
      }
    }
    for (var reply :
        List.of(
            "556 5.1.10 null MX",
            "550 Unrouteable address",
            "550 an MX or SRV record indicated no SMTP service")) {
      try (var server = new Dialogue(Map.of("RCPT", reply))) {
        assertThatCode(() -> server.transport().probe(SENDER)).doesNotThrowAnyException();
        assertThat(server.heard).containsOnlyOnce(elsewhere);
      }
    }
  }

  @Test
  void a_server_that_hangs_up_on_a_mailbox_takes_no_mail_at_the_moment_and_its_words_are_kept()
      throws IOException {
    for (var reply : List.of("550 5.7.1 Client host blocked", "451 try later")) {
      try (var server = new Dialogue(Map.of("RCPT", reply, "hang up after", "RCPT"))) {
        for (var attempt : attempts(server))
          assertThatThrownBy(attempt)
              .isInstanceOf(
                  reply.startsWith("550") ? MailServerDown.class : MessagingException.class)
              .hasMessageContaining(reply);
      }
    }
    try (var server = new Dialogue(Map.of("hang up before", "RCPT"))) {
      for (var attempt : attempts(server))
        assertThatThrownBy(attempt).isInstanceOf(MailServerDown.class);
    }
  }

  @Test
  void a_mail_that_was_taken_is_sent_whatever_the_server_does_then() throws IOException {
    for (var end : List.of("451 4.0.0 no time", "nonsense", "")) {
      try (var server = new Dialogue(Map.of("DATA", "354 go", "QUIT", end))) {
        assertThatCode(() -> Posting.send(server.transport(), "s", "t", "h", TO))
            .as(end)
            .doesNotThrowAnyException();
      }
    }
    try (var server = new Dialogue(Map.of("DATA", "354 go", "hang up after", "."))) {
      assertThatCode(() -> Posting.send(server.transport(), "s", "t", "h", TO))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void why_there_is_no_conversation_is_said_down_to_the_reason() throws IOException {
    assertThatThrownBy(() -> to("smtp://nowhere.invalid:2525").probe(SENDER))
        .isInstanceOf(MailServerDown.class)
        .hasMessageContaining("no machine is known by the name nowhere.invalid");
    var certificate = Map.of("EHLO", "250-mx.example\r\n250 STARTTLS", "STARTTLS", "220 go");
    try (var server = new Dialogue(certificate)) {
      var strict = new Properties();
      strict.setProperty("mail.smtp.ssl.trust", "nobody");
      var url = URI.create("smtp://localhost:" + server.socket.getLocalPort());
      assertThatThrownBy(() -> new SmtpTransport(url, "login.example.com", strict).probe(SENDER))
          .isInstanceOf(MailServerDown.class)
          .hasMessageContaining("is not trusted");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"smtp", "smtps"})
  void what_a_server_does_not_answer_is_said(String protocol) throws IOException {
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var server = SmtpConversation.of(new Properties(), protocol, Duration.ofMillis(100));
      assertThatThrownBy(() -> server.connect("localhost", mute.getLocalPort(), null, null))
          .isInstanceOfSatisfying(
              MessagingException.class,
              e -> assertThat(server.words(e)).contains("no answer to the connection for "));
      server.leave();
    }
  }

  @Test
  void a_server_that_answers_a_letter_at_a_time_has_no_more_time_than_others() throws IOException {
    try (var dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var dripper =
          new Thread(
              () -> {
                try (var peer = dripping.accept()) {
                  // until the other side hangs up
                  while (!Thread.currentThread().isInterrupted()) {
                    peer.getOutputStream().write('2');
                    peer.setSoTimeout(20);
                    try {
                      if (peer.getInputStream().read() < 0) return;
                    } catch (SocketTimeoutException e) {
                      // nothing was said meanwhile
                    }
                  }
                } catch (IOException e) {
                  // it has hung up
                }
              });
      dripper.setDaemon(true);
      dripper.start();
      var server = SmtpConversation.of(new Properties(), "smtp", Duration.ofMillis(300));
      assertThatThrownBy(() -> server.connect("localhost", dripping.getLocalPort(), null, null))
          .isInstanceOfSatisfying(
              MessagingException.class,
              e -> assertThat(server.words(e)).contains("no answer to the connection for "));
      server.leave();
    }
  }

  @Test
  void the_time_for_what_comes_before_the_text_is_not_that_for_the_text() throws Exception {
    var patience = Duration.ofSeconds(1);
    try (var taking = new Dialogue(Map.of("DATA", "354 go"));
        var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var message =
          new MimeMessage((Session) null) {
            @Override
            public void writeTo(OutputStream out, String[] without)
                throws IOException, MessagingException {
              // what began later and had as long is over by then
              var later = SmtpConversation.of(new Properties(), "smtp", patience);
              assertThatThrownBy(() -> later.connect("localhost", mute.getLocalPort(), null, null))
                  .isInstanceOf(MessagingException.class);
              later.leave();
              super.writeTo(out, without);
            }
          };
      message.setFrom(SENDER);
      message.setRecipients(Message.RecipientType.TO, TO);
      message.setText("a long text");
      message.saveChanges();
      var server = SmtpConversation.of(new Properties(), "smtp", patience);
      server.connect("localhost", taking.socket.getLocalPort(), null, null);
      assertThatCode(() -> server.sendMessage(message, message.getAllRecipients()))
          .doesNotThrowAnyException();
      server.leave();
    }
  }

  @Test
  void of_a_reply_without_an_end_the_beginning_is_kept() throws IOException {
    var endless = "550 5.1.1 " + "x".repeat(200_000);
    try (var server = new Dialogue(Map.of("RCPT", endless))) {
      for (var attempt : attempts(server))
        assertThatThrownBy(attempt)
            .isInstanceOf(MailRefused.class)
            .satisfies(e -> assertThat(e.getMessage()).contains("550 5.1.1 xxx").hasSize(1_001));
    }
  }

  // ------------------------------------------------------------------ how it gets there

  @Test
  void a_server_without_starttls_is_refused_unless_it_is_this_machine() {
    var port = start("smtp", "127.0.0.2");
    assertThatThrownBy(() -> Posting.send(to("smtp://127.0.0.2:" + port), "s", "t", "<p>h</p>", TO))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("STARTTLS");
    assertThatThrownBy(() -> to("smtp://user:secret@127.0.0.2:" + port).probe(SENDER))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("STARTTLS");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  /** As mail servers have them when they are installed: signed by nobody we know. */
  @Test
  void starttls_with_this_machine_takes_any_certificate() throws Exception {
    try (var server =
        new Dialogue(Map.of("EHLO", "250-mx.example\r\n250 STARTTLS", "STARTTLS", "220 go"))) {
      server.transport().probe(SENDER);
      assertThat(server.heard)
          .startsWith("EHLO login.example.com", "STARTTLS")
          .contains("RCPT TO:<postmaster@example.com>");
    }
  }

  @Test
  void tls_from_the_first_byte_wants_a_certificate_it_can_trust() throws MessagingException {
    var port = start("smtps", "127.0.0.1");
    var url = "smtps://localhost:" + port;
    assertThatThrownBy(() -> Posting.send(to(url), "s", "t", "<p>h</p>", TO))
        .isInstanceOf(MessagingException.class);
    assertThat(server.getReceivedMessages()).isEmpty();

    // the test server's certificate is its own and of another name
    var trusting = new Properties();
    trusting.setProperty("mail.smtps.ssl.trust", "*");
    assertThatThrownBy(
            () ->
                Posting.send(
                    new SmtpTransport(URI.create(url), "login.example.com", trusting),
                    "s",
                    "t",
                    "<p>h</p>",
                    TO))
        .as("a certificate of another name")
        .isInstanceOf(MessagingException.class);
    trusting.setProperty("mail.smtps.ssl.checkserveridentity", "false");
    Posting.send(
        new SmtpTransport(URI.create(url), "login.example.com", trusting),
        "s",
        "t",
        "<p>h</p>",
        TO);
    assertThat(received().getSubject()).isEqualTo("s");
  }

  @Test
  void the_right_password_is_let_in_and_the_wrong_one_is_not() throws MessagingException {
    var port = start("smtp", "127.0.0.1");
    var password = "p@ss w+rd:/%é";
    server.setUser("hello@coffeedesk.example", "hello@coffeedesk.example", password);
    var user = "hello%40coffeedesk.example";
    var encoded = Form.encoded(password).replace("+", "%20");

    Posting.send(
        to("smtp://" + user + ":" + encoded + "@localhost:" + port), "s", "t", "<p>h</p>", TO);
    assertThat(received().getSubject()).isEqualTo("s");

    var wrong = to("smtp://" + user + ":wrong@localhost:" + port);
    assertThatThrownBy(() -> Posting.send(wrong, "s", "t", "<p>h</p>", TO))
        .isInstanceOf(MailServerDown.class)
        .hasCauseInstanceOf(AuthenticationFailedException.class);
    assertThatThrownBy(() -> wrong.probe(SENDER))
        .hasCauseInstanceOf(AuthenticationFailedException.class);
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void a_plus_in_a_password_is_a_plus() throws MessagingException {
    var port = start("smtp", "127.0.0.1");
    server.setUser("hello", "hello", "a+b");
    to("smtp://hello:a+b@localhost:" + port).probe(SENDER);
  }

  @Test
  void a_server_that_is_not_there_is_a_fault_that_can_be_tried_again() {
    var port = start("smtp", "127.0.0.1");
    server.stop();
    assertThatThrownBy(() -> Posting.send(to("smtp://localhost:" + port), "s", "t", "<p>h</p>", TO))
        .isInstanceOf(MessagingException.class);
  }

  @Test
  void a_probe_says_hello_and_sends_nothing() throws MessagingException {
    var port = start("smtp", "127.0.0.1");
    to("smtp://localhost:" + port).probe(SENDER);
    assertThat(server.getReceivedMessages()).isEmpty();
  }
}
