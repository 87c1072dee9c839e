package dev.hostedui.outside;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a mail server, with the patience that RFC 5321 §4.5.3.2 asks for. The library
 * knows one time-out for all answers, and counts it anew with each byte; but the one to the end of
 * a mail may be that of filters, and a mail that is given up before the server has said that it
 * took it goes out twice.
 */
final class SmtpConversation extends SMTPTransport {

  /**
   * One minute for whatever comes before the text of a mail, which the standard would give five:
   * nothing is sent twice by who gives up there, and a server that is mute is soon known to be.
   */
  static final Duration BEFORE_TEXT = Duration.ofMinutes(1);

  /**
   * Ten for the text and the answer to its end, like the minute in all: a server may drip a letter
   * at a time.
   */
  static final Duration FOR_TEXT = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(SmtpConversation.class);
  private static final int CONNECT_MILLISECONDS = 10_000;

  /** So much of what went wrong is of use to anybody; a server can send a line without an end. */
  private static final int LONGEST_WORDS = 1_000;

  private static final ScheduledThreadPoolExecutor ALARMS = alarms();

  /** What else is sent may be a password. */
  private static final Set<String> COMMANDS =
      Set.of("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET");

  private final Line line;
  private String step = "the connection";
  private long stepBegan = System.nanoTime();
  private boolean textOffered;
  private Future<?> alarm;

  private static ScheduledThreadPoolExecutor alarms() {
    var made =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var thread = new Thread(work, "mail-server-alarms");
              thread.setDaemon(true);
              return thread;
            });
    made.setRemoveOnCancelPolicy(true);
    return made;
  }

  /** Makes the socket, and keeps it: the library gives it to nobody. */
  private static final class Line extends SocketFactory {
    private Socket socket = new Socket();
    private boolean cut;

    private synchronized Socket kept(Socket made) {
      socket = made;
      // its name may have been looked up for longer than there was time
      if (cut) cut();
      return made;
    }

    /** Ends whatever waits for the server. */
    synchronized void cut() {
      cut = true;
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("the mail server was given up", e);
      }
    }

    synchronized boolean isCut() {
      return cut;
    }

    @Override
    public Socket createSocket() {
      return kept(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return kept(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return kept(new Socket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return kept(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return kept(new Socket(host, port, from, fromPort));
    }
  }

  /**
   * A connection that is still to be made.
   *
   * @param properties of the mail library
   * @param patience how long the server may take for all that comes before the text
   */
  static SmtpConversation of(Properties properties, String protocol, Duration patience) {
    var line = new Line();
    var own = new Properties();
    own.putAll(properties);
    var prefix = "mail." + protocol + ".";
    own.put(prefix + "socketFactory", line);
    own.setProperty(prefix + "socketFactory.fallback", "false");
    own.setProperty(prefix + "connectiontimeout", Integer.toString(CONNECT_MILLISECONDS));
    // what the server says to a farewell changes nothing
    own.setProperty(prefix + "quitwait", "false");
    return new SmtpConversation(Session.getInstance(own), protocol, line, patience);
  }

  private SmtpConversation(Session session, String protocol, Line line, Duration patience) {
    super(
        session,
        new URLName(protocol, null, -1, null, null, null),
        protocol,
        protocol.equals("smtps"));
    this.line = line;
    alarm = alarm(patience);
  }

  private Future<?> alarm(Duration after) {
    return ALARMS.schedule(line::cut, after.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void sendCommand(String command) throws MessagingException {
    var word = command.split("[ :]", 2)[0];
    if (COMMANDS.contains(word)) begin(word);
    if (word.equals("DATA")) textOffered = true;
    super.sendCommand(command);
  }

  @Override
  protected OutputStream data() throws MessagingException {
    var text = super.data();
    begin("the text of the mail");
    alarm.cancel(false);
    alarm = alarm(FOR_TEXT);
    return text;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    begin("the end of the mail");
    super.finishData();
  }

  /** Whether the envelope was taken, so that what went wrong then is about the one mail. */
  boolean hasOfferedText() {
    return textOffered;
  }

  private void begin(String next) {
    step = next;
    stepBegan = System.nanoTime();
  }

  /** Says farewell. What was answered before holds, whatever becomes of that. */
  void leave() {
    try {
      close();
    } catch (MessagingException e) {
      LOG.debug("the mail server was left", e);
    } finally {
      alarm.cancel(false);
    }
  }

  /** What went wrong, down to the reason: the outer text is often only that something did. */
  String words(MessagingException e) {
    var all =
        Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
            .map(this::words)
            .distinct()
            .collect(Collectors.joining(": "));
    return all.length() <= LONGEST_WORDS ? all : all.substring(0, LONGEST_WORDS) + "…";
  }

  private String words(Throwable e) {
    if (e instanceof UnknownHostException)
      return "no machine is known by the name " + e.getMessage();
    if (e instanceof SocketTimeoutException || (e instanceof IOException && line.isCut()))
      return "no answer to "
          + step
          + " for "
          + Duration.ofNanos(System.nanoTime() - stepBegan).toSeconds()
          + " s";
    return read(String.valueOf(e.getMessage())).strip();
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
}
