package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryRequests.Entry;
import dev.hostedui.identity.directory.DirectoryRequests.Filter;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.LoggedRequest.Answer;
import dev.hostedui.identity.directory.LoggedRequest.Call;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryRequestsTest {

  private static final Map<Engine, Identity> PROGRAMS = new EnumMap<>(Engine.class);
  private static final DirectoryUserId ADA = new DirectoryUserId("diruser_111111111111111111");
  private static final DirectoryGroupId ADMINS =
      new DirectoryGroupId("dirgroup_111111111111111111");

  private final Map<DirectoryId, OrganizationId> organizations = new HashMap<>();

  private static Identity on(Engine engine) {
    return PROGRAMS.computeIfAbsent(engine, Identity::on);
  }

  @AfterAll
  static void close() {
    PROGRAMS.values().forEach(Identity::close);
  }

  private static DirectoryRequests log(Identity it) {
    return new DirectoryRequests(it.database(), it.ids(), it.clock());
  }

  private DirectoryId directory(Identity it) {
    var organization = it.organization("Acme").id();
    var core = it.app().app().core();
    core.organizations.setFeature(Identity.INTERNAL, organization.value(), Feature.DIR_SYNC, true);
    var made = core.directories.choose(Identity.INTERNAL, organization, "OKTA", DirectoryType.SCIM);
    organizations.put(made.id(), organization);
    return made.id();
  }

  private static LoggedRequest request(
      DirectoryId directory, String method, int status, About about, @Nullable String body) {
    return new LoggedRequest(
        directory,
        new Call("req", method, "/Users", "203.0.113.9", "Okta SCIM Client 1.0.0", body),
        new Answer(
            status, 12, status == 409 ? "uniqueness" : null, status >= 400 ? "It is taken." : null),
        about,
        status == 201 ? Effect.CREATED : null,
        status == 400 ? List.of(Remark.of("foreign_domain", "gmail.com", 3)) : List.of());
  }

  private List<Entry> all(DirectoryRequests log, DirectoryId directory, Filter filter) {
    return log.page(organizations.get(directory), directory, filter, null, 1_000).entries();
  }

  private static int write(DirectoryRequests log) {
    var written = 0;
    for (int now; (now = log.writeNoted()) > 0; ) written += now;
    return written;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_noted_is_written_in_batches_and_listed_newest_first(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    var other = directory(it);
    for (var i = 0; i < 1_100; i++) {
      var about =
          i % 3 == 0
              ? About.user(ADA, "Ada@Acme.example")
              : i % 3 == 1 ? About.group(ADMINS, "Admins") : About.NOTHING;
      log.note(
          request(
              okta,
              i % 2 == 0 ? "POST" : "PATCH",
              i % 4 == 0 ? 400 : 201,
              about,
              "{\"i\":" + i + "}"));
      if (i % 3 == 0) it.clock().advance(Duration.ofMillis(1));
    }
    log.note(request(other, "GET", 200, About.user(ADA, "ada@acme.example"), null));
    assertThat(all(log, okta, Filter.ALL)).isEmpty();
    assertThat(log.writeNoted()).isEqualTo(500);
    assertThat(log.writeNoted()).isEqualTo(500);
    assertThat(log.writeNoted()).isEqualTo(101);
    assertThat(log.writeNoted()).isZero();

    var organization = organizations.get(okta);
    var found = new ArrayList<String>();
    for (String next = null, before = ""; before != null; before = next) {
      var page = log.page(organization, okta, Filter.ALL, next, 100);
      page.entries().forEach(entry -> found.add(entry.request().call().body()));
      next = page.next();
    }
    assertThat(found)
        .isEqualTo(IntStream.range(0, 1_100).mapToObj(i -> "{\"i\":" + (1_099 - i) + "}").toList());

    var newest = all(log, okta, Filter.ALL).get(0);
    assertThat(newest.request())
        .isEqualTo(request(okta, "PATCH", 201, About.group(ADMINS, "Admins"), "{\"i\":1099}"));
    assertThat(newest.whole()).isTrue();
    var refused = all(log, okta, new Filter(null, null, null, true, null)).get(0).request();
    assertThat(refused.remarks()).containsExactly(Remark.of("foreign_domain", "gmail.com", 3));
    assertThat(refused.effect()).isNull();

    assertThat(all(log, okta, new Filter(null, null, null, true, null))).hasSize(275);
    assertThat(all(log, okta, new Filter(null, null, null, false, "PATCH"))).hasSize(550);
    assertThat(all(log, okta, new Filter(ADA, null, null, false, null))).hasSize(367);
    assertThat(all(log, okta, new Filter(null, " ADA@acme.example", null, false, null)))
        .hasSize(367);
    assertThat(all(log, okta, new Filter(null, null, ADMINS, false, null))).hasSize(367);
    assertThat(all(log, okta, new Filter(ADA, null, null, true, "POST"))).hasSize(92);
    assertThat(all(log, okta, new Filter(ADA, null, ADMINS, false, null))).isEmpty();
    // a position that nobody was given
    for (var odd : List.of("", "1", "x.y", "1.dirreq_1' OR 1=1", "9999999999999999.dirreq_1"))
      assertThat(log.page(organization, okta, Filter.ALL, odd, 3))
          .isEqualTo(log.page(organization, okta, Filter.ALL, null, 3));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_sees_the_log_of_another_directory(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    var other = directory(it);
    log.note(request(okta, "GET", 200, About.user(ADA, "ada@acme.example"), null));
    write(log);
    var entry = all(log, okta, Filter.ALL).get(0);
    assertThat(log.find(organizations.get(okta), okta, entry.id())).contains(entry);
    assertThat(log.find(organizations.get(other), other, entry.id())).isEmpty();
    assertThat(log.find(organizations.get(other), okta, entry.id())).isEmpty();
    assertThat(log.find(organizations.get(okta), okta, "dirreq_1' OR 1=1")).isEmpty();
    for (var filter :
        List.of(
            Filter.ALL,
            new Filter(ADA, null, null, false, null),
            new Filter(null, "ada@acme.example", null, false, null))) {
      assertThat(log.page(organizations.get(other), other, filter, null, 9).entries()).isEmpty();
      assertThat(log.page(organizations.get(other), okta, filter, null, 9).entries()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void memory_is_bounded_in_calls_and_in_what_they_carried(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    var long_ = "{\"a\":\"" + "x".repeat(1 << 20) + "\"}";
    for (var i = 0; i < DirectoryRequests.ROOM + 5; i++)
      log.note(request(okta, "POST", 201, About.NOTHING, i < 600 ? long_ : null));
    assertThat(log.lost()).isEqualTo(5);
    // an orderly end writes the rest
    log.close();
    assertThat(count(it, okta, "1 = 1")).isEqualTo(DirectoryRequests.ROOM);
    assertThat(count(it, okta, "body IS NOT NULL"))
        .isEqualTo(DirectoryRequests.ROOM_FOR_BODIES / (Redaction.LONGEST_BODY + 1));
    // what was written makes room again
    log.note(request(okta, "POST", 201, About.NOTHING, long_));
    write(log);
    var newest = all(log, okta, Filter.ALL).get(0);
    assertThat(newest.request().call().body()).hasSizeLessThan(17_000).endsWith("…");
    assertThat(newest.whole()).isFalse();
  }

  private static long count(Identity it, DirectoryId directory, String where) {
    return Long.parseLong(
        it.app()
            .one(
                "SELECT COUNT(*) FROM directory_requests WHERE directory_id = '"
                    + directory.value()
                    + "' AND "
                    + where));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_has_no_token_can_fill_no_log_and_is_not_counted(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    for (var i = 0; i < 1_000; i++) {
      log.note(request(okta, "GET", 401, About.NOTHING, null));
      log.note(
          request(
              new DirectoryId(it.ids().next(DirectoryId.PREFIX)), "GET", 401, About.NOTHING, null));
    }
    log.note(request(okta, "GET", 200, About.NOTHING, null));
    log.note(request(okta, "GET", 404, About.NOTHING, null));
    assertThat(write(log)).isEqualTo(DirectoryRequests.ALL_UNAUTHORIZED_A_MINUTE + 2);
    assertThat(count(it, okta, "status = 401")).isEqualTo(DirectoryRequests.UNAUTHORIZED_A_MINUTE);
    assertThat(log.lost()).isZero();
    assertThat(
            it.app()
                .one(
                    "SELECT calls || ' ' || failures FROM directory_hours WHERE directory_id = '"
                        + okta.value()
                        + "'"))
        .isEqualTo("2 1");
    it.clock().advance(Duration.ofMinutes(1));
    log.note(request(okta, "GET", 401, About.NOTHING, null));
    assertThat(write(log)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void long_and_odd_texts_are_cut_and_no_secret_is_written(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    var long_ = "n\0ul" + "x".repeat(50_000);
    log.note(
        new LoggedRequest(
            okta,
            new Call(
                long_,
                "POST",
                "/Users?token=HUNTER2&" + long_,
                "203.0.113.9",
                long_,
                "{\"password\":\"HUNTER2\",\"a\":\"\\u0000\"}"),
            new Answer(400, 3, long_, long_),
            new About(null, long_, null, long_),
            null,
            List.of(
                Remark.of("a", long_, long_),
                new Remark("b", IntStream.range(0, 20).mapToObj(i -> long_).toList()))));
    assertThat(write(log)).isEqualTo(1);
    var request = all(log, okta, Filter.ALL).get(0).request();
    assertThat(request.call().requestId()).hasSize(500).startsWith("nulx").endsWith("…");
    assertThat(request.call().path()).hasSize(2_000).doesNotContain("HUNTER2");
    assertThat(request.call().body()).isEqualTo("{\"password\":\"(hidden)\",\"a\":\"\\u0000\"}");
    assertThat(request.call().userAgent()).hasSize(500);
    assertThat(request.answer().detail()).hasSize(500);
    assertThat(request.about().person()).hasSize(500);
    assertThat(request.remarks()).hasSize(1);
    assertThat(request.remarks().get(0).arguments().get(0)).hasSize(500);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_older_than_a_month_is_forgotten(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    log.note(request(okta, "GET", 200, About.NOTHING, null));
    write(log);
    it.clock().advance(DirectoryRequests.KEPT);
    log.note(request(okta, "GET", 404, About.NOTHING, null));
    write(log);
    forget(log);
    assertThat(all(log, okta, Filter.ALL)).hasSize(2);
    it.clock().advance(Duration.ofMillis(1));
    assertThat(log.forgetOld()).isPositive();
    forget(log);
    assertThat(all(log, okta, Filter.ALL)).hasSize(1);
    it.clock().advance(DirectoryRequests.HOURS_KEPT);
    forget(log);
    assertThat(all(log, okta, Filter.ALL)).isEmpty();
    assertThat(
            it.app()
                .one(
                    "SELECT COUNT(*) FROM directory_hours WHERE directory_id = '"
                        + okta.value()
                        + "'"))
        .isEqualTo("0");
  }

  private static void forget(DirectoryRequests log) {
    while (log.forgetOld() > 0) assertThat(log.lost()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_that_is_gone_has_no_log_and_a_database_that_is_away_loses_none(Engine engine) {
    var it = on(engine);
    var log = log(it);
    var okta = directory(it);
    var gone = new DirectoryId(it.ids().next(DirectoryId.PREFIX));
    log.note(request(okta, "GET", 200, About.NOTHING, null));
    log.note(request(gone, "GET", 200, About.NOTHING, null));
    // a row that cannot be written keeps back no other
    log.note(
        new LoggedRequest(
            okta,
            new Call("r", "GET", "/Users", null, "x", null),
            new Answer(200, 1, null, null),
            About.NOTHING,
            null,
            List.of()));
    assertThat(write(log)).isEqualTo(3);
    assertThat(log.lost()).isEqualTo(1);
    assertThat(all(log, okta, Filter.ALL)).hasSize(1);

    var away = Database.open(engine.fresh());
    away.close();
    var waiting = new DirectoryRequests(away, it.ids(), it.clock());
    waiting.note(request(okta, "GET", 200, About.NOTHING, null));
    for (var i = 0; i < 2; i++)
      assertThat(catchThrowable(waiting::writeNoted)).isInstanceOf(RuntimeException.class);
    assertThat(waiting.lost()).isZero();
    waiting.close();
  }
}
