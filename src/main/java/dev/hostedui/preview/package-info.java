/**
 * Every face of the program in the clothes it wears now, for an operator who changes them: side by
 * side in light, dark and on a phone.
 *
 * <p>The address is made by {@code branding preview} and works for an hour without a session: it is
 * sealed with the key of the installation, so nothing is kept of it. It shows made-up people and
 * nothing of anybody real. The faces are drawn by their own templates, in frames in which nothing
 * runs and no form is sent.
 */
@NullMarked
package dev.hostedui.preview;

import org.jspecify.annotations.NullMarked;
