/**
 * The SCIM server that customers' directories call (RFC 7644), below {@code
 * /directory/{directory}/scim/v2}: who calls is told by a token of the directory in the path, what
 * is said goes to the verbs of {@link dev.hostedui.identity.directory}, and every answer, refusals
 * and faults included, is SCIM's own JSON.
 *
 * <p>A request is read into {@link dev.hostedui.provisioning.Asked} and answered by {@link
 * dev.hostedui.provisioning.Endpoints}, which know nothing of HTTP's server. So an operation of a
 * bulk request, a dry run and a replay ({@link dev.hostedui.provisioning.DryRun}) are answered by
 * the code that answers the real thing.
 *
 * <p>Lists are read with SQL: what a filter asks of columns is asked of the database, and the rest
 * of the rows that are left, which is limited. Adding one member to a large group costs what one
 * member costs; members are written into an answer as they are read.
 *
 * <p>What was asked and answered is noted for the customer's log; noting never slows an answer.
 */
@NullMarked
package dev.hostedui.provisioning;

import org.jspecify.annotations.NullMarked;
