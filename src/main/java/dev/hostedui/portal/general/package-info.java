/**
 * The General widget: the organization's name and the email domains that suggest it.
 *
 * <p>Whoever may read the settings sees it; only managers get fields and buttons. What a name or a
 * domain may be is a rule of {@code identity}.
 */
@NullMarked
package dev.hostedui.portal.general;

import org.jspecify.annotations.NullMarked;
