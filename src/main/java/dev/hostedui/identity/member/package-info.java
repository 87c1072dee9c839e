/**
 * Members: who belongs to which organization, with which roles, and how they came to.
 *
 * <p>The rules that keep an organization governable live here, inside the transactions they guard:
 * nobody changes or removes themselves, somebody who can change roles always remains, nobody gives
 * away more than they hold, and the seats are counted. Portal, sign-in and jobs all come through
 * {@link dev.hostedui.identity.member.Members}.
 *
 * <p>Own code here: {@link dev.hostedui.identity.member.MemberSearch}. Both engines have a full
 * text search, but not the same one, and neither keeps one organization's words from slowing
 * another's.
 */
@NullMarked
package dev.hostedui.identity.member;

import org.jspecify.annotations.NullMarked;
