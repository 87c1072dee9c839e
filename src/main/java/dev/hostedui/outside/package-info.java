/**
 * The world outside: mail servers, name servers, the database of places, and addresses on the
 * internet.
 *
 * <p>An address that somebody else chose is called by {@link dev.hostedui.outside.HttpCaller} and
 * by nothing else: it connects to public addresses only ({@link
 * dev.hostedui.outside.PublicAddresses}), for a limited time, and reads a limited answer. Mail
 * leaves by a {@link dev.hostedui.outside.MailTransport}, an interface so that tests and the sample
 * can play the server; {@link dev.hostedui.outside.SmtpTransport} is the real one. Places are
 * looked up in a file on this machine. {@link dev.hostedui.outside.DomainDns} asks name servers
 * about the record of a domain, those of the domain itself only at public addresses too. Nothing
 * here decides anything about the product.
 */
@NullMarked
package dev.hostedui.outside;

import org.jspecify.annotations.NullMarked;
