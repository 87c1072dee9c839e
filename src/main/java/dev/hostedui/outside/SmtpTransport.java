package dev.hostedui.outside;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends through an SMTP server (RFC 5321).
 *
 * <p>{@code smtps://} speaks TLS from the first byte; {@code smtp://} requires STARTTLS (RFC 3207)
 * unless the host is this machine, whose certificate is not looked at then. Any other server's must
 * be valid for its name.
 */
public final class SmtpTransport implements MailTransport {

  private static final Logger LOG = LoggerFactory.getLogger(SmtpTransport.class);

  /** Nobody's mailbox (RFC 2606 §3), at which a relay shows whether it relays for us. */
  private static final String ELSEWHERE = "postmaster@example.com";

  /**
   * The status of a reply (RFC 3463 §2), behind its code or, as some have it, at the end of its
   * words.
   */
  private static final Pattern STATUS =
      Pattern.compile("(?:^\\d{3}[ -]|#)[45]\\.(\\d{1,3})\\.(\\d{1,3})\\b");

  /** The mailbox or its domain (RFC 3463 §3.2, §3.3; RFC 7505 §4.3), and not who sends. */
  private static final Pattern OF_MAILBOX = Pattern.compile("1\\.(?:[1-69]|10)|2\\.\\d+");

  /**
   * The same in the words of Exim, which gives no status: there is no way to the domain, or it
   * takes no mail.
   */
  private static final Pattern UNROUTEABLE =
      Pattern.compile(
          "unrouteable address|indicated no SMTP service|point to non-existent hosts|lookups failed"
              + " permanently",
          Pattern.CASE_INSENSITIVE);

  /** The address that mail is from, or a policy (RFC 3463 §3.8): who sends. */
  private static final Pattern OF_US = Pattern.compile("1\\.[78]|2\\.252|7\\.\\d+");

  /**
   * Of those, the address that mail is from (RFC 3463 §3.2), its proofs (RFC 7372 §3), and what
   * Exchange says to who may not send as it.
   */
  private static final Pattern OF_SENDER = Pattern.compile("1\\.[78]|2\\.252|7\\.(?:2\\d|60)");

  /** What Postfix says to whom it does not know, unless it is told to say 554 (RFC 4954 §6). */
  private static final int RELAY_DENIED_FOR_NOW = 454;

  /** A mailbox in the words of a server. It begins where one can, and is not begun anew. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\w.+-])[\\w.+-]{1,64}+@[\\w-]++(?:\\.[\\w-]++)*+");

  /** How long a server can take for one mail, at the longest. */
  public static final Duration LONGEST =
      SmtpConversation.BEFORE_TEXT.plus(SmtpConversation.FOR_TEXT);

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

  /** What is said in a conversation. */
  @FunctionalInterface
  private interface Exchange {
    void with(SmtpConversation server) throws MessagingException;
  }

  /**
   * Returns when the server has said that it took the mail, whatever it says to the farewell.
   *
   * @throws MailRefused when the server says that it will never take this mail
   * @throws MailServerDown when it takes no mail at all at the moment
   */
  @Override
  public void send(MimeMessage message) throws MessagingException {
    var sender = ((InternetAddress) message.getFrom()[0]).getAddress();
    converse(sender, server -> server.sendMessage(message, message.getAllRecipients()));
  }

  /**
   * Connects, identifies itself, says from whom a mail would be and to whom, and leaves.
   *
   * @throws MailRefused when the server says that it never takes mail to that mailbox
   * @throws MailServerDown when it takes no mail at all at the moment
   */
  @Override
  public void probe(String sender, String recipient) throws MessagingException {
    converse(
        sender,
        server -> {
          say(server, "MAIL FROM:<" + sender + ">");
          say(server, "RCPT TO:<" + recipient + ">");
        });
  }

  /**
   * {@link #probe(String, String)} with a mailbox that is nobody's: what {@code doctor} tries. What
   * is refused of that mailbox alone counts as taken, but not what says nothing of its reason.
   *
   * @throws MailServerDown when the server does not let us send
   */
  public void probe(String sender) throws MailServerDown {
    try {
      probe(sender, ELSEWHERE);
    } catch (MailServerDown e) {
      throw e;
    } catch (MessagingException e) {
      LOG.debug("the mail server takes nothing to a mailbox that nobody has", e);
    }
  }

  private void converse(String sender, Exchange exchange) throws MessagingException {
    var server = SmtpConversation.of(properties, protocol, SmtpConversation.BEFORE_TEXT);
    try {
      server.connect(host, port, user, password);
      exchange.with(server);
    } catch (SendFailedException e) {
      throw judged(server, sender, e);
    } catch (MessagingException e) {
      throw server.hasOfferedText()
          ? new MessagingException(server.words(e), e)
          : new MailServerDown(server.words(e), e);
    } finally {
      server.leave();
    }
  }

  /** Says a line of a mail's envelope, and throws what the library does when it is refused. */
  private static void say(SmtpConversation server, String line) throws MessagingException {
    var code = server.simpleCommand(line);
    if (code != 250 && code != 251)
      throw new SMTPSendFailedException(
          line, code, server.getLastServerResponse(), null, null, null, null);
  }

  /** What a server has said no with: the code, or -1 when it hung up, and the whole reply. */
  private record Reply(@Nullable String command, int code, String text) {

    /** Empty when only the library has spoken. */
    static Optional<Reply> of(SendFailedException e) {
      return Stream.iterate(
              (Exception) e,
              Objects::nonNull,
              it -> it instanceof MessagingException next ? next.getNextException() : null)
          .flatMap(it -> of(it).stream())
          .findFirst();
    }

    private static Optional<Reply> of(Exception e) {
      if (e instanceof SMTPSendFailedException send)
        return Optional.of(
            new Reply(send.getCommand(), send.getReturnCode(), String.valueOf(send.getMessage())));
      if (e instanceof SMTPAddressFailedException address)
        return Optional.of(
            new Reply(
                address.getCommand(),
                address.getReturnCode(),
                String.valueOf(address.getMessage())));
      return Optional.empty();
    }

    boolean isTo(String word) {
      return command != null && command.startsWith(word);
    }

    boolean isStatus(Pattern which) {
      var status = STATUS.matcher(text);
      return status.find() && which.matcher(status.group(1) + "." + status.group(2)).matches();
    }

    /** For a mailbox that there is not, or that takes nothing, whoever sends. */
    boolean isOfMailbox(String sender) {
      return STATUS.matcher(text).find()
          ? isStatus(OF_MAILBOX) && !isStatus(OF_SENDER)
          : UNROUTEABLE.matcher(text).find() && !isOfSender(sender);
    }

    /** For the address that all our mail is from: by its status, or because it names no other. */
    boolean isOfSender(String sender) {
      if (isStatus(OF_SENDER)) return true;
      // a mail to that address is about it as a mailbox
      if (isStatus(OF_MAILBOX)) return false;
      var named = ADDRESS.matcher(text).results().map(MatchResult::group).toList();
      return !named.isEmpty() && named.stream().allMatch(sender::equalsIgnoreCase);
    }

    /** For how this program signs in (RFC 4954 §6). */
    boolean isOfSignIn() {
      return code == 530 || code == 534 || code == 535 || code == 538;
    }

    boolean isForGood() {
      return code >= 500 && code < 600 && !isOfSignIn();
    }

    /** What was said, but for the mailbox it was said of. */
    List<String> wordsOfAny() {
      return Splitter.on(CharMatcher.whitespace())
          .splitToStream(text)
          .filter(word -> !word.contains("@"))
          .toList();
    }
  }

  private static MessagingException judged(
      SmtpConversation server, String sender, SendFailedException e) {
    var said = server.words(e);
    var reply = Reply.of(e);
    if (reply.isEmpty()) return new MessagingException(said, e);
    if (!server.hasOfferedText() && isOfUs(server, sender, reply.get()))
      return new MailServerDown(said, e);
    return reply.get().isForGood() && !reply.get().isOfSender(sender)
        ? new MailRefused(said, e)
        : new MessagingException(said, e);
  }

  /**
   * Whether a reply to the envelope says that the server takes no mail from us, whoever it is to:
   * it hangs up, wants another sign-in, or refuses the sender of all our mail, for good or for now.
   * What is too large it may refuse at the sender, too (RFC 1870 §6.1): that is about the one mail.
   */
  private static boolean isOfUs(SmtpConversation server, String sender, Reply reply) {
    if (reply.isTo("MAIL")) return reply.code != 552;
    if (reply.code < 400 || reply.code == 421 || reply.isOfSignIn()) return true;
    if (reply.code < 500) return reply.code == RELAY_DENIED_FOR_NOW || reply.isStatus(OF_SENDER);
    return reply.isForGood()
        && !reply.isOfMailbox(sender)
        && refusesElsewhere(server, sender, reply);
  }

  /**
   * Whether a server that has refused a mailbox refuses another one as well, not as a mailbox that
   * there is not: it may know the domain of that one to take no mail. Where no status says what it
   * means, it says the same of both. Where it breaks off instead, what it has said before decides.
   */
  private static boolean refusesElsewhere(SmtpConversation server, String sender, Reply reply) {
    try {
      server.issueCommand("RSET", 250);
      server.issueCommand("MAIL FROM:<" + sender + ">", 250);
      say(server, "RCPT TO:<" + ELSEWHERE + ">");
      return false;
    } catch (SMTPSendFailedException e) {
      var other = Reply.of(e).orElseThrow();
      if (other.code >= 400 && other.code != 421)
        return other.isForGood()
            && !other.isOfMailbox(sender)
            && (other.isStatus(OF_US) || other.wordsOfAny().equals(reply.wordsOfAny()));
    } catch (MessagingException e) {
      LOG.debug("the mail server has hung up, or takes no second mail", e);
    }
    return reply.isStatus(OF_US);
  }
}
