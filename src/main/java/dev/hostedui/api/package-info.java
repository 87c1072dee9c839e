/**
 * The management API under {@code /api/v1}: what people do in widgets and operators on the command
 * line, for programs with a token of an application.
 *
 * <p>Each thing it does is one {@code Operation}: its address, what the token must allow, what it
 * takes and answers. The route, the checks of what is sent, {@code /openapi.json} and the reference
 * page at {@code /api/} are all made from it, so a new operation needs nothing else. What changes
 * something calls the same verb as the widgets do, with the application as the actor: the same
 * rules hold, and the same events are written. Lists are read here, by statements that change
 * nothing.
 *
 * <p>Whether a person may do something is not asked here: nobody calls with a person's token.
 */
@NullMarked
package dev.hostedui.api;

import org.jspecify.annotations.NullMarked;
