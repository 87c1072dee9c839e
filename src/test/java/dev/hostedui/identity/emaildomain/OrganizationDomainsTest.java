package dev.hostedui.identity.emaildomain;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.DnsAnswer.Outcome;
import dev.hostedui.identity.emaildomain.DnsAnswer.Role;
import dev.hostedui.identity.member.Members;
import dev.hostedui.mail.ManagerLetters;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.web.Ago;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verbs on both engines; what name servers say is set by the test, see {@code DnsCasesTest}.
 */
class OrganizationDomainsTest {

  private static final String DOMAIN = "initech.example";

  /** Answers for name servers: the values that are published at each domain. */
  private static final class Published implements DnsLookup {
    private final Map<String, List<String>> texts = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean silent;
    private volatile Runnable meanwhile = () -> {};

    @Override
    public CompletableFuture<List<DnsAnswer>> ask(Challenge challenge) {
      asked.incrementAndGet();
      meanwhile.run();
      var name = challenge.domain().value();
      if (silent)
        return CompletableFuture.completedFuture(
            List.of(DnsAnswer.without(Role.RESOLVER, "", name, Outcome.SILENT, null)));
      var here = texts.getOrDefault(name, List.of());
      return CompletableFuture.completedFuture(
          List.of(
              new DnsAnswer(
                  Role.RESOLVER,
                  "",
                  name,
                  here.isEmpty() ? Outcome.NO_DATA : Outcome.FOUND,
                  here,
                  null,
                  List.of(),
                  60L,
                  null)));
    }

    void publish(OrganizationDomain it) {
      texts
          .computeIfAbsent(it.domain().value(), any -> new ArrayList<>())
          .add(it.challenge().value());
    }

    void remove(OrganizationDomain it) {
      texts.getOrDefault(it.domain().value(), List.of()).remove(it.challenge().value());
    }
  }

  /** The verbs over a test's database. */
  private static final class World implements AutoCloseable {
    final Identity it;
    final Published dns = new Published();
    final OrganizationDomains domains;

    World(Engine engine) {
      it = Identity.on(engine);
      domains = node(it.ids());
    }

    OrganizationDomains node(Ids ids) {
      var core = it.app().app().core();
      return new OrganizationDomains(
          it.database(),
          dns,
          new ManagerLetters(core.post, core.environments, it.clock()),
          Members::managing,
          it.events(),
          ids,
          it.clock());
    }

    /** Deletes an organization. */
    void end(OrganizationId organization) {
      it.app()
          .app()
          .core()
          .memberAdministration
          .deleteOrganization(Identity.INTERNAL, organization);
    }

    OrganizationDomain now(OrganizationDomain domain) {
      return domains.find(domain.organization(), domain.domain()).orElseThrow();
    }

    /** Lets time pass, with a look at what is due every six hours. */
    void pass(Duration time) {
      var step = Duration.ofHours(6);
      for (var left = time; !left.isZero(); ) {
        var next = left.compareTo(step) > 0 ? step : left;
        left = left.minus(next);
        it.clock().advance(next);
        for (var round = 0; domains.lookUpDue() > 0; round++) assertThat(round).isLessThan(20);
      }
    }

    Optional<OrganizationId> verifiedBy(String domain) {
      return it.database().read(handle -> OrganizationDomains.verifiedBy(handle, domain));
    }

    @Override
    public void close() {
      it.close();
    }
  }

