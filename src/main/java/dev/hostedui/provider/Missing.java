package dev.hostedui.provider;

import dev.hostedui.identity.session.Proof;
import dev.hostedui.identity.session.Session;
import dev.hostedui.protocol.Query;
import dev.hostedui.protocol.oidc.AuthorizationRequest;
import dev.hostedui.protocol.oidc.AuthorizationRequest.Ask;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Visitor;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a person must do before the application gets its answer. */
enum Missing {
  SIGN_IN("/login"),
  SIGN_UP("/login/sign-up"),
  /** What has proven who they are does not count in the organization that the request is for. */
  PROOF("/login"),
  ORGANIZATION("/login/organization");

  private final String path;

  Missing(String path) {
    this.path = path;
  }

  /**
   * What an application is told that wants no page shown ({@code prompt=none}).
   *
   * @param hinted whether the application names the person
   */
  OAuthProblem silently(boolean hinted) {
    if (this == PROOF)
      return OAuthProblem.loginRequired(
          "What has proven who the person is does not count in this organization.");
    return this == ORGANIZATION
        ? OAuthProblem.interactionRequired("The person must choose an organization first.")
        : OAuthProblem.loginRequired(
            hinted
                ? "The person whom the app means (id_token_hint, claims) is not signed in here."
                : "Nobody is signed in, or not recently enough.");
  }

  /**
   * The page where the person does it.
   *
   * @param back where they go on afterwards
   * @param loginHint the address to fill in, or null
   * @param signedIn whether somebody is signed in already
   */
  String address(String back, @Nullable String loginHint, boolean signedIn) {
    var address = path + "?return_to=" + Query.encoded(back);
    if (this == ORGANIZATION) return address;
    // without this word, who is signed in would be sent on at once; the app wants a new proof
    if (signedIn) address += "&again";
    return loginHint == null ? address : address + "&login_hint=" + Query.encoded(loginHint);
  }

  /**
   * What is missing, or empty when the answer can be given.
   *
   * @param visitor who is signed in, or null
   * @param proof says by what somebody last showed who they are in the way that the request wants;
   *     asked only where the request depends on it, for the answer is read from the database
   * @param lastShownAt says when they did so in any way, likewise
   * @param hinted the id of the user whom the application means, or null
   * @param wanted the id of the organization that the application means, or null
   * @param since when the request began, if it was kept: what was proven or chosen after that
   *     counts for it; null for one that begins now
   * @throws OAuthProblem when somebody else than the one who is meant has signed in for it
   */
  static Optional<Missing> from(
      @Nullable Visitor visitor,
      Function<Session, Optional<Proof>> proof,
      Function<Session, Instant> lastShownAt,
      AuthorizationRequest request,
      @Nullable String hinted,
      @Nullable String wanted,
      @Nullable Instant since,
      Instant now) {
    var create = request.prompt().contains(Ask.CREATE);
    if (visitor == null) return Optional.of(create ? SIGN_UP : SIGN_IN);
    var session = visitor.session();
    if (hinted != null && !session.user().id().value().equals(hinted)) {
      // §3.1.2.1: somebody else has signed in for it, and must not be taken for the one who is
      // meant
      if (since != null && since(lastShownAt.apply(session), since))
        throw OAuthProblem.loginRequired(
            "Somebody else signed in than the person whom the app means (id_token_hint, claims).");
      return Optional.of(SIGN_IN);
    }
    if (wantsProof(request)) {
      var maxAge = request.maxAgeSeconds();
      var shown = proof.apply(session);
      if (isAnew(request) && shown.filter(it -> isNew(it, request, since)).isEmpty())
        return Optional.of(create ? SIGN_UP : SIGN_IN);
      if (maxAge != null && shown.filter(it -> isYoung(it, maxAge, since, now)).isEmpty())
        return Optional.of(SIGN_IN);
    }
    return organizationIsMissing(visitor, request, wanted, since)
        ? Optional.of(ORGANIZATION)
        : Optional.empty();
  }

  /**
   * Whether somebody has chosen an organization for this request. Where it wants a new proof, the
   * provider that gave one since may have chosen for them, and they have yet to be asked.
   *
   * @param lastShownAt as {@link #from} is given it
   */
  static boolean hasChosen(
      Session session,
      Function<Session, Instant> lastShownAt,
      AuthorizationRequest request,
      @Nullable Instant since) {
    return since(session.organizationChosenAt(), since)
        && !(wantsProof(request) && since(lastShownAt.apply(session), since));
  }

  private static boolean wantsProof(AuthorizationRequest request) {
    return isAnew(request) || request.maxAgeSeconds() != null;
  }

  private static boolean isAnew(AuthorizationRequest request) {
    return request.prompt().contains(Ask.CREATE) || request.prompt().contains(Ask.LOGIN);
  }

  /** Whether something happened after the request began; one that has only just begun: no. */
  static boolean since(Instant happened, @Nullable Instant began) {
    return began != null && !happened.isBefore(began);
  }

  /** Who signs up need not have proven it anew to a provider that knows them already. */
  private static boolean isNew(Proof shown, AuthorizationRequest request, @Nullable Instant since) {
    return since(request.prompt().contains(Ask.LOGIN) ? shown.at() : shown.shownAt(), since);
  }

  /** What was shown for the request has to have been young enough as that began. */
  private static boolean isYoung(Proof shown, long maxAge, @Nullable Instant since, Instant now) {
    var judged = since != null && since(shown.shownAt(), since) ? since : now;
    return !shown.at().plusSeconds(maxAge).isBefore(judged);
  }

  private static boolean organizationIsMissing(
      Visitor visitor,
      AuthorizationRequest request,
      @Nullable String wanted,
      @Nullable Instant since) {
    var active = visitor.active();
    if (wanted != null) {
      // an app that asks silently must not turn the portal to another organization
      return request.prompt().contains(Ask.NONE)
          && (active == null || !active.id().value().equals(wanted));
    }
    return active == null
        || (request.prompt().contains(Ask.SELECT_ACCOUNT)
            && !since(visitor.session().organizationChosenAt(), since));
  }
}
