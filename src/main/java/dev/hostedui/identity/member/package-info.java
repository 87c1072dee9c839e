/**
 * Members: who belongs to which organization, with which roles, and how they came to.
 *
 * <p>The rules that keep an organization governable live here, inside the transactions they guard:
 * nobody changes or removes themselves, the last admin stays, who gives, renews or takes away a
 * role holds all that it gives, and the seats are counted. {@link
 * dev.hostedui.identity.member.MembershipRules} asks them, {@link
 * dev.hostedui.identity.member.MemberTable} writes the rows, and portal, sign-in and jobs come
 * through {@link dev.hostedui.identity.member.Members} and {@link
 * dev.hostedui.identity.member.Invitations}.
 *
 * <p>The walk of "change a member's role":
 *
 * <ol>
 *   <li>{@code portal.users.UsersWidget.changeRole} takes the member from the path and the role
 *       from the form; {@code web.Gate} has let the request in.
 *   <li>{@code Members.changeRole} opens one transaction: {@code Actor.must} reads the session and
 *       the rights as of now, {@code MembershipRules} may refuse, {@code MemberTable} writes the
 *       role, {@code Events} notes it, and {@code MembershipNews} writes the member a letter.
 *   <li>The widget draws the list again with a toast; a {@code Problem} comes back as the form or
 *       the list as it truly is.
 * </ol>
 *
 * <p>Own code here: {@link dev.hostedui.identity.member.MemberSearch}. Both engines have a full
 * text search, but not the same one, and neither keeps one organization's words from slowing
 * another's.
 */
@NullMarked
package dev.hostedui.identity.member;

import org.jspecify.annotations.NullMarked;
