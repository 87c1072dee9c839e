package dev.hostedui.mail;

import dev.hostedui.outside.MailTransport;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;

/** Makes a message of a mail, text and HTML (RFC 2046 §5.1.4), and hands it to a transport. */
public final class MailSender {

  private final InternetAddress from;
  private final MailTransport transport;
  private final Clock clock;

  public MailSender(InternetAddress from, MailTransport transport, Clock clock) {
    this.from = from;
    this.transport = transport;
    this.clock = clock;
  }

  /** Sends nothing, and throws what sending would before it has come to the text. */
  void probe(String recipient) throws MessagingException {
    transport.probe(from.getAddress(), recipient);
  }

  void send(String recipient, String subject, String text, String html) throws MessagingException {
    var properties = new Properties();
    // whose domain the Message-ID ends in; without it the name of this machine
    properties.setProperty("mail.from", from.getAddress());
    var message = new MimeMessage(Session.getInstance(properties));
    message.setFrom(from);
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient, true));
    // a line break in a subject would begin a header
    message.setSubject(subject.replaceAll("\\p{Cntrl}+", " "), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated");
    var plain = new MimeBodyPart();
    plain.setText(text, StandardCharsets.UTF_8.name());
    var rich = new MimeBodyPart();
    rich.setContent(html, "text/html; charset=utf-8");
    message.setContent(new MimeMultipart("alternative", plain, rich));
    message.saveChanges();
    transport.send(message);
  }
}
