/**
 * The Domain Verification page: the domains of an organization, and for each what to publish in its
 * DNS, whether that is there, and what is wrong when it is not.
 *
 * <p>Its reader has the console of a DNS provider open beside it. So every value can be copied, and
 * what name servers say is told as what was seen and what to do about it. Nothing here looks
 * anything up: {@code identity.emaildomain} does, and keeps what was said last. While a record is
 * looked for, the page asks for news by itself, ever more seldom, and stops after half an hour.
 */
@NullMarked
package dev.hostedui.portal.domains;

import org.jspecify.annotations.NullMarked;
