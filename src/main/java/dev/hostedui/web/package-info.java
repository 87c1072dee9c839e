/**
 * What every page and answer shares: the gate before each handler, the access rule on each route,
 * the frame around pages, the headers, the files the browser loads.
 *
 * <p>A request passes {@link dev.hostedui.web.Gate} before anything else; what it may do is written
 * beside its path in {@link dev.hostedui.web.Routes}. Handlers answer through {@link
 * dev.hostedui.web.Pages}, the only place that knows whether the browser wants a whole page or a
 * fragment. It decides nothing about the product.
 *
 * <p>What is thrown on the way becomes a problem with a status and goes to the {@link
 * dev.hostedui.web.ProblemFace} of its address, which tells it in the form of its callers. The
 * texts of codes stand in {@code messages.properties}, read through {@link dev.hostedui.web.Words}:
 * a new code needs its text there, and a face with words of its own, such as the command line, has
 * a file of that name in its package.
 *
 * <p>Own code here: serving static files by content ({@link dev.hostedui.web.Assets}), because
 * links inside the style sheet must carry the hashes too; and trusted proxies ({@link
 * dev.hostedui.web.ClientAddress}), because Jetty's customizer believes whoever speaks first.
 */
@NullMarked
package dev.hostedui.web;

import org.jspecify.annotations.NullMarked;
