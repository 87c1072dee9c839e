package dev.hostedui.testing;

import dev.hostedui.outside.MailRefused;
import dev.hostedui.outside.MailServerDown;
import dev.hostedui.outside.MailTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Plays the mail server: keeps what it gets, or refuses everything while it is told to be down. */
public final class MailServer implements MailTransport {

  /** A mail that arrived. */
  public record Mail(String to, String subject, String text, String html, MimeMessage message) {

    /** The six digits in it. */
    public String code() {
      return first("\\b(\\d{6})\\b", subject);
    }

    /** The path of the link in it. */
    public String link() {
      return first("https?://[^/\\s]+(/\\S+)", text);
    }

    private static String first(String pattern, String text) {
      var match = Pattern.compile(pattern).matcher(text);
      if (!match.find()) throw new AssertionError("nothing like " + pattern + " in: " + text);
      return match.group(1);
    }
  }

  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private volatile boolean down;
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  @Override
  public void probe(String sender, String recipient) throws MessagingException {
    if (down)
      throw new MailServerDown("the test's mail server is down", new IOException("no connection"));
    if (unknown.contains(recipient))
      throw new MailRefused(
          "Invalid Addresses: 550 5.1.1 User unknown", new IOException(recipient));
  }

  @Override
  public void send(MimeMessage message) throws MessagingException {
    var to = message.getAllRecipients()[0].toString();
    probe(message.getFrom()[0].toString(), to);
    try {
      var parts = (MimeMultipart) message.getContent();
      mails.add(
          new Mail(
              to,
              message.getSubject(),
              parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"),
              parts.getBodyPart(1).getContent().toString(),
              message));
    } catch (IOException e) {
      throw new MessagingException("unreadable", e);
    }
  }

  public void goDown(boolean isDown) {
    down = isDown;
  }

  /** Refuses mails to an address for good from now on, as of nobody. */
  public void refuse(String to) {
    unknown.add(to);
  }

  /** Throws away what arrived so far. */
  public void clear() {
    mails.clear();
  }

  public List<Mail> all() {
    return List.copyOf(mails);
  }

  /** The newest mail to an address, waiting for the first one while the jobs send it. */
  public Mail await(String to) {
    for (var patience = 0; patience < 500; patience++) {
      if (mails.stream().anyMatch(it -> it.to().equals(to))) return last(to);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return last(to);
  }

  /** The newest mail to an address. */
  public Mail last(String to) {
    for (var i = mails.size() - 1; i >= 0; i--) {
      if (mails.get(i).to().equals(to)) return mails.get(i);
    }
    throw new AssertionError("no mail to " + to);
  }
}
