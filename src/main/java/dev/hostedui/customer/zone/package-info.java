/**
 * The customer's domains in DNS (RFC 1034, RFC 1035): a page to publish records, and a server that
 * answers for them over UDP and TCP.
 *
 * <p>One port plays three parts. A question with <em>recursion desired</em> is answered as a
 * resolver would, from a memory that can be out of date; one without it is answered with authority.
 * Each domain has two name servers: {@code ns1} at {@code 127.0.0.1} and {@code ns2} at {@code
 * 127.0.0.2}, or at {@code ::1} where the machine has no such address. All of them listen on the
 * same port: a name server at a loopback address is asked where its resolver was asked. {@code ns2}
 * may be out of date too.
 */
@NullMarked
package dev.hostedui.customer.zone;

import org.jspecify.annotations.NullMarked;
