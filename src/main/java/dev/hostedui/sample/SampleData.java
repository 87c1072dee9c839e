package dev.hostedui.sample;

import dev.hostedui.core.Core;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.event.EventChain;
import dev.hostedui.identity.member.MemberImport;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.member.ProvisioningMethod;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Makes the sample's organizations and people, once, in a database that has none. */
public final class SampleData {

  private static final Actor ACTOR = new Actor.Internal("sample");

  private static final List<String> NAMES =
      List.of(
          "Amara Okafor",
          "Björn Lindqvist",
          "Chiara Rossi",
          "Daniel Kim",
          "Elena Petrova",
          "Farid Rahimi",
          "Grace Mensah",
          "Hiroshi Tanaka",
          "Ines Carvalho",
          "Jonas Weber",
          "Kavya Sharma",
          "Liam O'Connor",
          "Mei Chen",
          "Nadia Haddad",
          "Oscar Nilsson",
          "Priya Nair",
          "Quentin Dubois",
          "Rosa Jiménez",
          "Samuel Adeyemi",
          "Tove Hansen",
          "Umar Siddiqui",
          "Valentina Costa",
          "Wanjiru Kamau",
          "Xavier Moreau",
          "Yuki Sato",
          "Zofia Kowalska",
          "Anton Novak",
          "Bianca Silva",
          "Carlos Herrera",
          "Dilara Yılmaz",
          "Emil Sørensen",
          "Fatima Zahra",
          "Giorgos Papadopoulos",
          "Hannah Schmidt",
          "Ivan Horvat",
          "Jasmine Brooks",
          "Kofi Asante",
          "Lucía Fernández",
          "Marek Dvořák",
          "Noa Levi");

  private final Core core;
  private final SampleApplications applications;

  public SampleData(Core core) {
    this.core = core;
    this.applications = new SampleApplications(core);
  }

  /**
   * Fills an empty database, once however many begin at the same time, and leaves that of a sample
   * as it is.
   *
   * <p>A secret of the sample's is known to everybody. Settings are soon forgotten, such as those
   * of the server when a command is run beside it, and without them everything is a sample: so no
   * other database is made one.
   *
   * @throws StorageUnavailable when the data is not a sample's
   */
  public void begin() {
    core.database.alone(
        () -> {
          if (!applications.areThere() && isUsed()) throw noSample();
          // first, for by them it is known again, whatever ends us here
          applications.register();
          if (isEmpty("organizations")) seed();
        });
  }

  private boolean isUsed() {
    return EventChain.isSealed(core.database)
        || Stream.of("organizations", "applications", "signing_keys")
            .anyMatch(table -> !isEmpty(table));
  }

  private boolean isEmpty(String table) {
    return core.database
        .rows("SELECT 1 FROM " + table + " LIMIT 1", row -> row.getInt(1))
        .isEmpty();
  }

  private StorageUnavailable noSample() {
    return new StorageUnavailable(
        "The database "
            + core.config.databaseUrl().replaceFirst("\\?.*", "")
            + " is no sample's, but these settings are: HOSTED_UI_BASE_URL is missing or names this"
            + " machine. Set it and the rest as the server of this database has them, or name"
            + " another database with HOSTED_UI_DATABASE_URL.",
        new IllegalStateException("no sample"));
  }

  private void seed() {
    var acme =
        core.database.inTransaction(
            tx ->
                core.organizations.create(
                    tx, ACTOR, "AcmeCorp", "acmecorp", EnumSet.allOf(Feature.class), null));
    core.memberImport.importAll(ACTOR, acme, NAMES.size(), this::colleague);
    core.database.useTransaction(
        tx -> {
          var admin = Roles.find(tx, null, "admin").orElseThrow();
          var member = Roles.find(tx, null, "member").orElseThrow();
          var globex = core.organizations.create(tx, ACTOR, "Globex", "globex", Set.of(), null);
          var initech =
              core.organizations.create(
                  tx, ACTOR, "Initech", "initech", EnumSet.allOf(Feature.class), null);
          core.organizationDomains.addVerified(
              tx, ACTOR, acme.id(), DomainName.parse("domain", "acmecorp.example"));
          admit(tx, acme, "max@acmecorp.example", "Max", "Member", member);
          admit(tx, acme, "ada@acmecorp.example", "Ada", "Admin", admin);
          admit(tx, globex, "ada@acmecorp.example", "Ada", "Admin", member);
          admit(tx, globex, "gus@globex.example", "Gus", "Globex", admin);
          admit(tx, initech, "ivy@initech.example", "Ivy", "Initech", admin);
        });
  }

  private void admit(
      Handle tx, Organization organization, String email, String given, String family, Role role) {
    var user = core.users.findOrCreate(tx, new EmailAddress(email), given, family);
    core.users.markVerified(tx, user.id());
    core.members.admit(tx, ACTOR, organization, user, role, ProvisioningMethod.DIRECT_PROVISION);
  }

  /** One of the forty: mostly active, some invited, some invited too long ago, some deactivated. */
  private MemberImport.Newcomer colleague(long index) {
    var name = NAMES.get((int) index);
    var space = name.indexOf(' ');
    var folded = Names.folded(name).replace("ı", "i").replaceAll("[^a-z ]", "").replace(' ', '.');
    var email =
        EmailAddress.parse(folded.toLowerCase(Locale.ROOT) + "@acmecorp.example").orElseThrow();
    var status =
        index % 10 == 3
            ? MembershipStatus.PENDING_INVITE
            : index % 10 == 6
                ? MembershipStatus.INVITE_EXPIRED
                : index % 20 == 9 ? MembershipStatus.INACTIVE : MembershipStatus.ACTIVE;
    var now = core.clock.instant();
    return switch (status) {
      case PENDING_INVITE ->
          new MemberImport.Newcomer(email, "", "", status, now.plus(Duration.ofDays(12)));
      case INVITE_EXPIRED ->
          new MemberImport.Newcomer(
              email, "", "", MembershipStatus.PENDING_INVITE, now.minus(Duration.ofDays(3)));
      default ->
          new MemberImport.Newcomer(
              email, name.substring(0, space), name.substring(space + 1), status, null);
    };
  }
}
