/**
 * Sign-in with an account at a provider that is for everybody (Google, Microsoft, GitHub, GitLab,
 * LinkedIn, Salesforce): the operator's client there, and which of its accounts leads to whom here.
 *
 * <p>Such a provider speaks for nobody's organization, which is why these connections share no
 * table with those of organizations. A person is known by connection and subject first. Else they
 * are known by an address that the provider has proven; where it has not, or where another of its
 * accounts is known by that address, they show here that the mailbox is theirs. So an address that
 * was changed at a provider, or given to somebody else there, opens nobody's account.
 *
 * <p>What each provider says, and what of it proves an address, is known by {@code
 * protocol.social}. Where people go whose domain is tied to single sign-on is not asked here.
 */
@NullMarked
package dev.hostedui.identity.social;

import org.jspecify.annotations.NullMarked;
