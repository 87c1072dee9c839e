/**
 * What happens without a request: a list of lines, each a verb and how often it is called. Three
 * threads work it off, and one more for each line that waits for servers of others, so that those
 * hold up nothing else; a line never runs twice at once in one process.
 *
 * <p>A verb does a bounded batch of what is due and returns how much it did; while that is more
 * than nothing it is called again. A line that fails is logged, and the others go on. The lines are
 * entered by {@code Core}, {@code Login}, {@code Provider} and {@code Sso}, each its own, in a
 * method called {@code schedule}. Tests call the verbs themselves and need not wait.
 */
@NullMarked
package dev.hostedui.jobs;

import org.jspecify.annotations.NullMarked;
