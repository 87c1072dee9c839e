package dev.hostedui.sample;

import dev.hostedui.outside.MailTransport;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A mail server that delivers nothing: it keeps the newest messages to be read at {@code
 * /dev/mail}.
 */
public final class Outbox implements MailTransport {

  private static final int MOST = 500;

  /**
   * A message as it would have arrived.
   *
   * @param number it is found by, counted from 1 since the start
   */
  public record Received(
      int number, String to, String subject, String text, String html, Instant sentAt) {}

  private final Deque<Received> messages = new ArrayDeque<>();
  private final Clock clock;
  private int count;

  public Outbox(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void send(MimeMessage message) throws MessagingException {
    try {
      var parts = (MimeMultipart) message.getContent();
      messages.addFirst(
          new Received(
              ++count,
              message.getAllRecipients()[0].toString(),
              message.getSubject(),
              content(parts.getBodyPart(0)),
              content(parts.getBodyPart(1)),
              clock.instant()));
      while (messages.size() > MOST) messages.removeLast();
    } catch (IOException e) {
      throw new MessagingException("the message cannot be read back", e);
    }
  }

  private static String content(BodyPart part) throws MessagingException, IOException {
    return part.getContent().toString().replace("\r\n", "\n");
  }

  /** All messages, newest first. */
  public synchronized List<Received> messages() {
    return List.copyOf(messages);
  }

  /** The message of that number, if it is still kept. */
  public Optional<Received> find(String number) {
    return messages().stream().filter(it -> Integer.toString(it.number).equals(number)).findFirst();
  }
}
