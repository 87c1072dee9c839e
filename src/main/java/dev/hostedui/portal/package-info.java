/**
 * What a signed-in person sees under {@code /ui/}: the register of widgets and the frame around
 * them.
 *
 * <p>Each widget is a package below this one, with its templates in the folder of the same name and
 * its tests likewise. {@link dev.hostedui.portal.Section} lists them in menu order with their
 * access; {@link dev.hostedui.portal.Pages} answers for all of them. A widget reads with its own
 * queries and changes things only through the verbs of {@code identity}. Widgets do not know each
 * other.
 */
@NullMarked
package dev.hostedui.portal;

import org.jspecify.annotations.NullMarked;
