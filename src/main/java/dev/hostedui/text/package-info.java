/**
 * What is done with letters, whatever the text is for. It knows nothing of the program, and
 * everything may know it.
 */
@NullMarked
package dev.hostedui.text;

import org.jspecify.annotations.NullMarked;
