package dev.hostedui.testing;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.Protocol;
import org.jspecify.annotations.Nullable;

/** What the operator does with the connection of an organization, whatever its protocol. */
record SettingsOfConnection(
    TestApp app, OrganizationId organization, ConnectionId id, @Nullable String secret) {

  static SettingsOfConnection choose(
      TestApp app, String slug, Protocol protocol, @Nullable String secret) {
    var organization = app.organization(slug);
    var made =
        app.app().core().connections.choose(Identity.INTERNAL, organization, "OKTA", protocol);
    return new SettingsOfConnection(app, organization, made.id(), secret);
  }

  /** One more connection of the organization. */
  static SettingsOfConnection add(TestApp app, String slug, Protocol protocol) {
    var organization = app.organization(slug);
    var made = app.app().core().connections.add(Identity.INTERNAL, organization, "OKTA", protocol);
    return new SettingsOfConnection(app, organization, made.id(), null);
  }

  ConnectionSettings live() {
    return app.app().core().connectionVersions.of(id).live().settings();
  }

  ConnectionSettings draft() {
    return app.app().core().connectionVersions.of(id).draft().settings();
  }

  /** These become its draft. */
  void save(ConnectionSettings settings) {
    var versions = app.app().core().connectionVersions;
    versions.save(Identity.INTERNAL, organization, id, versions.of(id).base(), settings, secret);
  }

  /** Its draft becomes its live settings. */
  void makeLive() {
    var versions = app.app().core().connectionVersions;
    versions.makeLive(Identity.INTERNAL, organization, id, versions.of(id).draft().number(), true);
  }

  /** By its live settings, or else by its draft. */
  void enable() {
    var core = app.app().core();
    var shown = core.connectionVersions.of(id);
    var number = shown.live() != null ? shown.live().number() : shown.draft().number();
    core.connections.enable(Identity.INTERNAL, organization, id, number, true);
  }

  void disable() {
    app.app().core().connections.disable(Identity.INTERNAL, organization, id);
  }
}
