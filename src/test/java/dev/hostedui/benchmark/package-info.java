/**
 * The benchmark: the figures every change is held to, measured as ratios within one run.
 *
 * <p>A main program, not a test: it asserts nothing and always ends well. It starts the jar that
 * was built, as a user would, on a database with an organization of a million members, and a bare
 * Javalin beside it as the yardstick of this machine at this hour. {@code mvn -q -Pbenchmark
 * verify} runs it; the load comes from {@code wrk}, which Debian packages.
 */
@NullMarked
package dev.hostedui.benchmark;

import org.jspecify.annotations.NullMarked;
