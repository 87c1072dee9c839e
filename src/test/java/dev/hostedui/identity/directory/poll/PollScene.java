package dev.hostedui.identity.directory.poll;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.RoleAssignment;
import dev.hostedui.identity.session.Session;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Initech, whose admin Ivy has Google Workspace read. */
final class PollScene {

  static final String BROWSER = "b".repeat(43);

  final TestApp app;
  final FakeGoogle google;
  final Core core;
  final OrganizationId initech;
  final Actor.Person ivy;
  final Directory directory;
  final Authorizations authorizations;
  final Polls polls;
  final Polling polling;
  final TrackedGroups groups;

  PollScene(TestApp app, FakeGoogle google) {
    this.app = app;
    this.google = google;
    google.reset();
    google.goBy(app.clock());
    core = app.app().core();
    initech = app.organization("initech");
    core.organizationDomains.confirm(Identity.INTERNAL, initech, "initech.example");
    ivy = person("ivy@initech.example", initech);
    directory = core.directories.choose(ivy, initech, "GOOGLE", DirectoryType.POLL);
    authorizations = core.polledDirectories.authorizations;
    polls = core.polledDirectories.polls;
    polling = core.polledDirectories.polling;
    groups = core.polledDirectories.trackedGroups;
  }

  Actor.Person person(String email, OrganizationId organization) {
    Session.Begun begun =
        core.database.inTransaction(
            tx ->
                core.sessions.begin(
                    tx,
                    new Actor.Newcomer("test", email, Actor.Origin.INSIDE),
                    app.user(email),
                    organization,
                    Identity.DEVICE));
    return Identity.actor(core.sessions.resume(begun.token()).orElseThrow());
  }

  /** Where Ivy's browser is sent. */
  String sent() {
    return authorizations.begin(ivy, initech, directory.id(), BROWSER);
  }

  static Authorizations.Answer answer(String path) {
    var query = FakeGoogle.query(URI.create("http://x" + path).getRawQuery());
    return new Authorizations.Answer(
        query.getOrDefault("state", ""),
        query.getOrDefault("code", ""),
        query.getOrDefault("error", ""),
        "");
  }

  Optional<ConsentRefused> authorize(String email) {
    return authorizations.arrive(ivy, BROWSER, answer(google.consent(sent(), email)));
  }

  /** Authorized by Rita, everybody is followed, and enabled. */
  PollScene ready() {
    return ready(Tracking.ALL);
  }

  PollScene ready(Tracking tracking, String... chosen) {
    if (authorize("root@initech.example").isPresent()) throw new AssertionError("refused");
    readGroups();
    groups.choose(ivy, initech, directory.id(), null, tracking, Set.of(chosen));
    core.directories.enable(ivy, initech, directory.id());
    return this;
  }

  void readGroups() {
    try {
      polling.readGroups(ivy, initech, directory.id());
    } catch (SourceRefused e) {
      throw new AssertionError(e);
    }
  }

  /** Switches provisioning on or off, as the operator does. */
  void feature(boolean on) {
    core.organizations.setFeature(Identity.INTERNAL, initech.value(), Feature.DIR_SYNC, on);
  }

  /** Reads the directory an hour later, and answers what came of it. */
  PollResult poll() {
    app.clock().advance(Duration.ofHours(1));
    return pollNow();
  }

  PollResult pollNow() {
    if (polling.pollDue() != 1) throw new AssertionError("nothing was due");
    return last();
  }

  PollResult last() {
    return polls.history(initech, directory.id(), 1).get(0);
  }

  /** The active members of Initech, by address. */
  List<String> active() {
    return app.all(
        "SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id"
            + " = '"
            + initech.value()
            + "' AND m.status = 'ACTIVE' ORDER BY u.email");
  }

  String status(String email) {
    return app.one(
        "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id WHERE"
            + " m.organization_id = '"
            + initech.value()
            + "' AND u.email = '"
            + email
            + "'");
  }

  /** Lets a group of the directory give a role, or none. */
  void give(String group, @Nullable String role) {
    var id =
        new DirectoryGroupId(
            app.one("SELECT id FROM directory_groups WHERE external_id = '" + group + "'"));
    core.roleAssignments.save(
        ivy,
        initech,
        directory.id(),
        List.of(new RoleAssignment(id, role == null ? null : app.role(role))));
  }

  /** The name of the role that a group of the directory gives. */
  String roleOf(String group) {
    return app.one(
        "SELECT r.name FROM directory_groups g JOIN roles r ON r.id = g.role_id WHERE g.external_id"
            + " = '"
            + group
            + "'");
  }

  /** The names of somebody's roles. */
  List<String> roles(String email) {
    return app.all(
        "SELECT r.name FROM membership_roles m JOIN users u ON u.id = m.user_id JOIN roles r ON"
            + " r.id = m.role_id WHERE m.organization_id = '"
            + initech.value()
            + "' AND u.email = '"
            + email
            + "'");
  }

  void makeAdmin(String email) {
    app.arrange(
        "UPDATE membership_roles SET role_id = '"
            + app.role("admin").value()
            + "' WHERE user_id = '"
            + app.user(email).value()
            + "' AND organization_id = '"
            + initech.value()
            + "'");
  }

  /** Who is in a group of the directory, by address. */
  List<String> members(String group) {
    return app.all(
        "SELECT u.email FROM directory_group_members m JOIN directory_users u ON u.id ="
            + " m.directory_user_id JOIN directory_groups g ON g.id = m.group_id WHERE"
            + " g.external_id = '"
            + group
            + "' ORDER BY u.email");
  }
}
