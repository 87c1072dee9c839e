/**
 * SAML 2.0 as an identity provider speaks it: metadata, single sign-on by redirect and POST,
 * sign-on that nobody asked for, and single logout. The JDK signs, Apache's xmlsec encrypts.
 *
 * <p>It trusts what its administrator pasted and nothing else: a request of an app it does not
 * know, or one whose signature is not the app's, gets a page that says so.
 */
@NullMarked
package dev.hostedui.customer.idp.saml;

import org.jspecify.annotations.NullMarked;
