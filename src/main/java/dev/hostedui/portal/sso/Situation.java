package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.ConnectionVersions;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its pages see it in one request.
 *
 * @param guide how its provider is connected
 * @param test the newest test, or null
 */
record Situation(
    Connection connection,
    ConnectionVersions.Shown versions,
    Guide guide,
    @Nullable ConnectionTest test) {

  /** The version that is worked on: the draft, else the live one; null when nothing is saved. */
  @Nullable ConnectionVersion current() {
    var draft = versions.draft();
    return draft != null ? draft : versions.live();
  }

  /** The version that would be enabled, or is; null when nothing is saved. */
  @Nullable ConnectionVersion enabling() {
    var live = versions.live();
    return live != null ? live : versions.draft();
  }

  /** What is set, or what a new connection begins with. */
  ConnectionSettings settings() {
    var current = current();
    return current == null
        ? ConnectionSettings.blank(connection.protocol()).with(manual().suggested())
        : current.settings();
  }

  /** Whether all that a sign-in needs is saved. */
  boolean complete() {
    var current = current();
    return current != null && current.complete();
  }

  /** Whether a draft waits beside a live version. */
  boolean hasDraftBeside() {
    return versions.draft() != null && versions.live() != null;
  }

  Guide.Manual manual() {
    return guide.manual(connection.protocol());
  }

  /** Whether the newest test tried the version that is worked on, and passed. */
  boolean tested() {
    var current = current();
    return test != null
        && current != null
        && test.version() == current.number()
        && test.status() == ConnectionTest.Status.SUCCESS;
  }
}
