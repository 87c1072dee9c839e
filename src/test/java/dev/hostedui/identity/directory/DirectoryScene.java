package dev.hostedui.identity.directory;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Acme, an organization of its own in each test, with a verified domain, an admin and a directory,
 * beside others. One program for all tests of a class: rows of other tests are there, too.
 */
final class DirectoryScene {

  /**
   * The programs that the tests of one class share, one for each engine. A static field with
   * {@code @RegisterExtension}.
   */
  static final class House implements AfterAllCallback {
    private final Map<Engine, Identity> programs = new EnumMap<>(Engine.class);

    DirectoryScene scene(Engine engine) {
      return new DirectoryScene(programs.computeIfAbsent(engine, Identity::on));
    }

    @Override
    public void afterAll(ExtensionContext context) {
      programs.values().forEach(Identity::close);
    }
  }

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final Identity it;
  final Core core;
  final int number = NUMBER.incrementAndGet();
  final String domain = "acme" + number + ".example";
  final Organization organization;
  final OrganizationId acme;
  final Actor.Person ada;
  final Directory directory;

  private DirectoryScene(Identity it) {
    this.it = it;
    core = it.app().app().core();
    organization = organization("Acme " + number, domain);
    acme = organization.id();
    ada = it.member(organization, at("ada"), "admin");
    directory = core.directories.choose(ada, acme, "OKTA", DirectoryType.SCIM);
  }

  /** An address of Acme's domain. */
  String at(String name) {
    return name + "@" + domain;
  }

  /** An organization that may provision, with a verified domain. */
  Organization organization(String name, String domain) {
    var made = it.organization(name);
    core.organizations.setFeature(Identity.INTERNAL, made.id().value(), Feature.DIR_SYNC, true);
    verify(made.id(), domain);
    return made;
  }

  void verify(OrganizationId which, String domain) {
    it.database()
        .useTransaction(
            tx ->
                it.organizationDomains()
                    .addVerified(tx, Identity.INTERNAL, which, DomainName.parse("domain", domain)));
  }

  Actor.Directory speaking(Directory which) {
    return new Actor.Directory(
        which.id().value(),
        which.organization(),
        new Actor.Origin("203.0.113.9", "Okta SCIM Client 1.0.0", "request-" + number),
        it.clock().instant());
  }

  /** What a directory says of somebody at Acme. */
  DirectoryProfile profile(String name) {
    return new DirectoryProfile(
        at(name),
        "external-" + name,
        at(name),
        true,
        Character.toUpperCase(name.charAt(0)) + name.substring(1),
        "Example",
        "",
        "{\"title\":\"Engineer\"}");
  }

  static DirectoryProfile active(DirectoryProfile it, boolean active) {
    return new DirectoryProfile(
        it.userName(),
        it.externalId(),
        it.email(),
        active,
        it.givenName(),
        it.familyName(),
        it.displayName(),
        it.attributes());
  }

  static DirectoryProfile named(DirectoryProfile it, String given, String family) {
    return new DirectoryProfile(
        it.userName(),
        it.externalId(),
        it.email(),
        it.active(),
        given,
        family,
        it.displayName(),
        it.attributes());
  }

  static DirectoryProfile with(DirectoryProfile it, String userName, String email) {
    return new DirectoryProfile(
        userName,
        it.externalId(),
        email,
        it.active(),
        it.givenName(),
        it.familyName(),
        it.displayName(),
        it.attributes());
  }

  Provisioned create(DirectoryProfile profile) {
    return create(directory, profile);
  }

  Provisioned create(Directory which, DirectoryProfile profile) {
    return it.database()
        .inTransaction(tx -> core.directoryUsers.create(tx, speaking(which), which, profile));
  }

  Provisioned create(String name) {
    return create(profile(name));
  }

  Provisioned change(DirectoryUserId id, UnaryOperator<DirectoryProfile> change) {
    return change(directory, id, change);
  }

  Provisioned change(Directory which, DirectoryUserId id, UnaryOperator<DirectoryProfile> change) {
    return it.database()
        .inTransaction(
            tx -> core.directoryUsers.change(tx, speaking(which), which, id, null, change));
  }

  Provisioned deactivate(DirectoryUserId id) {
    return change(id, it -> active(it, false));
  }

  Provisioned reactivate(DirectoryUserId id) {
    return change(id, it -> active(it, true));
  }

  Provisioned remove(DirectoryUserId id) {
    return it.database()
        .inTransaction(
            tx -> core.directoryUsers.remove(tx, speaking(directory), directory, id, null));
  }

  /** How somebody belongs to Acme, with their roles: {@code ACTIVE member}. */
  String membership(UserId user) {
    var whose = "organization_id = '" + acme.value() + "' AND user_id = '" + user.value() + "'";
    var words = new ArrayList<>(it.app().all("SELECT status FROM memberships WHERE " + whose));
    words.addAll(
        it.app()
            .all(
                "SELECT name FROM roles WHERE id IN (SELECT role_id FROM membership_roles WHERE "
                    + whose
                    + ") ORDER BY name"));
    return String.join(" ", words);
  }

  /** Somebody who comes under that name, which is no address. */
  DirectoryUser arrive(String userName, @Nullable String externalId) {
    return create(
            new DirectoryProfile(
                userName,
                externalId,
                at(userName.toLowerCase(Locale.ROOT)),
                true,
                "",
                "",
                userName,
                "{}"))
        .user();
  }

  GroupChange group(String name, String... members) {
    return group(new GroupProfile(name, null, "{}"), members);
  }

  GroupChange group(GroupProfile profile, String... members) {
    return group(directory, profile, members);
  }

  GroupChange group(Directory which, GroupProfile profile, String... members) {
    return it.database()
        .inTransaction(
            tx ->
                core.directoryGroups.create(tx, speaking(which), which, profile, List.of(members)));
  }

  DirectoryGroup group(DirectoryGroupId id) {
    return it.database()
        .read(handle -> core.directoryGroups.find(handle, directory, id))
        .orElseThrow();
  }

  GroupChange change(DirectoryGroupId id, MemberEdit... edits) {
    return it.database()
        .inTransaction(
            tx ->
                core.directoryGroups.change(
                    tx,
                    speaking(directory),
                    directory,
                    id,
                    null,
                    UnaryOperator.identity(),
                    List.of(edits)));
  }

  GroupChange remove(DirectoryGroupId id) {
    return it.database()
        .inTransaction(
            tx -> core.directoryGroups.remove(tx, speaking(directory), directory, id, null));
  }
}
