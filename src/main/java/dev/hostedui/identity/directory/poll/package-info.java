/**
 * Directories that are read instead of pushing: an administrator of a Google Workspace allows us
 * to, and every hour its people and groups are read and taken over as if they had been pushed over
 * SCIM.
 *
 * <p>{@link dev.hostedui.identity.directory.poll.Authorizations} keeps who allowed it and sends
 * people to where they do, {@link dev.hostedui.identity.directory.poll.TrackedGroups} keeps which
 * groups are followed, {@link dev.hostedui.identity.directory.poll.Polls} says when the next poll
 * is due and what came of the earlier ones, and {@link
 * dev.hostedui.identity.directory.poll.Polling} does the work. {@link
 * dev.hostedui.identity.directory.poll.Source} is who is asked; it is implemented where outgoing
 * calls are made.
 *
 * <p>A poll looks twice. First it reads only who is there and who is in the groups, and counts what
 * would happen to whom. Where that is more than half of the people, and more than five, it stops
 * and asks: an answer that is nearly empty is a fault far more often than the truth. Only a list
 * that was read to its end takes anybody's access away. Then it reads people page by page and
 * applies what changed, each person in a transaction of their own, so that a poll of 50,000 people
 * holds neither memory nor locks. What was applied stays when a later page fails; the next poll
 * goes on.
 */
@NullMarked
package dev.hostedui.identity.directory.poll;

import org.jspecify.annotations.NullMarked;
