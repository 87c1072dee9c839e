package dev.hostedui.login;

import dev.hostedui.identity.grant.AuthorizationRequests.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Where a person goes once they are in.
 *
 * @param returnTo a page of the portal, or the authorization that waits
 * @param waiting that authorization, or null
 * @param organizationGiven whether the application has said which organization it is about
 */
record Journey(String returnTo, @Nullable Waiting waiting, boolean organizationGiven) {

  /** What the person signs in to: the application that waits, or the app as a whole. */
  String application(String appName) {
    return waiting == null ? appName : waiting.applicationName();
  }
}
