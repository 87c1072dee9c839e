/**
 * The service provider's side of SAML 2.0: what we ask an identity provider, and whether its answer
 * holds.
 *
 * <p>{@link dev.hostedui.protocol.saml.MetadataReader} reads the file of an identity provider,
 * {@link dev.hostedui.protocol.saml.SpMetadata} writes ours, {@link
 * dev.hostedui.protocol.saml.AuthnRequest} asks for a sign-in, {@link
 * dev.hostedui.protocol.saml.ReceivedResponse} examines what comes back, and {@link
 * dev.hostedui.protocol.saml.LogoutRequest} and {@link dev.hostedui.protocol.saml.LogoutResponse}
 * end it all. Canonical XML, XML Signature and XML Encryption are Santuario's, which is imported
 * here only and loaded when the first signature is made or checked.
 *
 * <p>Rules that the weaknesses of others have taught, and where they live: no document with a
 * DOCTYPE is read ({@code Xml}); a signature must name its own parent by an id that is there once,
 * by algorithms we chose, with a key that was stored before ({@code SignatureCheck}); what a person
 * is called is read from the very octets that were signed, parsed again ({@code
 * ResponseExamination}); there is one assertion in the whole answer, plain or encrypted; broken
 * ciphertexts all get one answer ({@code Decryption}); what a redirect says is read from the very
 * characters that were signed ({@code RedirectQuery}).
 *
 * <p>It remembers nothing: whether an answer was asked for, by whom, and was not used before, is
 * for those to say who store it. It does not ask for an authentication context, because providers
 * refuse people over it, and never accepts an assertion that nobody signed.
 */
@NullMarked
package dev.hostedui.protocol.saml;

import org.jspecify.annotations.NullMarked;
