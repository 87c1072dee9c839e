package dev.hostedui.identity.environment;

import static dev.hostedui.identity.environment.EnvironmentSetting.ACCESS_TOKEN_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.CODE_SECONDS;
import static dev.hostedui.identity.environment.EnvironmentSetting.DISPOSABLE_EMAIL_DOMAINS;
import static dev.hostedui.identity.environment.EnvironmentSetting.INVITATION_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.MULTIPLE_MEMBERSHIPS;
import static dev.hostedui.identity.environment.EnvironmentSetting.ORGANIZATIONS_PER_USER;
import static dev.hostedui.identity.environment.EnvironmentSetting.PUBLIC_EMAIL_DOMAINS;
import static dev.hostedui.identity.environment.EnvironmentSetting.SESSION_ABSOLUTE_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.SIGN_UP;

import dev.hostedui.identity.application.SignInStart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the whole installation.
 *
 * @param termsUrl the app's terms of service, named where people sign in, or null
 * @param privacyUrl the app's privacy policy, named there too, or null
 * @param signUp whether someone nobody invited may make an account
 * @param publicEmailDomains whether addresses at public mail providers may sign up and be invited
 * @param disposableEmailDomains whether throw-away addresses may
 * @param multipleMemberships whether one person may belong to several organizations
 * @param organizationsPerUser how many organizations one person may make, 0 for no limit
 * @param invitationLifetime 1 minute to 30 days
 * @param codeLifetime 60 to 3600 seconds; also of the link in the same mail
 * @param sessionIdle how long a session may rest, or null for as long as it lasts
 * @param accessTokenLifetime of applications that have none of their own, 1 to 43200 minutes
 * @param app the way from here to the app: where the oldest application begins a sign-in, of those
 *     whose address is the same for every organization, or null
 * @param appVaries whether it may be another one where the organization is known
 */
public record Environment(
    Branding branding,
    @Nullable String supportEmail,
    @Nullable String termsUrl,
    @Nullable String privacyUrl,
    OrganizationWord organizationWord,
    boolean signUp,
    boolean publicEmailDomains,
    boolean disposableEmailDomains,
    boolean multipleMemberships,
    int organizationsPerUser,
    Duration invitationLifetime,
    Duration codeLifetime,
    Duration sessionAbsolute,
    @Nullable Duration sessionIdle,
    Duration accessTokenLifetime,
    @Nullable SignInStart app,
    boolean appVaries) {

  /** What an installation starts with. */
  public static Environment initial(
      Branding branding,
      @Nullable String supportEmail,
      @Nullable String termsUrl,
      @Nullable String privacyUrl) {
    return new Environment(
        branding,
        supportEmail,
        termsUrl,
        privacyUrl,
        OrganizationWord.STANDARD,
        SIGN_UP.standardlyOn(),
        PUBLIC_EMAIL_DOMAINS.standardlyOn(),
        DISPOSABLE_EMAIL_DOMAINS.standardlyOn(),
        MULTIPLE_MEMBERSHIPS.standardlyOn(),
        (int) ORGANIZATIONS_PER_USER.standard(),
        Duration.ofMinutes(INVITATION_MINUTES.standard()),
        Duration.ofSeconds(CODE_SECONDS.standard()),
        Duration.ofMinutes(SESSION_ABSOLUTE_MINUTES.standard()),
        null,
        Duration.ofMinutes(ACCESS_TOKEN_MINUTES.standard()),
        null,
        false);
  }
}
