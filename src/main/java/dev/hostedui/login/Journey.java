package dev.hostedui.login;

import dev.hostedui.identity.grant.AuthorizationRequests.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Where a person goes once they are in.
 *
 * @param returnTo a page of the portal, the authorization that waits, or where the app begins to
 *     sign in
 * @param waiting that authorization, or null
 * @param organizationGiven whether the application has said which organization it is about
 */
record Journey(String returnTo, @Nullable Waiting waiting, boolean organizationGiven) {

  /** To where the app begins to sign in, or to the portal when there is no such place. */
  static Journey toApp(@Nullable String appUrl) {
    return new Journey(appUrl == null ? Journeys.HOME : appUrl, null, true);
  }

  /** What the person signs in to: the application that waits, or the app as a whole. */
  String application(String appName) {
    return waiting == null ? appName : waiting.applicationName();
  }

  /** Whether it ends with an application, and not on a page of ours. */
  boolean leavesUs() {
    return !returnTo.startsWith(Journeys.HOME);
  }

  /**
   * This journey for somebody who has finished it in another tab. An application takes an answer
   * only once, so the provider begins anew with it where it can.
   */
  Journey again() {
    return waiting == null || !waiting.answered()
        ? this
        : new Journey(returnTo + "?again", waiting, organizationGiven);
  }
}
