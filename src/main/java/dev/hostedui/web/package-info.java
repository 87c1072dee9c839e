/**
 * What every page and answer shares: the gate before each handler, the access rule on each route,
 * the frame around pages, the headers, the files the browser loads.
 *
 * <p>{@link dev.hostedui.web.Bodies} gathers the body of a request before the request gets a
 * thread. {@link dev.hostedui.web.Gate} then checks it against the {@link dev.hostedui.web.Access}
 * that {@link dev.hostedui.web.Routes} has for its path. Who calls is told by the {@link
 * dev.hostedui.web.Credential} of the route's kind and becomes a {@link dev.hostedui.web.Caller}: a
 * package that gives out tokens or links of its own hands the gate the class that reads them. The
 * answer leaves without a thread ({@link dev.hostedui.web.Answers}), and a large file is made on
 * its way ({@link dev.hostedui.web.Downloads}). The handlers stand in the packages of the faces,
 * which get what they share as one {@link dev.hostedui.web.Web}.
 *
 * <p>What is thrown on the way becomes a problem with a status and goes to the {@link
 * dev.hostedui.web.ProblemFace} of its address, which tells it in the form of its callers. The
 * texts of codes stand in {@code messages.properties}, read through {@link dev.hostedui.web.Words}:
 * a new code needs its text there, and a face with words of its own, such as the command line, has
 * a file of that name in its package.
 *
 * <p>{@link dev.hostedui.web.Server} also writes the log of requests and answers {@code /health/}.
 *
 * <p>Own code here: serving static files by content ({@link dev.hostedui.web.Assets}), because
 * links inside the style sheet must carry the hashes too, and their shortening, because a tool for
 * it would be a step of the build that quick ways of running the program leave out, and esbuild
 * saved 0.8 KB more; and trusted proxies ({@link dev.hostedui.web.ClientAddress}), because Jetty's
 * customizer believes whoever speaks first; and what slow clients may hold ({@link
 * dev.hostedui.web.Transfers}), because Jetty's limit on the data rate looks only when a client
 * moves, and its limit of connections keeps everybody out once it is reached.
 */
@NullMarked
package dev.hostedui.web;

import org.jspecify.annotations.NullMarked;
