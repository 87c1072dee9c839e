/**
 * The Single Sign On page: an organization's own identity provider is chosen, connected step by
 * step, tested and switched on.
 *
 * <p>What a provider's console calls things and what is to be done there stands in {@link
 * dev.hostedui.guide guides}, as files and not as code.
 */
@NullMarked
package dev.hostedui.portal.sso;

import org.jspecify.annotations.NullMarked;
