package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.Examination;
import org.jspecify.annotations.Nullable;

/**
 * What an answer to a sign-in turned out to be.
 *
 * @param examination every check, whom the answer names, and the assertion for showing
 * @param nameId how the provider names them, all of it, for a later logout; null when it gave no
 *     name. Believe it only when the examination is accepted
 */
public record ExaminedResponse(Examination examination, @Nullable NameId nameId) {}
