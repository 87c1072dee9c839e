/**
 * What is true, and the only place that changes it: organizations, members, roles, users, sessions.
 *
 * <p>A noun is a record, its plural holds the verbs. A verb takes the {@link
 * dev.hostedui.identity.Actor} who asks and the organization or person it is about, opens one
 * transaction, asks the actor in it whether it may, checks its rules, changes the rows and records
 * the event, or throws a {@link dev.hostedui.identity.Problem} and changes nothing. Statements that
 * change a table stand only in the package that owns it.
 *
 * <p>What every noun uses stands here and knows none of them: who asks ({@link
 * dev.hostedui.identity.Actor}) and what they may do at that moment ({@link
 * dev.hostedui.identity.LiveRights}), ids that no two processes make alike ({@link
 * dev.hostedui.identity.Ids}, {@link dev.hostedui.identity.NodeNumber}), rows held until a
 * transaction ends ({@link dev.hostedui.identity.Locks}), how often something may be done ({@link
 * dev.hostedui.identity.Quotas}), encryption at rest ({@link dev.hostedui.identity.Vault}), {@link
 * dev.hostedui.identity.Permission} and {@link dev.hostedui.identity.Feature}. So the packages of
 * the nouns stand in an order, and none of them leads back to itself.
 *
 * <p>It knows no HTTP, no form, no template and no face. It has no words for people: a problem is a
 * code with arguments, and each face has its own text for it.
 */
@NullMarked
package dev.hostedui.identity;

import org.jspecify.annotations.NullMarked;
