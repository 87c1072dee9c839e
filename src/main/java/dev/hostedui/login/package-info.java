/**
 * What a person sees on the way in: the address, the code, the link, a passkey, an invitation, the
 * choice of an organization. Plain forms and whole pages, no script needed.
 *
 * <p>A sign-in is a row, {@code LoginAttempt}: by what means it is proven, whether it is, where it
 * leads. It belongs to one browser by a cookie. {@code LoginFlow} reads the row and says what comes
 * next; a step does its own part, stores what it found out and returns there, and no step knows
 * another. {@code SignIns} turns the proof into a session; {@code Journeys} reads where a sign-in
 * may lead. Whoever has a home realm proves who they are there: it is asked before anything is sent
 * to an address, and after a passkey or an invitation. The way there and back is the face {@code
 * sso}; its answers are kept in {@code identity.signon}, and {@code UpstreamStep} comes for them in
 * the browser that was sent away. A session begins only when it is proven who it is. What a
 * stranger sees does not tell whether an address has an account: same words, same status, same
 * work.
 *
 * <p>By a provider for everybody ({@code SocialStep}) people prove who they are first, and only
 * then is it known whose sign-in it is: {@code SocialProof} says which account it leads to, and a
 * home realm of that has to vouch instead, before there is a session.
 *
 * <p>Signing out is here too ({@code Login}), and so are passkeys on the way in with {@code
 * /.well-known/webauthn} ({@code PasskeyStep}) and the limits of codes ({@code MailedCodes}).
 *
 * <p>It does not decide who belongs where; joining and creating are verbs of {@code Members}.
 */
@NullMarked
package dev.hostedui.login;

import org.jspecify.annotations.NullMarked;
