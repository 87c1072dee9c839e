package dev.hostedui.mail;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Vault;
import dev.hostedui.outside.MailTransport;
import dev.hostedui.testing.MailServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Clock;

/** Makes messages and letter boxes as the program does, with a mail server of the test's own. */
public final class Posting {

  /** A letter box and what it sends to. */
  public record Box(LetterBox letters, MailServer server) {}

  private Posting() {}

  public static void send(
      MailTransport transport, String subject, String text, String html, String to)
      throws MessagingException {
    new MailSender(
            new InternetAddress("Coffeedesk <hello@coffeedesk.example>"),
            transport,
            Clock.systemUTC())
        .send(to, subject, text, html);
  }

  public static Box box(Database database, Vault vault, Ids ids, Clock clock) {
    var server = new MailServer();
    return new Box(box(database, vault, ids, clock, server), server);
  }

  static LetterBox box(
      Database database, Vault vault, Ids ids, Clock clock, MailTransport transport) {
    return box(database, vault, ids, clock, transport, (tx, linkHash, said) -> {});
  }

  static LetterBox box(
      Database database,
      Vault vault,
      Ids ids,
      Clock clock,
      MailTransport transport,
      LetterBox.Refusals refusals) {
    try {
      return new LetterBox(
          database,
          vault,
          new MailSender(new InternetAddress("hello@coffeedesk.example"), transport, clock),
          refusals,
          ids,
          clock);
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }
}
