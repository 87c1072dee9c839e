/**
 * Identity providers of others, whole and as their makers ship them: what people sign in with in
 * the world, not our mirror of it. Each is started once in a run, in the background, and stopped
 * with it. The customer's side of our sample stands beside them: its misbehaviour is tried on the
 * portal here.
 *
 * <p>{@code .ci/run} installs them. Where one is missing its tests are reported as skipped, with a
 * line that says what to install, unless {@code HOSTED_UI_TEST_PEERS=required}.
 */
package dev.hostedui.peers;
