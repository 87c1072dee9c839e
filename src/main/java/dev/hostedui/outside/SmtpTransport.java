package dev.hostedui.outside;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Sends through an SMTP server (RFC 5321).
 *
 * <p>{@code smtps://} speaks TLS from the first byte; {@code smtp://} requires STARTTLS (RFC 3207)
 * unless the host is this machine. The server's certificate must be valid for its name.
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
   */
  public SmtpTransport(URI url) {
    this(url, new Properties());
  }

  /**
   * The same with properties of the mail library on top: for tests with a certificate of their own.
   */
  SmtpTransport(URI url, Properties more) {
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
      properties.setProperty(prefix + "ssl.checkserveridentity", "true");
      properties.setProperty(prefix + "auth", Boolean.toString(user != null));
    }
    var local =
        host.equals("localhost")
            || host.equals("127.0.0.1")
            || host.equals("::1")
            || host.equals("[::1]");
    properties.setProperty("mail.smtp.starttls.enable", "true");
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(!local));
    properties.putAll(more);
    session = Session.getInstance(properties);
  }

  /** Percent-decoded (RFC 3986 §2.1); a plus is a plus here, unlike in a form. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void send(MimeMessage message) throws MessagingException {
    try (var transport = session.getTransport(protocol)) {
      transport.connect(host, port, user, password);
      transport.sendMessage(message, message.getAllRecipients());
    }
  }

  /** Connects, identifies itself and leaves: what {@code doctor} tries. */
  public void probe() throws MessagingException {
    try (var transport = session.getTransport(protocol)) {
      transport.connect(host, port, user, password);
    }
  }
}
