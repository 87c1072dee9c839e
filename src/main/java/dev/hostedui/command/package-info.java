/**
 * Where the program begins, and the command line, parsed by picocli: {@link
 * dev.hostedui.command.Commands} and one class for each of its commands.
 *
 * <p>{@code serve} runs the whole program; {@code doctor} tries the settings; {@code migrate}
 * brings the schema up. The nouns ({@code application}, {@code organization}, {@code user}, {@code
 * feature}, {@code signing-key}, all {@link dev.hostedui.command.OperatorCommand}s) and {@code
 * sample} work on a core without a web server, also beside a server that runs.
 *
 * <p>What they print is for people: whole sentences that say what to do next. What an operator can
 * mend is said on standard error without a stack trace, with exit code 1; a fault of ours comes
 * with one. A mistyped command has exit code 2. Refusals of {@code identity} that are worded
 * otherwise here than on pages stand in this package's {@code messages.properties}.
 */
@NullMarked
package dev.hostedui.command;

import org.jspecify.annotations.NullMarked;
