/**
 * The command line: {@code serve}, {@code migrate}, {@code doctor}, {@code sample}. Parsed by
 * picocli.
 *
 * <p>What they print is for people: whole sentences, what to do next, no stack traces. A fault is
 * one line on standard error and exit code 1; a mistyped command is one line and exit code 2.
 */
@NullMarked
package dev.hostedui.command;

import org.jspecify.annotations.NullMarked;
