/**
 * SCIM 2.0 from the side of those who push (RFC 7643, RFC 7644), as the products of several vendors
 * speak it: {@code App} makes the calls, a {@code Dialect} chooses them and words their bodies.
 *
 * <p>Nothing here knows a directory: it is told of {@code Account}s and {@code Member}s.
 */
@NullMarked
package dev.hostedui.customer.directory.scim;

import org.jspecify.annotations.NullMarked;
