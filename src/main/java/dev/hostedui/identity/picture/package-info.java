/**
 * Pictures that others gave us: logos and the icon of the browser's tab.
 *
 * <p>What comes in is told by its content, never by its name or by what the sender calls it ({@link
 * dev.hostedui.identity.picture.PictureFile}). Of a PNG, JPEG or GIF the pixels are taken and
 * written anew, no larger than they are shown: what else was in the file, such as where a photo was
 * taken or a script behind its end, does not come along. Its size is read before its pixels, so
 * that a small file that unpacks to gigabytes is refused unread. An SVG is taken apart and written
 * anew from what only draws.
 *
 * <p>Own code here, the cleaning of SVG: the kept sanitizers of the JVM (OWASP's and jsoup's) know
 * HTML, where SVG has other names and rules; those that know SVG are made for browsers. What is
 * allowed fits on a page, and everything else is refused or left out.
 *
 * <p>{@link dev.hostedui.identity.picture.Pictures} keeps each under a name made of its content. An
 * https address is fetched once and served by us rather than linked to: visitors are not shown to
 * whoever serves it, pages need no exception to their policy, and nobody exchanges what we have
 * looked at.
 */
@NullMarked
package dev.hostedui.identity.picture;

import org.jspecify.annotations.NullMarked;
