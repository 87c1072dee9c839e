/**
 * Links by which people without an account set up single sign-on, provisioning and domains of an
 * organization, the sessions they open, and what became of them.
 *
 * <p>A {@link dev.hostedui.identity.portallink.PortalLink} is made by who may do themselves what it
 * opens. Its address holds a random UUID (RFC 9562 §5.4), of which only the hash is stored: it is
 * shown once. A shareable link can be opened as often as one likes for seven days; an embed link,
 * which an app makes for the frame on its own page, once within a minute. Both can be narrowed to
 * some modules or to one step, and bound to an address that proves itself by a code that is mailed.
 *
 * <p>Looking at a link uses nothing up ({@link dev.hostedui.identity.portallink.PortalLinks#find}):
 * scanners of mail look at everything. {@link dev.hostedui.identity.portallink.PortalSessions#open}
 * opens a session of its own, which has nothing to do with those of people.
 *
 * <p>What a link opens is read anew at each request and by each verb, in the statement that finds
 * it: when it is revoked, its feature goes off or its organization is deleted, nothing has to be
 * ended besides.
 */
@NullMarked
package dev.hostedui.identity.portallink;

import org.jspecify.annotations.NullMarked;
