/**
 * What happens without a request: one list of lines, run on one thread.
 *
 * <p>A line is a verb that does a bounded batch of what is due. A line that fails is logged and the
 * others go on. Tests call the verbs; nothing sleeps there.
 */
@NullMarked
package dev.hostedui.jobs;

import org.jspecify.annotations.NullMarked;
