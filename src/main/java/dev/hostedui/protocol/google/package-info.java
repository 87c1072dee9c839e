/**
 * What Google's documentation says about the directory of a Google Workspace: how an administrator
 * allows somebody to read it (OAuth 2.0 for Web Server Applications, OpenID Connect), and what the
 * Admin SDK Directory API answers about users, groups and members.
 *
 * <p>{@link dev.hostedui.protocol.google.GoogleClient} knows the addresses and makes the requests,
 * {@link dev.hostedui.protocol.google.TokenReply} and {@link dev.hostedui.protocol.google.Listing}
 * read the answers, and {@link dev.hostedui.protocol.google.GoogleRefused} tells one refusal from
 * another: most of them arrive as 400 or 403 and are told apart by a word in the body.
 *
 * <p>Nothing here calls anybody: {@code dev.hostedui.upstream} does. Nothing here decides what
 * becomes of a person: that is what {@code dev.hostedui.identity.directory} is for.
 */
@NullMarked
package dev.hostedui.protocol.google;

import org.jspecify.annotations.NullMarked;
