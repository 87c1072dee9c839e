/**
 * What a person sees on the way in: the address, the code, the link, an invitation, the choice of
 * an organization. Plain forms and whole pages, no script needed.
 *
 * <p>A sign-in begun is a row, bound to the browser by a cookie; each step reads the row and
 * answers with the next page. A session begins only when the address is proven. What a stranger
 * sees does not tell whether an address has an account: same words, same status, same work.
 *
 * <p>It does not decide who belongs where; joining and creating are verbs of {@code Members}.
 */
@NullMarked
package dev.hostedui.login;

import org.jspecify.annotations.NullMarked;
