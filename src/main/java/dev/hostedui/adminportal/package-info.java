/**
 * The admin portal: single sign-on, provisioning and domains for people without an account, who
 * were given a link, on a page of its own or in a frame on a page of the app.
 *
 * <p>Its widgets are those of the portal, on another {@link dev.hostedui.portal.Surface}: {@code
 * PortalPages} makes one for each {@code Place}. Who acts is whoever holds the link; {@code
 * LinkCredential} knows them by a cookie that has nothing to do with the session of a signed-in
 * person. A link that is narrowed to one step reaches only the routes that say so in the register.
 *
 * <p><b>How a link is opened.</b> A GET uses nothing up, whoever sends it: scanners of mail, a
 * browser that fetches ahead, HEAD. It answers a page whose button opens the session by POST. In a
 * frame the button of an embed link presses itself as soon as the page is there, so that nobody has
 * to click; without script it is pressed by hand. We do not take {@code Sec-Fetch-Dest: iframe} for
 * the proof instead: a GET would then change something, and browsers that do not send it would be
 * left out.
 *
 * <p><b>In a frame.</b> Only registered sites may show it ({@code Framing}); everything else of
 * this program stays in no frame at all. Forms are posted from our own page in the frame, so the
 * gate's rule against requests from other sites holds there as everywhere. A tab that a form opens
 * out of a frame has another jar of cookies, so the form carries a sealed pass into it ({@code
 * OwnTab}).
 *
 * <p>The page around is told what happens by messages ({@code Message}), to exactly the origin that
 * is registered and shows the portal, and to nobody where that is not known.
 */
@NullMarked
package dev.hostedui.adminportal;

import org.jspecify.annotations.NullMarked;
