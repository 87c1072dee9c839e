package dev.hostedui.portal.users;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.member.ListedMember;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Avatar;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list.
 *
 * @param name full name, or empty
 * @param roles display names, comma separated
 * @param expiry when the invitation ends or ended, or null
 * @param signedIn when they last signed in, or null
 * @param mailFault what the mail server said when it refused the invitation, or null
 * @param keptOut whether a directory keeps them out
 * @param self whether it is the visitor
 * @param aboveVisitor whether their role gives more than the visitor's own, which then neither
 *     changes nor takes it away
 */
public record ListedUser(
    String id,
    String name,
    String email,
    Avatar avatar,
    long position,
    String roles,
    MembershipStatus status,
    @Nullable Ago expiry,
    @Nullable Ago signedIn,
    @Nullable String mailFault,
    boolean keptOut,
    boolean self,
    boolean aboveVisitor) {

  private static final Pattern REPLY = Pattern.compile("\\b[45]\\d\\d[ -].{1,100}");

  static ListedUser of(ListedMember member, Actor visitor, boolean aboveVisitor, Instant now) {
    var given = member.givenName();
    var family = member.familyName();
    var expires = member.expiresAt();
    var signedIn = member.signedInAt();
    return new ListedUser(
        member.user().value(),
        (given + " " + family).strip(),
        member.email(),
        Avatar.of(given, family, member.email()),
        member.position(),
        member.roles(),
        member.status(),
        expires == null ? null : Ago.of(expires, now),
        signedIn == null ? null : Ago.of(signedIn, now),
        member.mailFault(),
        member.keptOut(),
        visitor.is(member.user()),
        aboveVisitor);
  }

  /** How the person is named in buttons and messages. */
  public String label() {
    return name.isEmpty() ? email : name;
  }

  /** When they were last here, or until when they are expected. */
  public String lastSeen() {
    if (status == MembershipStatus.INACTIVE)
      return keptOut
          ? "Deactivated by your directory"
          : "Deactivated by an earlier directory: you can invite them again";
    if (isUndelivered()) return "The mail was refused" + reply() + ".";
    if (invited() && expiry != null)
      return status == MembershipStatus.PENDING_INVITE
          ? "Invitation ends " + expiry.words()
          : "Expired on " + expiry.exact();
    return signedIn == null ? "Never signed in" : signedIn.words();
  }

  /** What the server said, from the number of its reply on (RFC 5321 §4.2). */
  private String reply() {
    var reply = REPLY.matcher(mailFault == null ? "" : mailFault);
    return reply.find() ? " (" + reply.group().strip() + ")" : "";
  }

  /** Whether there is an invitation whose mail never arrived. */
  public boolean isUndelivered() {
    return status == MembershipStatus.PENDING_INVITE && mailFault != null;
  }

  /** Whether {@link #lastSeen} is a time only, which the head of its column explains. */
  public boolean saysWhenSignedIn() {
    return status == MembershipStatus.ACTIVE && signedIn != null;
  }

  /** Whether there is an invitation to send again. */
  public boolean invited() {
    return status.invited();
  }
}
