/**
 * What is common to the answers of identity providers, whichever standard they speak (SAML 2.0,
 * OpenID Connect): which checks an answer passed and failed, and whom it names.
 *
 * <p>An answer is examined as a whole: every check is made and kept, with what was expected and
 * what came, so that a test of a connection can show all of them at once. A sign-in takes nothing
 * from an answer that failed a single one.
 */
@NullMarked
package dev.hostedui.protocol.upstream;

import org.jspecify.annotations.NullMarked;
