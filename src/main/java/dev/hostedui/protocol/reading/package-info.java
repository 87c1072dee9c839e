/**
 * Reads and shows what strangers wrote: JSON taken strictly, and texts cut to what people can be
 * shown.
 *
 * <p>{@link dev.hostedui.protocol.reading.StrictJson} refuses what two readers could understand
 * differently. {@link dev.hostedui.protocol.reading.Shown} makes one plain line of anything. It
 * knows none of the standards whose messages it reads.
 */
@NullMarked
package dev.hostedui.protocol.reading;

import org.jspecify.annotations.NullMarked;
