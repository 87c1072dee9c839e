package dev.hostedui.outside;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Sends through an SMTP server (RFC 5321).
 *
 * <p>{@code smtps://} speaks TLS from the first byte; {@code smtp://} requires STARTTLS (RFC 3207)
 * unless the host is this machine, whose certificate is not looked at then. Any other server's must
 * be valid for its name.
 */
public final class SmtpTransport implements MailTransport {

  private static final String TIMEOUT_MILLISECONDS = "10000";

  private final Session session;
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
    var properties = new Properties();
    for (var scheme : new String[] {"smtp", "smtps"}) {
      var prefix = "mail." + scheme + ".";
      properties.setProperty(prefix + "connectiontimeout", TIMEOUT_MILLISECONDS);
      properties.setProperty(prefix + "timeout", TIMEOUT_MILLISECONDS);
      properties.setProperty(prefix + "writetimeout", TIMEOUT_MILLISECONDS);
      properties.setProperty(prefix + "localhost", greetingName(publicName));
      properties.setProperty(prefix + "ssl.checkserveridentity", "true");
      properties.setProperty(prefix + "auth", Boolean.toString(user != null));
    }
    var local =
        host.equals("localhost")
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
    session = Session.getInstance(properties);
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
   * @throws MailRefused when the server says that it will never take this mail
   * @throws MailServerDown when it takes no mail at all at the moment
   */
  @Override
  public void send(MimeMessage message) throws MessagingException {
    try (var transport = session.getTransport(protocol)) {
      transport.connect(host, port, user, password);
      transport.sendMessage(message, message.getAllRecipients());
    } catch (SendFailedException e) {
      var said = saidIn(e);
      if (!isOfSender(e) && codes(e).anyMatch(SmtpTransport::isForGood))
        throw new MailRefused(said, e);
      throw isOfServer(e) ? new MailServerDown(said, e) : new MessagingException(said, e);
    } catch (MessagingException e) {
      throw new MailServerDown(read(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * What a server has said, which the library takes for Latin-1: most write UTF-8 (RFC 6531). To
   * let the library read it so would have it ask for mail in UTF-8, too.
   */
  private static String read(String said) {
    try {
      var bytes = StandardCharsets.ISO_8859_1.newEncoder().encode(CharBuffer.wrap(said));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return said;
    }
  }

  /**
   * Whether a reply that may pass is about the server and not about one mailbox or mail: it closes
   * the connection, wants another sign-in, or takes nothing from this sender.
   */
  private static boolean isOfServer(SendFailedException e) {
    return codes(e).anyMatch(code -> code == 421 || code >= 500) || isOfSender(e);
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

  /** All that the server said, innermost last: the outer text is often only "Invalid Addresses". */
  private static String saidIn(SendFailedException e) {
    return chain(e)
        .map(it -> read(String.valueOf(it.getMessage())).strip())
        .distinct()
        .collect(Collectors.joining(": "));
  }

  private static Stream<Exception> chain(SendFailedException e) {
    return Stream.iterate(
        (Exception) e,
        Objects::nonNull,
        it -> it instanceof MessagingException next ? next.getNextException() : null);
  }

  /** Connects, identifies itself, says from whom a mail would be and leaves. */
  @Override
  public void probe(String sender) throws MessagingException {
    try (var transport = (SMTPTransport) session.getTransport(protocol)) {
      transport.connect(host, port, user, password);
      transport.issueCommand("MAIL FROM:<" + sender + ">", 250);
      transport.issueCommand("RSET", 250);
    }
  }
}
