package dev.hostedui.identity.portallink;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.mailedcode.MailedCodeLimits;
import dev.hostedui.identity.mailedcode.PastedCode;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The codes by which a link's address is proven. A link has one at a time: the newest that was
 * mailed.
 */
public final class PortalCodes {

  private final MailedCodeLimits limits;
  private final Environments environments;
  private final PortalNews news;
  private final Vault vault;
  private final Ids ids;
  private final Clock clock;

  public PortalCodes(
      Environments environments, PortalNews news, Vault vault, Ids ids, Clock clock) {
    this.limits = new MailedCodeLimits(ids, clock);
    this.environments = environments;
    this.news = news;
    this.vault = vault;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Mails a code; an earlier one is void.
   *
   * @throws Problem TOO_MANY when the mailbox has had its mails of this minute, hour or day
   */
  void send(Handle tx, PortalLink link, EmailAddress to, String path) {
    limits.send(tx, to);
    var code = ids.sixDigits();
    var until = clock.instant().plus(environments.current().codeLifetime());
    var organization = Organizations.get(tx, link.organization());
    news.portalCode(tx, to, organization, path, code, until);
    tx.createUpdate(
            """
            INSERT INTO portal_codes (link_id, code_hash, expires_at) VALUES (:link, :hash, :until)
            ON CONFLICT (link_id) DO UPDATE
               SET code_hash = excluded.code_hash, wrong_codes = 0, expires_at = excluded.expires_at
            """)
        .bind("link", link.id())
        .bind("hash", vault.digest(place(link), code))
        .bind("until", until)
        .execute();
  }

  private record Code(String hash, Instant expiresAt) {}

  /**
   * Why a code does not prove the address, or null when it does, and then it is used up. A wrong
   * one is counted, for which the transaction must be carried out.
   *
   * @param typed as it was typed or pasted
   */
  @Nullable Problem refusal(Handle tx, PortalLink link, EmailAddress address, String typed) {
    // what is not six digits was mistyped, and does not count as a guess
    var code = PastedCode.read(typed).orElse(null);
    if (code == null) return Problem.invalid("code_missing").at("code");
    if (!limits.mayGuess(tx, address))
      return Problem.tooMany("too_many_portal_guesses_for_address", Duration.ofHours(1));
    // counted before it is compared: racing guesses cannot share one count
    var sent =
        tx.createQuery(
                """
                UPDATE portal_codes SET wrong_codes = wrong_codes + 1 WHERE link_id = :link AND wrong_codes < :most
                RETURNING code_hash AS hash, expires_at
                """)
            .bind("link", link.id())
            .bind("most", MailedCodeLimits.MOST_GUESSES)
            .mapTo(Code.class)
            .findOne()
            .orElse(null);
    if (sent == null)
      return Problem.tooMany("too_many_portal_guesses", Duration.ofMinutes(1)).at("code");
    if (!clock.instant().isBefore(sent.expiresAt))
      return Problem.conflict("code_expired").at("code");
    if (vault.matches(place(link), code, sent.hash)) {
      tx.createUpdate("DELETE FROM portal_codes WHERE link_id = :link")
          .bind("link", link.id())
          .execute();
      return null;
    }
    limits.guessedWrong(tx, address);
    return Problem.invalid("wrong_code").at("code");
  }

  private static String place(PortalLink link) {
    return "portal_codes:" + link.id().value() + ":code_hash";
  }
}
