/**
 * What a signed-in person sees under {@code /ui/}: the register of widgets and the frame around
 * them.
 *
 * <p>Each widget is a package below this one, with its templates in the folder of the same name and
 * its tests likewise. {@link dev.hostedui.portal.Section} lists them in menu order with their
 * access. A widget stands on a {@link dev.hostedui.portal.Surface}, which knows the address, who
 * acts in which organization, and how answers reach the browser; {@link dev.hostedui.portal.Pages}
 * makes the surface of each section. No widget names an address of its own. A widget reads with its
 * own queries and changes things only through the verbs of {@code identity}. Widgets do not know
 * each other.
 *
 * <p>Every form carries the organization it shows, from its {@link dev.hostedui.portal.Spot}; the
 * gate refuses it when another one has been chosen since, in whichever window.
 */
@NullMarked
package dev.hostedui.portal;

import org.jspecify.annotations.NullMarked;
