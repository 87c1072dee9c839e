package dev.hostedui.command;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.member.MemberImport;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sample}: fills a database with organizations and members, for benchmarks. */
@Command(
    name = "sample",
    description = "Fills the database with made-up organizations and members, for benchmarks.",
    mixinStandardHelpOptions = true)
final class Sample implements Callable<Integer> {

  private static final List<String> GIVEN =
      List.of(
          "Amara",
          "Bjorn",
          "Chiara",
          "Daniel",
          "Elena",
          "Farid",
          "Grace",
          "Hiroshi",
          "Ines",
          "Jonas",
          "Kavya",
          "Liam",
          "Mei",
          "Nadia",
          "Oscar",
          "Priya",
          "Quentin",
          "Rosa",
          "Samuel",
          "Tove",
          "Umar",
          "Valentina",
          "Wanjiru",
          "Xavier",
          "Yuki",
          "Zofia",
          "Anton",
          "Bianca",
          "Carlos",
          "Dilara");
  private static final List<String> FAMILY =
      List.of(
          "Okafor",
          "Lindqvist",
          "Rossi",
          "Kim",
          "Petrova",
          "Rahimi",
          "Mensah",
          "Tanaka",
          "Carvalho",
          "Weber",
          "Sharma",
          "Connor",
          "Chen",
          "Haddad",
          "Nilsson",
          "Nair",
          "Dubois",
          "Jimenez",
          "Adeyemi",
          "Hansen",
          "Siddiqui",
          "Costa",
          "Kamau",
          "Moreau",
          "Sato",
          "Kowalska",
          "Novak",
          "Silva",
          "Herrera",
          "Yilmaz",
          "Sorensen",
          "Zahra",
          "Papadopoulos",
          "Schmidt",
          "Horvat",
          "Brooks",
          "Asante");

  /** What the names of all that are made here begin with. */
  private static final String NAME = "Sample ";

  private static final int MOST_ORGANIZATIONS = 100_000;
  private static final long MOST_MEMBERS = 100_000_000;

  @ParentCommand @Nullable Commands commands;

  @Option(
      names = "--organizations",
      paramLabel = "N",
      required = true,
      description = "how many organizations")
  int organizations;

  @Option(
      names = "--force",
      description = "also into a database of production with organizations of its own")
  boolean force;

  @Option(
      names = "--members",
      paramLabel = "M",
      required = true,
      description = "how many members each")
  long members;

  @Override
  public Integer call() throws Settings.Faults {
    if (commands == null) throw new IllegalStateException();
    if (organizations < 1 || members < 0)
      throw new Commands.Stopped("--organizations must be at least 1 and --members at least 0.");
    if (organizations > MOST_ORGANIZATIONS || members > MOST_MEMBERS / organizations)
      throw new Commands.Stopped(
          "At most %,d organizations and %,d members in all are made at once."
              .formatted(MOST_ORGANIZATIONS, MOST_MEMBERS));
    var config = commands.config();
    var began = System.nanoTime();
    ServingLock.mustNotBeServedByAnEarlierVersion(config.databaseUrl());
    try (var core = App.coreOnly(config, Clock.systemUTC())) {
      var actor = new Actor.Internal("sample-command");
      if (!config.sample() && !force && core.organizations.anyBeginsOtherwise(NAME))
        throw new Commands.Stopped(
            "This database of production holds organizations that are no sample's, and nothing"
                + " takes made-up members out again. With --force they are made all the same.");
      for (var i = 0; i < organizations; i++) {
        var name = NAME + Long.toString(Clock.systemUTC().millis(), 36) + " " + (i + 1);
        var organization =
            core.database.inTransaction(
                tx -> core.organizations.create(tx, actor, name, null, Set.of(), null));
        var tag = organization.id().value().substring(4);
        core.memberImport.importAll(actor, organization, members, index -> person(index, tag));
        commands
            .out()
            .println(organization.id().value() + "  " + name + "  " + members + " members");
      }
    }
    var seconds = (System.nanoTime() - began) / 1e9;
    commands
        .out()
        .printf(
            "Made %d members in %.1f s, %.0f a second.%n",
            organizations * members, seconds, organizations * members / Math.max(seconds, 0.001));
    return 0;
  }

  private static MemberImport.Newcomer person(long index, String tag) {
    var given = GIVEN.get((int) (index % GIVEN.size()));
    var family = FAMILY.get((int) (index / GIVEN.size() % FAMILY.size()));
    var email = (given + "." + family + index).toLowerCase(Locale.ROOT) + "@" + tag + ".example";
    return new MemberImport.Newcomer(
        new EmailAddress(email), given, family, MembershipStatus.ACTIVE, null);
  }
}
