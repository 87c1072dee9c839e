/**
 * What identity providers and browsers on their way to and from them call: {@code /sso/v1/…}.
 *
 * <p>A sign-in departs here ({@code Departure}) with a request of its own, goes to the provider's
 * pages and comes back with an answer ({@code SamlAnswers}, {@code OidcAnswers}). The answer is
 * examined as a whole; a good one is kept, once, and the browser goes on to {@code login}, where
 * its cookies are and where it must be the browser that departed. A bad one is told in plain words
 * here and changes nothing. A test run takes the same ways with settings that are not live yet, and
 * ends here ({@code Trials}): it signs nobody in.
 *
 * <p>Providers for everybody have a way of their own there and back ({@code Social}): they know one
 * client of the whole app, belong to no organization, and nothing of theirs is examined by one's
 * settings.
 *
 * <p>What nobody asked for never becomes a session: it is handed to the app, which begins a sign-in
 * of its own ({@code Unsolicited}). Signing out goes both ways ({@code SamlLogout}, {@code
 * OidcLogout}) and ends only sessions that the very connection has vouched for.
 *
 * <p>It knows what the standards say by {@code protocol} and what a connection is set to by {@code
 * identity.connection}. Whose account an answer leads to is not decided here.
 */
@NullMarked
package dev.hostedui.sso;

import org.jspecify.annotations.NullMarked;
