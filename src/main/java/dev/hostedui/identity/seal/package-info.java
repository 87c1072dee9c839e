/**
 * All that is sealed with a secret key, as one list: by it is told which keys a database still
 * needs, and by it everything is sealed anew when a key is changed.
 *
 * <p>The packages that own the tables seal and open their texts themselves. Nothing here knows what
 * a text holds.
 */
@NullMarked
package dev.hostedui.identity.seal;

import org.jspecify.annotations.NullMarked;
