/**
 * SCIM 2.0 (RFC 7643, RFC 7644) as values and rules, without a database or a server: resources as
 * directories send them and as we answer with them, PATCH, filters, list queries, bulk requests and
 * the documents by which a server describes itself.
 *
 * <p>It is read generously, because directories send what their makers once understood: names in
 * any letter case, {@code "True"} for true, one value where a list belongs, schemas by the names of
 * drafts, operations on values that are not there. It is answered strictly. Everything read here
 * has a limit: depth, length, number of operations and comparisons.
 *
 * <p>Why our own grammar: we tried the server of {@code de.captaingoldfish:scim-sdk-server} 1.30.0.
 * Its filters lose the end of a text with an escaped quotation mark, turn {@code emails[a and b]}
 * into two conditions that different elements may fulfil, refuse values without quotation marks and
 * exhaust the stack at 5,000 brackets; a filter costs it 90 µs and its start 475 ms; and its PATCH
 * compares whole resources, which a group of 50,000 members does not allow. Its sister library,
 * which holds the schemas of the standard as documents, is used: {@link
 * dev.hostedui.protocol.scim.ResourceSchema} reads them when the first request needs them. Its
 * client, and another one, judge this server in the tests.
 */
@NullMarked
package dev.hostedui.protocol.scim;

import org.jspecify.annotations.NullMarked;
