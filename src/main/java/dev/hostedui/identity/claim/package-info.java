/**
 * What the operator lets tokens say beside what they always say: claims of one's own, each a name
 * and an expression over the person and the organization.
 *
 * <p>{@link dev.hostedui.identity.claim.ClaimExpression} is the whole language: names with dots, a
 * default, a literal. It is our own because the libraries there are bring a language that calls
 * methods and reaches classes, which would have to be locked up again; this one can do nothing but
 * look a name up in a map of plain values ({@link dev.hostedui.identity.claim.ClaimSubject}), so
 * there is nothing to lock up. It is checked when it is saved, and then cannot fail any more: what
 * is missing when a token is written leaves the claim out.
 *
 * <p>{@link dev.hostedui.identity.claim.TokenClaims} keeps them. Which tokens carry them is decided
 * by {@code provider}.
 */
@NullMarked
package dev.hostedui.identity.claim;

import org.jspecify.annotations.NullMarked;
