/**
 * The email domains of an organization: what counts as one, which are allowed to suggest it, and
 * which it has proven to be its own.
 *
 * <p><b>Two kinds.</b> An allowed email domain ({@link
 * dev.hostedui.identity.emaildomain.EmailDomains}) needs no proof: it only offers the organization
 * to people who have proven an address there. A domain of the organization ({@link
 * dev.hostedui.identity.emaildomain.OrganizationDomains}) decides where people sign in and whom its
 * identity provider may speak for, so it is proven by a record in its DNS, or by the operator's
 * word. Public suffixes come from Guava's copy of the Public Suffix List; the lists of public and
 * disposable mail providers are our own, because no maintained library carries them.
 *
 * <p><b>The proof.</b> The value to publish names the entry it was made for and holds 122 random
 * bits; an entry that is added again gets another one, so that nobody proves anything with what was
 * published for somebody else or earlier. It is no secret: it stands in the DNS for all to read,
 * and is of use only to who can publish there. Therefore it is stored as it is and shown in events.
 * A {@link dev.hostedui.identity.emaildomain.DnsLook} says from the answers of name servers whether
 * the record is there and, if not, what went wrong; it asks nobody itself.
 *
 * <p><b>Two organizations, one domain.</b> As many as like may look for their records; the first
 * whose record is seen has the domain, and a unique index of the database decides when two are seen
 * at once. A proof can grow old: companies are sold, and domains are given away. So the records of
 * verified domains are looked up daily. When one is gone, nothing is taken away, for records are
 * also tidied up by people who do not know what they were for; the domain is only marked as stale.
 * It changes hands when all of this holds:
 *
 * <ul>
 *   <li>another organization has published its own record, so that it controls the DNS now;
 *   <li>the holder's record is certainly gone, looked up at the same moment: no answer is not a no;
 *   <li>the holder's admins were told by mail, and {@link
 *       dev.hostedui.identity.emaildomain.OrganizationDomains#GRACE} has passed since;
 *   <li>at its end both are looked up again, and still the one is there and the other is not.
 * </ul>
 *
 * <p>Where several have published a record, it becomes that of the one whose time of grace ends
 * first, or of none: each is told a day, and who comes later is told that somebody comes before.
 *
 * <p>The time of grace is what somebody who has broken into a DNS account for a day would have to
 * hold out for, while the admins of the company know of it. Until then the holder keeps all that
 * the domain gives: it was theirs, and a claim alone must not sign out a company. As long as the
 * holder's record is there as well, both control the DNS, which is for them to settle: whoever
 * removes the other's record begins the above. A domain confirmed by the operator never changes
 * hands this way, because its proof was never in the DNS; only the operator takes such a word back.
 */
@NullMarked
package dev.hostedui.identity.emaildomain;

import org.jspecify.annotations.NullMarked;
