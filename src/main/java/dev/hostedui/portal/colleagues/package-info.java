/**
 * Asking colleagues without an account to set something up, on the pages of Single Sign On, SCIM
 * Provisioning and Domain Verification.
 *
 * <p>It is one widget that stands below each of the three pages. They only lead to it, where their
 * surface offers that; so it is not there for who came in by a link.
 */
@NullMarked
package dev.hostedui.portal.colleagues;

import org.jspecify.annotations.NullMarked;
