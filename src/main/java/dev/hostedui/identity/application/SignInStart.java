package dev.hostedui.identity.application;

import org.jspecify.annotations.Nullable;

/**
 * Where an application begins a sign-in when it is asked to (OpenID Connect Core §4).
 *
 * @param issuer the public address by which the application last asked for tokens, perhaps an
 *     earlier one of ours, or null when it never did: it refuses to begin for any other issuer
 */
public record SignInStart(String uri, @Nullable String issuer) {}
