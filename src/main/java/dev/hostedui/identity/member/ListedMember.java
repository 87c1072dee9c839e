package dev.hostedui.identity.member;

import dev.hostedui.identity.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A member as a list shows them. Until somebody has accepted an invitation, it shows of them what
 * the inviter typed, the address, and not what others know: names and sign-ins.
 *
 * @param position the place in the list: the higher, the later they came
 * @param roles display names, comma separated
 * @param expiresAt when the invitation ends or ended, or null
 * @param signedInAt when they last signed in, to this organization, or null
 * @param mailFault what the mail server said when it refused the invitation, or null
 * @param keptOut whether they are inactive because a directory says so, which only it takes back
 */
public record ListedMember(
    UserId user,
    String email,
    String givenName,
    String familyName,
    long position,
    String roles,
    MembershipStatus status,
    @Nullable Instant expiresAt,
    @Nullable Instant signedInAt,
    @Nullable String mailFault,
    boolean keptOut) {}
