package dev.hostedui.portal.scim;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.GroupProfile;
import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Locale;

/** Pushes people and groups as a directory does, by the verbs that its calls end in. */
final class Pushes {

  private final TestApp app;
  private final Directory directory;

  /** Pushes for the directory of an organization. */
  Pushes(TestApp app, OrganizationId organization) {
    this.app = app;
    directory = app.app().core().directories.of(organization).orElseThrow();
  }

  private Actor.Directory actor() {
    return new Actor.Directory(
        directory.id().value(),
        directory.organization(),
        new Actor.Origin("203.0.113.7", "Okta SCIM Client", "req-12345"),
        app.clock().instant());
  }

  /** Sends somebody, like {@code "Lena Lang"}, with an address made of the name. */
  DirectoryUser person(String name) {
    return person(name, name);
  }

  /** Sends somebody whose directory calls them otherwise, or, when that is empty, nothing. */
  DirectoryUser person(String name, String displayName) {
    var words = name.split(" ");
    var plain = name.toLowerCase(Locale.ROOT).replace(' ', '.').replaceAll("[^a-z0-9.]", "");
    var email = plain + "@acmecorp.example";
    var core = app.app().core();
    return core.database
        .inTransaction(
            tx ->
                core.directoryUsers.create(
                    tx,
                    actor(),
                    directory,
                    new DirectoryProfile(
                        email,
                        "00u-" + words[0],
                        email,
                        true,
                        words[0],
                        words[1],
                        displayName,
                        "{\"userName\":\"" + email + "\",\"title\":\"<b>Guide</b>\"}")))
        .user();
  }

  void deactivate(DirectoryUser user) {
    var core = app.app().core();
    core.database.useTransaction(
        tx ->
            core.directoryUsers.change(
                tx,
                actor(),
                directory,
                user.id(),
                null,
                it ->
                    new DirectoryProfile(
                        it.userName(),
                        it.externalId(),
                        it.email(),
                        false,
                        it.givenName(),
                        it.familyName(),
                        it.displayName(),
                        it.attributes())));
  }

  /** Sends a group whose members are named by these values. */
  DirectoryGroup group(String name, String... members) {
    var core = app.app().core();
    return core.database
        .inTransaction(
            tx ->
                core.directoryGroups.create(
                    tx,
                    actor(),
                    directory,
                    new GroupProfile(name, null, "{\"displayName\":\"" + name + "\"}"),
                    List.of(members)))
        .group();
  }
}
