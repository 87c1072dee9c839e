package dev.hostedui.mail;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.member.Invitation;
import dev.hostedui.identity.member.MembershipNews;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.passkey.Notice;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.NewDeviceNews;
import dev.hostedui.identity.social.SocialNews;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.User;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Home;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes to people about their account and the organizations they belong to or are invited to. */
public final class AccountLetters
    implements Invitation.Sender, Notice.Sender, MembershipNews, NewDeviceNews, SocialNews {

  private final Post post;
  private final Clock clock;

  public AccountLetters(Post post, Clock clock) {
    this.post = post;
    this.clock = clock;
  }

  @Override
  public void send(Handle tx, Invitation invitation, String token) {
    var organization = Post.name(invitation.organization().displayName());
    var inviter = invitation.inviterEmail();
    post.queue(
        tx,
        invitation.organization().id(),
        invitation.user().email(),
        (environment, app) ->
            new Letter(
                // whoever names an organization would write the subject to strangers
                "You have an invitation on " + app,
                "Join " + organization + " on " + app,
                List.of(
                    (inviter == null ? "You have been invited" : inviter + " has invited you")
                        + " to the "
                        + environment.organizationWord().one()
                        + " "
                        + organization
                        + " on "
                        + app
                        + "."),
                null,
                "Accept Invitation",
                address(token),
                Post.notes(
                    environment,
                    "The invitation is valid until "
                        + Ago.exact(invitation.expiresAt())
                        + " and works once.",
                    "If you did not expect it, you can ignore this mail.")),
        invitation.expiresAt(),
        true,
        new Post.Own(
            MailKind.INVITATION,
            Map.of(
                "link",
                address(token),
                "organization_name",
                organization,
                "inviter_email",
                inviter == null ? "" : inviter,
                "user_name",
                invitation.user().fullName(),
                "user_email",
                invitation.user().email().value(),
                "expiry_time_relative",
                Ago.left(Duration.between(clock.instant(), invitation.expiresAt())),
                "expiry_time",
                Ago.exact(invitation.expiresAt()),
                "expire_time",
                Ago.exact(invitation.expiresAt()))),
        Ids.hash(token));
  }

  @Override
  public boolean isHeldUp() {
    return post.isHeldUp();
  }

  @Override
  public String address(String token) {
    return post.address("/login/invitation/" + token);
  }

  @Override
  public void send(Handle tx, Notice notice, String token) {
    var what = notice.added() ? "added to" : "deleted from";
    post.queue(
        tx,
        notice.organization(),
        notice.user().email(),
        (environment, app) ->
            new Letter(
                app + ": A passkey was " + what + " your account",
                "A passkey was " + what + " your account",
                List.of(
                    "The passkey “"
                        + notice.passkey()
                        + "” was "
                        + what
                        + " your "
                        + app
                        + " account on "
                        + Ago.exact(notice.at())
                        + ".",
                    "It was done with " + where(notice.device()) + ".",
                    "If that was you, there is nothing to do. If it was not, use the link below: it"
                        + " signs your account out everywhere"
                        + (notice.added() ? " and deletes the passkey." : ".")),
                null,
                "This wasn’t me",
                post.address("/login/not-me/" + token),
                Post.notes(
                    environment, "The link works once, until " + Ago.exact(notice.until()) + ".")),
        notice.until());
  }

  @Override
  public void rolesChanged(Handle tx, Organization organization, User user, List<Role> roles) {
    var names =
        roles.stream().map(Role::displayName).map(Post::name).collect(Collectors.joining(", "));
    var one = roles.size() == 1;
    post.news(
        tx,
        user,
        organization.id(),
        "roles",
        (environment, app) ->
            new Letter(
                app + (one ? ": Your role was changed" : ": Your roles were changed"),
                (one ? "Your role is now " : "Your roles are now ") + names,
                List.of(
                    "An admin of "
                        + Post.name(organization.displayName())
                        + (one
                            ? " has changed your role there to "
                            : " has changed your roles there to ")
                        + names
                        + ". What you can see and do on "
                        + app
                        + " may be different from now on."),
                null,
                "Open " + app,
                post.address(Home.PATH),
                Post.notes(
                    environment,
                    "If you did not expect this, ask an admin of "
                        + Names.closing(Post.name(organization.displayName())))));
  }

  @Override
  public void removed(Handle tx, Organization organization, User user) {
    post.news(
        tx,
        user,
        organization.id(),
        "removal",
        (environment, app) ->
            new Letter(
                app + ": You were removed from " + environment.organizationWord().any(),
                "You do not belong to " + Post.name(organization.displayName()) + " any more",
                List.of(
                    "An admin has removed you from "
                        + Post.name(organization.displayName())
                        + " on "
                        + app
                        + ". You are signed out of it, and what belongs to it cannot be opened with"
                        + " your account any more."),
                null,
                "Open " + app,
                post.address(Home.PATH),
                Post.notes(
                    environment,
                    "If that was a mistake, ask an admin there to invite you again.")));
  }

  @Override
  public void left(Handle tx, Organization organization, User user, boolean withAccount) {
    post.news(
        tx,
        user,
        organization.id(),
        "departure",
        (environment, app) ->
            new Letter(
                app + ": You have left " + environment.organizationWord().any(),
                "You have left " + Post.name(organization.displayName()),
                List.of(
                    "You do not belong to "
                        + Post.name(organization.displayName())
                        + " on "
                        + app
                        + " any more."
                        + (withAccount
                            ? " You belonged to nothing else there, so your account was removed, with"
                                + " its passkeys."
                            : "")),
                null,
                "Open " + app,
                post.address(Home.PATH),
                Post.notes(
                    environment,
                    "If it was not you who left, ask an admin there to invite you again.")));
  }

  @Override
  public void signedIn(
      Handle tx, User user, @Nullable OrganizationId organization, Device device, Instant at) {
    post.news(
        tx,
        user,
        organization,
        "new device",
        (environment, app) ->
            new Letter(
                app + ": New sign-in to your account",
                "Somebody signed in on a new device",
                List.of(
                    "Your "
                        + app
                        + " account was signed in to on "
                        + Ago.exact(at)
                        + " with "
                        + where(device)
                        + ".",
                    "If that was you, there is nothing to do. If it was not, look at your sessions"
                        + " and revoke the one you do not know; and make sure that nobody else"
                        + " reads your mail."),
                null,
                "Review your sessions",
                post.address(Home.PATH + "profile/security"),
                Post.notes(environment)));
  }

  @Override
  public void connected(Handle tx, User user, SocialProvider provider, Instant at) {
    post.news(
        tx,
        user,
        null,
        "connected account",
        (environment, app) ->
            new Letter(
                app + ": " + provider.label() + " was connected to your account",
                "An account at " + provider.label() + " was connected to yours",
                List.of(
                    "Your "
                        + app
                        + " account was connected to an account at "
                        + provider.label()
                        + " on "
                        + Ago.exact(at)
                        + ". Whoever can sign in there signs in to your account with it from now"
                        + " on.",
                    "If that was you, there is nothing to do. If it was not, disconnect it, and"
                        + " revoke the sessions you do not know; and make sure that nobody else"
                        + " reads your mail."),
                null,
                "Review your account",
                post.address(Home.PATH + "profile/security"),
                Post.notes(environment)));
  }

  /** The browser, the system and the place, as far as they are known. */
  private static String where(Device device) {
    var agent = device.userAgent();
    var place =
        Stream.of(device.place().city(), device.place().country())
            .filter(part -> part != null && !part.isEmpty())
            .collect(Collectors.joining(", "));
    return (agent.browser().isEmpty() ? "an unknown browser" : agent.browser())
        + (agent.os().isEmpty() ? "" : " on " + agent.os())
        + ", "
        + (place.isEmpty() ? "at an unknown location" : "in " + place)
        + " (IP address "
        + device.ip()
        + ")";
  }
}
