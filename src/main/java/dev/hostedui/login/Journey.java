package dev.hostedui.login;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.grant.AuthorizationRequests.Waiting;
import dev.hostedui.protocol.oidc.AuthorizationRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where a person goes once they are in.
 *
 * @param returnTo a page of the portal, the authorization that waits, or where the app begins to
 *     sign in
 * @param waiting that authorization, or null
 * @param asked what its application has asked for, or null
 * @param organization the one it is known to be about, or null
 * @param organizationGiven whether the application has said which organization it is about
 * @param back where to go instead of proving who it is, for whoever is signed in and was asked to;
 *     null where nobody was
 * @param anew whether who it is must be proven now, however long ago it was
 */
record Journey(
    String returnTo,
    @Nullable Waiting waiting,
    @Nullable AuthorizationRequest asked,
    @Nullable OrganizationId organization,
    boolean organizationGiven,
    @Nullable String back,
    boolean anew) {

  /** To where the app begins to sign in, or to the portal when there is no such place. */
  static Journey toApp(@Nullable String appUrl) {
    return new Journey(
        appUrl == null ? Journeys.HOME : appUrl, null, null, null, true, null, false);
  }

  /** To a page of ours. */
  static Journey to(String page) {
    return new Journey(page, null, null, null, false, null, false);
  }

  /** This journey of somebody who has shown to know which organization it is about. */
  Journey about(OrganizationId it) {
    return new Journey(returnTo, waiting, asked, it, organizationGiven, back, anew);
  }

  /** What the person signs in to: the application that waits, or the app as a whole. */
  String application(String appName) {
    return waiting == null ? appName : waiting.applicationName();
  }

  /** Whether it ends with an application, and not on a page of ours. */
  boolean leavesUs() {
    return !returnTo.startsWith(Journeys.HOME) && !leadsToChooser();
  }

  /** Whether it ends where people choose their organization. */
  boolean leadsToChooser() {
    return returnTo.startsWith(Journeys.CHOOSER);
  }

  /** Whether somebody goes there to accept an invitation. */
  boolean isOfInvited() {
    return leadsToChooser() && returnTo.endsWith(Journeys.INVITED);
  }

  /** Whether the application that waits has waited too long: it gets no answer any more. */
  boolean isOver() {
    return waiting == null ? returnTo.startsWith(Journeys.CONTINUE) : waiting.over();
  }

  /** This journey for somebody who can go elsewhere instead of proving who they are. */
  Journey orBack(String elsewhere) {
    return new Journey(returnTo, waiting, asked, organization, organizationGiven, elsewhere, anew);
  }

  /** This journey for somebody who must prove now who they are, or go elsewhere instead. */
  Journey provenAnew(String elsewhere) {
    return new Journey(returnTo, waiting, asked, organization, organizationGiven, elsewhere, true);
  }

  /** How long ago who it is may have been proven, in seconds, or null when that does not matter. */
  @Nullable Long maxAgeSeconds() {
    if (anew) return 0L;
    if (asked == null) return null;
    return asked.prompt().contains(AuthorizationRequest.Ask.LOGIN)
        ? Long.valueOf(0)
        : asked.maxAgeSeconds();
  }

  /**
   * This journey for somebody who has finished it in another tab. An application takes an answer
   * only once, so the provider begins anew with it where it can.
   */
  Journey again() {
    return waiting == null || !waiting.answered()
        ? this
        : new Journey(
            returnTo + "?again", waiting, asked, organization, organizationGiven, back, anew);
  }
}
