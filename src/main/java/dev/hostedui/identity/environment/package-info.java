/**
 * The settings that hold for everyone: how the app looks and is called, who may sign up, how long
 * codes, invitations and sessions last.
 *
 * <p>There is one row. It is made at the first start from the command's settings and lives in the
 * database afterwards; readers get a copy that is at most a few seconds old.
 */
@NullMarked
package dev.hostedui.identity.environment;

import org.jspecify.annotations.NullMarked;
