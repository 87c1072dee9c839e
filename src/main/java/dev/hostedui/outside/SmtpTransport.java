package dev.hostedui.outside;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends through an SMTP server (RFC 5321).
 *
 * <p>{@code smtps://} speaks TLS from the first byte; {@code smtp://} requires STARTTLS (RFC 3207)
 * unless the host is this machine, whose certificate is not looked at then. Any other server's must
 * be valid for its name.
 */
public final class SmtpTransport implements MailTransport {

  /** Nobody's mailbox (RFC 2606 §3), at which a relay shows whether it relays for us. */
  private static final String ELSEWHERE = "postmaster@example.com";

  /** A security or policy status (RFC 3463 §3.8): it is about who sends. */
  private static final Pattern POLICY = Pattern.compile("\\b[45]\\.7\\.\\d{1,3}\\b");

  /** How long a server can take for one mail, at the longest. */
  public static final Duration LONGEST =
      SmtpConversation.BEFORE_TEXT.plus(SmtpConversation.AFTER_TEXT);

  private final Properties properties = new Properties();
  private final String protocol;
  private final String host;
  private final int port;
  private final @Nullable String user;
  private final @Nullable String password;

  /**
   * Takes {@code smtp://user:password@host:587} or {@code smtps://…}; user and password
   * percent-encoded.
   *
   * @param publicName the host name this program is known by; many servers refuse or suspect
   *     whoever greets them as localhost (RFC 5321 §4.1.1.1)
   */
  public SmtpTransport(URI url, String publicName) {
    this(url, publicName, new Properties());
  }

  /**
   * Takes properties of the mail library on top, so that tests can trust a certificate of theirs.
   */
  SmtpTransport(URI url, String publicName, Properties more) {
    protocol = url.getScheme();
    host = url.getHost();
    port = url.getPort() > 0 ? url.getPort() : protocol.equals("smtps") ? 465 : 587;
    var credentials =
        url.getRawUserInfo() == null ? new String[0] : url.getRawUserInfo().split(":", 2);
    user = credentials.length > 0 ? decoded(credentials[0]) : null;
    password = credentials.length > 1 ? decoded(credentials[1]) : null;
    for (var scheme : new String[] {"smtp", "smtps"}) {
      var prefix = "mail." + scheme + ".";
      properties.setProperty(prefix + "localhost", greetingName(publicName));
      properties.setProperty(prefix + "ssl.checkserveridentity", "true");
      properties.setProperty(prefix + "auth", Boolean.toString(user != null));
    }
    var local =
        host.equalsIgnoreCase("localhost")
            || host.equals("127.0.0.1")
            || host.equals("::1")
            || host.equals("[::1]");
    if (local) {
      // TLS is not needed on the way to oneself, so a certificate that nobody signed does no harm
      properties.setProperty("mail.smtp.ssl.trust", "*");
      properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");
    }
    properties.setProperty("mail.smtp.starttls.enable", "true");
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(!local));
    properties.putAll(more);
  }

  /** Percent-decoded (RFC 3986 §2.1); a plus is a plus here, unlike in a form. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The name to greet with: the public one if it is a domain name, else this machine's own. */
  private static String greetingName(String publicName) {
    if (InternetDomainName.isValid(publicName)
        && publicName.contains(".")
        && !InetAddresses.isInetAddress(publicName)) return publicName;
    try {
      return InetAddress.getLocalHost().getCanonicalHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Returns when the server has said that it took the mail, whatever it says to the farewell.
   *
   * @throws MailRefused when the server says that it will never take this mail
   * @throws MailServerDown when it takes no mail at all at the moment
   */
  @Override
  public void send(MimeMessage message) throws MessagingException {
    var server = SmtpConversation.of(properties, protocol, SmtpConversation.BEFORE_TEXT);
    try {
      server.connect(host, port, user, password);
      server.sendMessage(message, message.getAllRecipients());
    } catch (SendFailedException e) {
      var said = server.words(e);
      if (isOfSender(e) || (isOfRelay(e) && refusesElsewhere(server, sender(message))))
        throw new MailServerDown(said, e);
      if (codes(e).anyMatch(SmtpTransport::isForGood)) throw new MailRefused(said, e);
      throw isOfServer(e) ? new MailServerDown(said, e) : new MessagingException(said, e);
    } catch (MessagingException e) {
      throw new MailServerDown(server.words(e), e);
    } finally {
      server.leave();
    }
  }

  /** From whom a mail is, as it is said before its text. */
  private static String sender(MimeMessage message) throws MessagingException {
    return ((InternetAddress) message.getFrom()[0]).getAddress();
  }

  /**
   * Whether a reply that may pass is about the server and not about one mailbox or mail: it closes
   * the connection, wants another sign-in, or takes nothing from this sender.
   */
  private static boolean isOfServer(SendFailedException e) {
    return codes(e).anyMatch(code -> code == 421 || code >= 500);
  }

  /**
   * Whether it takes nothing from the sender of all our mail, whoever it is to. What is too large
   * it may refuse there too (RFC 1870 §6.1): that is about the one mail.
   */
  private static boolean isOfSender(SendFailedException e) {
    return chain(e)
        .anyMatch(
            it ->
                it instanceof SMTPSendFailedException send
                    && send.getCommand() != null
                    && send.getCommand().startsWith("MAIL")
                    && send.getReturnCode() != 552);
  }

  /**
   * Whether it does not take mail from us to that mailbox, and says so as of a policy: of that
   * mailbox, or of us, as a relay does that does not know us any more.
   */
  private static boolean isOfRelay(SendFailedException e) {
    return chain(e)
        .anyMatch(
            it ->
                it instanceof SMTPAddressFailedException address
                    && address.getReturnCode() >= 500
                    && isPolicy(address.getMessage()));
  }

  /** Whether it refuses any mailbox as of a policy, in a conversation that has said from whom. */
  private static boolean refusesElsewhere(SmtpConversation server, String sender)
      throws MessagingException {
    server.issueCommand("RSET", 250);
    server.issueCommand("MAIL FROM:<" + sender + ">", 250);
    return refusesByPolicy(server, ELSEWHERE);
  }

  private static boolean refusesByPolicy(SmtpConversation server, String recipient)
      throws MessagingException {
    return server.simpleCommand("RCPT TO:<" + recipient + ">") >= 500
        && isPolicy(server.getLastServerResponse());
  }

  private static boolean isPolicy(@Nullable String reply) {
    return reply != null && POLICY.matcher(reply).find();
  }

  /** Whether a reply is about the mail and not about how this program signs in (RFC 4954 §6). */
  private static boolean isForGood(int code) {
    return code >= 500 && code < 600 && code != 530 && code != 534 && code != 535 && code != 538;
  }

  private static IntStream codes(SendFailedException e) {
    return chain(e)
        .mapToInt(
            it ->
                it instanceof SMTPSendFailedException send
                    ? send.getReturnCode()
                    : it instanceof SMTPAddressFailedException address
                        ? address.getReturnCode()
                        : 0);
  }

  private static Stream<Exception> chain(SendFailedException e) {
    return Stream.iterate(
        (Exception) e,
        Objects::nonNull,
        it -> it instanceof MessagingException next ? next.getNextException() : null);
  }

  /**
   * Connects, identifies itself, says from whom a mail would be and to whom, and leaves: what
   * {@code doctor} tries. What is refused of that mailbox alone counts as taken.
   *
   * @throws MailServerDown when the server does not let us send
   */
  @Override
  public void probe(String sender, String recipient) throws MessagingException {
    var server = SmtpConversation.of(properties, protocol, SmtpConversation.BEFORE_TEXT);
    try {
      server.connect(host, port, user, password);
      server.issueCommand("MAIL FROM:<" + sender + ">", 250);
      if (refusesByPolicy(server, recipient)) {
        var said = server.getLastServerResponse().strip();
        if (refusesElsewhere(server, sender)) throw new MessagingException(said);
      }
      server.issueCommand("RSET", 250);
    } catch (MessagingException e) {
      throw new MailServerDown(server.words(e), e);
    } finally {
      server.leave();
    }
  }

  /** {@link #probe(String, String)} with a mailbox that is nobody's. */
  public void probe(String sender) throws MessagingException {
    probe(sender, ELSEWHERE);
  }
}