  // ------------------------------------------------------------------ one organization

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_is_added_and_verified_by_the_value_made_for_it(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var initech = world.it.in(ivy);
      var made = new ArrayList<OrganizationDomain>();
      assertThat(
              world.it.eventsOf(
                  () -> made.add(world.domains.add(ivy, initech, " Initech.EXAMPLE. ", false))))
          .containsExactly("organization.domain_created");
      var domain = made.get(0);
      assertThat(domain.isPending()).isTrue();
      assertThat(domain.challenge().value())
          .matches(
              "initech-verify-"
                  + domain.id().value()
                  + "=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
      assertThat(domain.closesAt()).isEqualTo(domain.createdAt().plus(OrganizationDomains.WINDOW));

      var notYet = world.domains.verify(ivy, initech, domain.id());
      assertThat(notYet.isPending()).isTrue();
      assertThat(notYet.look().findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.NOTHING);
      assertThat(world.verifiedBy(DOMAIN)).isEmpty();

      world.dns.publish(domain);
      assertThat(world.it.eventsOf(() -> world.domains.verify(ivy, initech, domain.id())))
          .containsExactly("organization.domain_dns_verification_success");
      var verified = world.now(domain);
      assertThat(verified.isVerified()).isTrue();
      assertThat(verified.look().proven()).isTrue();
      assertThat(world.verifiedBy(DOMAIN)).contains(initech);
      assertThat(world.verifiedBy("eu.initech.example")).isEmpty();
      assertThat(world.verifiedBy("initech.example.evil.example")).isEmpty();

      var asked = world.dns.asked.get();
      assertThat(world.it.eventsOf(() -> world.domains.verify(ivy, initech, domain.id())))
          .isEmpty();
      assertThat(world.dns.asked).as("verified once is enough").hasValue(asked);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void events_show_what_is_to_be_published(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var domain = world.domains.add(ivy, world.it.in(ivy), DOMAIN, false);
      assertThat(
              world
                  .it
                  .app()
                  .one(
                      "SELECT after_state FROM events WHERE type = 'organization.domain_created'"
                          + " AND object_id = '"
                          + domain.id().value()
                          + "'"))
          .contains(
              "\"domain_type\":\"ORGANIZATION_DOMAIN\"",
              "\"environment_id\":\"env_",
              "\"txt_record_key\":\"_domain-verification\"",
              "\"txt_record_secret\":\"" + domain.challenge().value(),
              "\"verification_status\":\"PENDING\"",
              "\"verification_method\":\"DNS\"");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_record_is_looked_for_each_minute_then_each_ten_and_not_after_three_days(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var domain = world.domains.add(ivy, world.it.in(ivy), DOMAIN, false);
      var asked = new ArrayList<Integer>();
      for (var minute = 0; minute < 40; minute++) {
        world.it.clock().advance(Duration.ofMinutes(1));
        asked.add(world.domains.lookUpDue());
      }
      assertThat(asked.subList(0, 10)).containsOnly(1);
      assertThat(asked.subList(10, 40).stream().mapToInt(it -> it).sum()).isEqualTo(3);

      var events = world.it.eventsOf(() -> world.pass(Duration.ofDays(3)));
      assertThat(events).containsExactly("organization.domain_dns_verification_failed");
      assertThat(world.now(domain).status()).isEqualTo(VerificationStatus.FAILED);
      assertThat(world.now(domain).failure()).isEqualTo(Failure.EXPIRED);
      var after = world.dns.asked.get();
      world.dns.publish(domain);
      world.pass(Duration.ofDays(1));
      assertThat(world.domains.verify(ivy, world.it.in(ivy), domain.id()).status())
          .isEqualTo(VerificationStatus.FAILED);
      assertThat(world.dns.asked).hasValue(after);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_job_verifies_what_is_published_meanwhile(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var domain = world.domains.add(ivy, world.it.in(ivy), DOMAIN, false);
      world.dns.publish(domain);
      world.it.clock().advance(Duration.ofMinutes(1));
      assertThat(world.it.eventsOf(world.domains::lookUpDue))
          .containsExactly("organization.domain_dns_verification_success");
      assertThat(world.domains.lookUpDue()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_has_failed_is_added_again_with_another_value(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var initech = world.it.in(ivy);
      var old = world.domains.add(ivy, initech, DOMAIN, false);
      assertThat(world.it.refusal(() -> world.domains.add(ivy, initech, DOMAIN, false)).code())
          .isEqualTo("domain_listed");
      world.dns.publish(old);
      world.dns.remove(old);
      world.pass(Duration.ofDays(4));

      var events = world.it.eventsOf(() -> world.domains.add(ivy, initech, DOMAIN, false));
      assertThat(events)
          .containsExactly("organization.domain_deleted", "organization.domain_created");
      var again = world.domains.list(initech).get(0);
      assertThat(again.id()).isNotEqualTo(old.id());
      world.dns.publish(old);
      assertThat(world.domains.verify(ivy, initech, again.id()).isPending()).isTrue();
      world.dns.publish(again);
      assertThat(world.domains.verify(ivy, initech, again.id()).isVerified()).isTrue();
      assertThat(world.it.refusal(() -> world.domains.addAgain(ivy, initech, again.id())).code())
          .isEqualTo("domain_listed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_who_manages_the_settings_of_that_organization_has_its_domains(Engine engine) {
    try (var world = new World(engine)) {
      var ada = world.it.person(ADA, "acmecorp");
      var max = world.it.person(MAX, "acmecorp");
      var gus = world.it.person(GUS, "globex");
      var acme = world.it.in(ada);
      var domain = world.domains.add(ada, acme, "acme.example", false);
      for (var verb :
          List.<Callable<?>>of(
              () -> world.domains.add(max, acme, "max.example", false),
              () -> world.domains.verify(max, acme, domain.id()),
              () -> world.domains.addAgain(max, acme, domain.id()),
              () -> world.domains.delete(max, acme, domain.id())))
        assertThat(world.it.refusal(verb::call).kind()).isEqualTo(Problem.Kind.FORBIDDEN);
      for (var verb :
          List.<Callable<?>>of(
              () -> world.domains.add(gus, acme, "gus.example", false),
              () -> world.domains.verify(gus, world.it.in(gus), domain.id()),
              () -> world.domains.addAgain(gus, world.it.in(gus), domain.id()),
              () -> world.domains.delete(gus, world.it.in(gus), domain.id())))
        assertThat(world.it.refusal(verb::call).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(world.domains.find(world.it.in(gus), domain.domain())).isEmpty();
      assertThat(world.dns.asked).hasValue(0);
      assertThat(world.it.eventsOf(() -> world.domains.delete(ada, acme, domain.id())))
          .containsExactly("organization.domain_deleted");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organization_has_a_hundred_domains_and_is_looked_up_so_often(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var initech = world.it.in(ivy);
      for (var i = 0; i < 98; i++) world.domains.add(ivy, initech, "d" + i + ".example", false);
      var outcome =
          Race.between(
              IntStream.range(0, 5)
                  .mapToObj(
                      i ->
                          (Callable<?>)
                              () -> world.domains.add(ivy, initech, "e" + i + ".example", false))
                  .toList());
      assertThat(outcome.done()).isEqualTo(2);
      assertThat(outcome.codes()).containsOnly("too_many_domains");
      var one = world.domains.list(initech).get(0);
      for (var i = 0; i < 20; i++) world.domains.verify(ivy, initech, one.id());
      var refused = world.it.refusal(() -> world.domains.verify(ivy, initech, one.id()));
      assertThat(refused.code()).isEqualTo("too_many_domain_lookups");
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    }
  }

  // ------------------------------------------------------------------ at one moment

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_two_organizations_that_prove_a_domain_at_once_one_has_it(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      for (var round = 0; round < 5; round++) {
        var name = "round" + round + ".example";
        var one = world.domains.add(ivy, world.it.in(ivy), name, false);
        var other = world.domains.add(gus, world.it.in(gus), name, false);
        world.dns.publish(one);
        world.dns.publish(other);
        var outcome =
            Race.between(
                () -> world.domains.verify(ivy, world.it.in(ivy), one.id()),
                () -> world.domains.verify(gus, world.it.in(gus), other.id()));
        assertThat(outcome.done()).isEqualTo(2);
        assertThat(List.of(world.now(one).status(), world.now(other).status()))
            .containsExactlyInAnyOrder(VerificationStatus.VERIFIED, VerificationStatus.PENDING);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_deleted_while_it_is_looked_up_stays_deleted(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var initech = world.it.in(ivy);
      var domain = world.domains.add(ivy, initech, DOMAIN, false);
      world.dns.publish(domain);
      world.dns.meanwhile = () -> world.domains.delete(ivy, initech, domain.id());
      var code = new ArrayList<String>();
      var events =
          world.it.eventsOf(
              () -> {
                try {
                  world.domains.verify(ivy, initech, domain.id());
                } catch (Problem problem) {
                  code.add(problem.code());
                }
              });
      assertThat(code).containsExactly("domain_not_found");
      assertThat(events).containsExactly("organization.domain_deleted");
      world.it.clock().advance(Duration.ofHours(1));
      assertThat(world.domains.lookUpDue()).isZero();
      assertThat(world.verifiedBy(DOMAIN)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_due_is_looked_up_by_one_node(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      for (var i = 0; i < 25; i++)
        world.domains.add(ivy, world.it.in(ivy), "d" + i + ".example", false);
      var second = world.node(new Ids(world.it.clock(), new SecureRandom(), () -> 62));
      world.it.clock().advance(Duration.ofMinutes(1));
      Callable<?> node =
          () -> {
            while (world.domains.lookUpDue() > 0) {}
            return true;
          };
      Callable<?> other =
          () -> {
            while (second.lookUpDue() > 0) {}
            return true;
          };
      assertThat(Race.between(node, other).done()).isEqualTo(2);
      assertThat(world.dns.asked).hasValue(25);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void name_servers_are_asked_outside_of_transactions(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var domain = world.domains.add(ivy, world.it.in(ivy), DOMAIN, false);
      // a change of the same organization by somebody else, while name servers are slow
      world.dns.meanwhile =
          () -> {
            world.dns.meanwhile = () -> {};
            var done =
                CompletableFuture.runAsync(
                    () -> world.domains.add(gus, world.it.in(gus), "other.example", false));
            var own =
                CompletableFuture.runAsync(
                    () -> world.domains.add(ivy, world.it.in(ivy), "own.example", false));
            CompletableFuture.allOf(done, own).join();
          };
      world.domains.verify(ivy, world.it.in(ivy), domain.id());
      assertThat(world.domains.list(world.it.in(ivy))).hasSize(2);
    }
  }

  // ------------------------------------------------------------------ two organizations

  private static OrganizationDomain verified(World world, Actor actor, OrganizationId where) {
    var domain = world.domains.add(actor, where, DOMAIN, false);
    world.dns.publish(domain);
    return world.domains.verify(actor, where, domain.id());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_another_organization_has_verified_is_added_only_if_that_is_meant(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var globex = world.it.in(gus);
      verified(world, ivy, world.it.in(ivy));
      var refused = world.it.refusal(() -> world.domains.add(gus, globex, DOMAIN, false));
      assertThat(refused.code()).isEqualTo("domain_held");
      assertThat(refused.field()).isEqualTo("domain");

      var claimed = world.domains.add(gus, globex, DOMAIN, true);
      assertThat(world.domains.heldElsewhere(claimed)).contains(VerificationMethod.DNS);
      world.dns.publish(claimed);
      var events = world.it.eventsOf(() -> world.domains.verify(gus, globex, claimed.id()));
      assertThat(events).as("both have their record").isEmpty();
      assertThat(world.now(claimed).isPending()).isTrue();
      assertThat(world.now(claimed).look().proven()).isTrue();
      assertThat(world.verifiedBy(DOMAIN)).contains(world.it.in(ivy));
      world.pass(Duration.ofDays(4));
      assertThat(world.now(claimed).failure()).isEqualTo(Failure.HELD);
      assertThat(world.verifiedBy(DOMAIN)).contains(world.it.in(ivy));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_record_that_is_gone_makes_a_proof_stale_and_takes_nothing_away(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var initech = world.it.in(ivy);
      var domain = verified(world, ivy, initech);
      world.dns.silent = true;
      assertThat(world.it.eventsOf(() -> world.pass(Duration.ofDays(2)))).isEmpty();
      assertThat(world.now(domain).staleSince()).as("no answer is not a no").isNull();
      world.dns.silent = false;
      world.dns.remove(domain);
      assertThat(world.it.eventsOf(() -> world.pass(Duration.ofDays(30))))
          .containsExactly("organization.domain_record_gone");
      assertThat(world.now(domain).isVerified()).isTrue();
      assertThat(world.now(domain).staleSince()).isNotNull();
      assertThat(world.verifiedBy(DOMAIN)).contains(initech);
      world.dns.publish(domain);
      assertThat(world.it.eventsOf(() -> world.domains.verify(ivy, initech, domain.id())))
          .containsExactly("organization.domain_record_back");
      assertThat(world.now(domain).staleSince()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_fresh_proof_takes_over_from_a_stale_one_after_notice_and_grace(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var globex = world.it.in(gus);
      var held = verified(world, ivy, world.it.in(ivy));
      var claimed = world.domains.add(gus, globex, DOMAIN, true);
      world.dns.publish(claimed);
      world.dns.remove(held);

      var begun = world.it.eventsOf(() -> world.domains.verify(gus, globex, claimed.id()));
      assertThat(begun)
          .containsExactly(
              "organization.domain_record_gone",
              "organization.domain_contested",
              "organization.domain_contested");
      var until = world.now(claimed).contestedUntil();
      assertThat(until).isEqualTo(world.it.clock().instant().plus(OrganizationDomains.GRACE));
      assertThat(world.domains.contestedUntil(world.now(held))).contains(until);
      assertThat(world.it.app().mailTo(IVY).text())
          .contains("initech.example", "Initech", "/ui/organization/domains/initech.example")
          .doesNotContain("Globex", "gus@");
      assertThat(
              world
                  .it
                  .app()
                  .one(
                      "SELECT COUNT(*) FROM events WHERE actor_email LIKE 'gus@%' AND"
                          + " organization_id = '"
                          + world.it.in(ivy).value()
                          + "'"))
          .as("who claims it stays unknown")
          .isEqualTo("0");

      world.pass(Duration.ofHours(71));
      assertThat(world.verifiedBy(DOMAIN)).contains(world.it.in(ivy));
      var ended = world.it.eventsOf(() -> world.pass(Duration.ofHours(2)));
      assertThat(ended)
          .containsExactly(
              "organization.domain_dns_verification_failed",
              "organization.domain_dns_verification_success");
      assertThat(world.verifiedBy(DOMAIN)).contains(globex);
      assertThat(world.now(held).failure()).isEqualTo(Failure.TAKEN_OVER);
      assertThat(world.it.app().mailTo(IVY).text()).contains("no longer verified for Initech");
      assertThat(world.domains.list(globex)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_record_that_comes_back_keeps_the_domain(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var held = verified(world, ivy, world.it.in(ivy));
      var claimed = world.domains.add(gus, world.it.in(gus), DOMAIN, true);
      world.dns.publish(claimed);
      world.dns.remove(held);
      world.domains.verify(gus, world.it.in(gus), claimed.id());
      world.pass(Duration.ofHours(48));
      world.dns.publish(held);
      world.pass(Duration.ofHours(1));
      assertThat(world.now(claimed).contestedUntil()).isNull();
      assertThat(world.domains.contestedUntil(world.now(held))).isEmpty();
      world.pass(Duration.ofDays(5));
      assertThat(world.verifiedBy(DOMAIN)).contains(world.it.in(ivy));
      assertThat(world.now(held).staleSince()).isNull();
      assertThat(world.now(claimed).failure()).isEqualTo(Failure.HELD);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_claim_is_over_when_its_record_goes_and_waits_while_nobody_answers(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var held = verified(world, ivy, world.it.in(ivy));
      var claimed = world.domains.add(gus, world.it.in(gus), DOMAIN, true);
      world.dns.publish(claimed);
      world.dns.remove(held);
      world.domains.verify(gus, world.it.in(gus), claimed.id());
      world.dns.silent = true;
      world.pass(Duration.ofHours(80));
      assertThat(world.verifiedBy(DOMAIN)).as("decided by answers only").contains(world.it.in(ivy));
      world.dns.silent = false;
      world.dns.remove(claimed);
      assertThat(world.it.eventsOf(() -> world.pass(Duration.ofHours(1))))
          .as("for both sides")
          .containsExactly(
              "organization.domain_contest_dropped", "organization.domain_contest_dropped");
      world.pass(Duration.ofDays(3));
      assertThat(world.verifiedBy(DOMAIN)).contains(world.it.in(ivy));
    }
  }

  /** What one organization has verified and two others take over, an hour after one another. */
  private static final class Queue {
    final World world;
    final Actor.Person ivy;
    final Actor.Person gus;
    final Actor.Person ada;
    final OrganizationDomain held;
    final OrganizationDomain first;
    final OrganizationDomain second;

    Queue(World world) {
      this.world = world;
      ivy = world.it.person(IVY, "initech");
      gus = world.it.person(GUS, "globex");
      ada = world.it.person(ADA, "acmecorp");
      held = verified(world, ivy, world.it.in(ivy));
      second = world.domains.add(ada, world.it.in(ada), DOMAIN, true);
      first = world.domains.add(gus, world.it.in(gus), DOMAIN, true);
      world.dns.publish(first);
      world.dns.publish(second);
      world.dns.remove(held);
      verifyFirst();
      world.it.clock().advance(Duration.ofHours(1));
      verifySecond();
    }

    void verifyFirst() {
      world.domains.verify(gus, world.it.in(gus), first.id());
    }

    void verifySecond() {
      world.domains.verify(ada, world.it.in(ada), second.id());
    }

    boolean isOf(Actor.Person actor) {
      return world.verifiedBy(DOMAIN).equals(Optional.of(world.it.in(actor)));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_two_that_take_a_domain_over_it_is_the_one_whose_time_ends_first(Engine engine) {
    try (var world = new World(engine)) {
      var queue = new Queue(world);
      var until = world.now(queue.first).contestedUntil();
      assertThat(world.domains.takesOverFirst(world.now(queue.first))).isTrue();
      assertThat(world.domains.takesOverFirst(world.now(queue.second))).isFalse();
      assertThat(world.domains.contestedUntil(world.now(queue.held))).contains(until);
      assertThat(world.it.app().mailTo(IVY).text())
          .as("told of the second, the time is still the first one's")
          .contains(Ago.exact(until));

      // nobody was looked at while both times ended
      world.it.clock().advance(OrganizationDomains.GRACE.plusHours(2));
      queue.verifySecond();
      assertThat(queue.isOf(queue.ivy)).isTrue();
      queue.verifyFirst();
      assertThat(queue.isOf(queue.gus)).isTrue();
      queue.verifySecond();
      assertThat(world.now(queue.second).contestedUntil()).isNull();
      assertThat(queue.isOf(queue.gus)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_comes_second_has_the_domain_when_the_first_ones_record_goes(Engine engine) {
    try (var world = new World(engine)) {
      var queue = new Queue(world);
      world.dns.remove(queue.first);
      assertThat(world.it.eventsOf(queue::verifyFirst))
          .as("the holder still loses it to the second")
          .containsExactly("organization.domain_contest_dropped");
      assertThat(world.domains.takesOverFirst(world.now(queue.second))).isTrue();
      world.pass(OrganizationDomains.GRACE);
      assertThat(queue.isOf(queue.ada)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_that_is_let_go_is_not_the_second_ones_before_the_first(Engine engine) {
    try (var world = new World(engine)) {
      var queue = new Queue(world);
      world.domains.delete(queue.ivy, world.it.in(queue.ivy), queue.held.id());
      queue.verifySecond();
      assertThat(world.verifiedBy(DOMAIN)).isEmpty();
      queue.verifyFirst();
      assertThat(queue.isOf(queue.gus)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_just_got_a_domain_has_the_whole_time_of_grace(Engine engine) {
    try (var world = new World(engine)) {
      var queue = new Queue(world);
      world.it.clock().advance(OrganizationDomains.GRACE.plusHours(2));
      queue.verifyFirst();
      world.dns.remove(queue.first);
      queue.verifySecond();
      assertThat(queue.isOf(queue.gus)).isTrue();
      assertThat(world.now(queue.second).contestedUntil())
          .isEqualTo(world.it.clock().instant().plus(OrganizationDomains.GRACE));
      assertThat(world.it.app().mailTo(GUS).text()).contains("publish your record again");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_keeps_a_domain_is_told_also_when_the_claim_is_deleted(Engine engine) {
    try (var world = new World(engine)) {
      var queue = new Queue(world);
      assertThat(
              world.it.eventsOf(
                  () -> world.domains.delete(queue.ada, world.it.in(queue.ada), queue.second.id())))
          .as("another one is left")
          .containsExactly("organization.domain_deleted");
      assertThat(
              world.it.eventsOf(
                  () ->
                      world.domains.addAgain(queue.gus, world.it.in(queue.gus), queue.first.id())))
          .containsExactly(
              "organization.domain_contest_dropped",
              "organization.domain_deleted",
              "organization.domain_created");
      assertThat(
              world
                  .it
                  .app()
                  .one(
                      "SELECT organization_id FROM events WHERE type ="
                          + " 'organization.domain_contest_dropped'"))
          .isEqualTo(world.it.in(queue.ivy).value());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_keeps_a_domain_is_told_also_when_the_organization_that_claims_it_is_deleted(
      Engine engine) {
    try (var world = new World(engine)) {
      var queue = new Queue(world);
      assertThat(world.it.eventsOf(() -> world.end(queue.second.organization())))
          .as("another one is left")
          .contains("organization.deleted")
          .doesNotContain("organization.domain_contest_dropped");
      assertThat(world.it.eventsOf(() -> world.end(queue.first.organization())))
          .contains("organization.deleted", "organization.domain_contest_dropped");
      assertThat(
              world
                  .it
                  .app()
                  .one(
                      "SELECT organization_id FROM events WHERE type ="
                          + " 'organization.domain_contest_dropped'"))
          .isEqualTo(world.it.in(queue.ivy).value());
      world.pass(Duration.ofDays(4));
      assertThat(queue.isOf(queue.ivy)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_is_the_next_ones_when_its_organization_is_deleted_while_it_is_looked_up(
      Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var held = verified(world, ivy, world.it.in(ivy));
      var claimed = world.domains.add(gus, world.it.in(gus), DOMAIN, true);
      world.dns.publish(claimed);
      world.dns.meanwhile =
          () -> {
            world.dns.meanwhile = () -> {};
            world.end(held.organization());
          };
      world.domains.verify(gus, world.it.in(gus), claimed.id());
      assertThat(world.now(claimed).isVerified()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_the_operator_has_confirmed_is_never_taken_over(Engine engine) {
    try (var world = new World(engine)) {
      var gus = world.it.person(GUS, "globex");
      var globex = world.it.in(gus);
      var acme = new DomainName("acmecorp.example");
      for (var contesting : new boolean[] {false, true})
        assertThat(
                world
                    .it
                    .refusal(() -> world.domains.add(gus, globex, acme.value(), contesting))
                    .code())
            .isEqualTo("domain_held_by_operator");
      // confirmed after another one has begun to prove it
      var claimed = world.domains.add(gus, globex, DOMAIN, false);
      var initech = world.it.app().organization("initech");
      world
          .it
          .database()
          .inTransaction(
              tx ->
                  world.domains.addVerified(
                      tx, Identity.INTERNAL, initech, new DomainName(DOMAIN)));
      world.dns.publish(claimed);
      assertThat(world.it.eventsOf(() -> world.domains.verify(gus, globex, claimed.id())))
          .isEmpty();
      world.pass(Duration.ofDays(10));
      assertThat(world.verifiedBy(DOMAIN)).contains(initech);
      assertThat(world.now(claimed).failure()).isEqualTo(Failure.HELD);
      assertThat(
              world
                  .it
                  .refusal(
                      () ->
                          world
                              .it
                              .database()
                              .inTransaction(
                                  tx ->
                                      world.domains.addVerified(
                                          tx, Identity.INTERNAL, globex, acme)))
                  .code())
          .isEqualTo("domain_held");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_that_is_let_go_is_the_next_ones_at_once(Engine engine) {
    try (var world = new World(engine)) {
      var ivy = world.it.person(IVY, "initech");
      var gus = world.it.person(GUS, "globex");
      var held = verified(world, ivy, world.it.in(ivy));
      var claimed = world.domains.add(gus, world.it.in(gus), DOMAIN, true);
      world.dns.publish(claimed);
      world.domains.verify(gus, world.it.in(gus), claimed.id());
      world.domains.delete(ivy, world.it.in(ivy), held.id());
      assertThat(world.verifiedBy(DOMAIN)).isEmpty();
      world.pass(Duration.ofHours(1));
      assertThat(world.verifiedBy(DOMAIN)).contains(world.it.in(gus));
    }
  }
}
