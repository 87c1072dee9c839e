package dev.hostedui.identity.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemberListTest {

  private static final String[] SYLLABLES = {
    "an", "na", "José", "Øre", "ß", "ﬁ", "O'", "-x", "李", "ann", "a", "50%", "_", "\\", "'", "😀",
    "Żó", "ı", "II", ".b", "Σς"
  };

  private record Listed(long position, String text) {}

  private static OrganizationId fill(Identity it, int members, Random random) {
    var organization = it.organization("Many");
    new MemberImport(it.database(), it.events(), it.ids(), it.clock())
        .importAll(
            Identity.INTERNAL,
            organization,
            members,
            i ->
                new MemberImport.Newcomer(
                    new EmailAddress(
                        List.of("ann", "bob", "joe.anna", "x_y", "o'neil", "50%")
                                .get(random.nextInt(6))
                            + i
                            + List.of("@many.example", "@x-many.example").get(random.nextInt(2))),
                    name(random),
                    name(random),
                    MembershipStatus.ACTIVE,
                    null));
    return organization.id();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_table_has_every_member_once_in_the_order_of_the_list(Engine engine) throws Exception {
    try (var it = Identity.on(engine)) {
      var organization = fill(it, 1_001, new Random(7));
      var list = new MemberList(it.database(), it.clock());
      var export = new MemberExport(it.database(), list, it.events());

      var written = new StringWriter();
      export.of(Identity.INTERNAL, organization, "", MemberList.Filter.NONE).writeTo(written);
      var ids = written.toString().lines().skip(1).map(row -> row.replaceFirst(".*,", "")).toList();
      assertThat(ids)
          .isEqualTo(
              list.page(organization, "", MemberList.Edge.FIRST, 2_000).members().stream()
                  .map(member -> member.user().value())
                  .toList())
          .hasSize(1_001);
      assertThat(it.app().events()).endsWith("organization.members_exported");

      var events = it.app().events();
      var small = new MemberExport(it.database(), list, it.events(), 1_000);
      var refusal =
          it.refusal(() -> small.of(Identity.INTERNAL, organization, "", MemberList.Filter.NONE));
      assertThat(refusal.code()).isEqualTo("export_too_large");
      assertThat(refusal.faults().get(0).arguments()).containsExactly("1,000");
      assertThat(it.app().events()).as("nobody has taken anything").isEqualTo(events);
      var whole = new MemberExport(it.database(), list, it.events(), 1_001);
      whole.of(Identity.INTERNAL, organization, "", MemberList.Filter.NONE);

      var late = export.of(Identity.INTERNAL, organization, "", MemberList.Filter.NONE);
      var found = new StringWriter();
      export.of(Identity.INTERNAL, organization, "o'neil", MemberList.Filter.NONE).writeTo(found);
      assertThat(found.toString().lines().skip(1))
          .isNotEmpty()
          .allMatch(row -> row.startsWith("o'neil"));

      it.app()
          .app()
          .core()
          .memberAdministration
          .deleteOrganization(Identity.INTERNAL, organization);
      assertThat(it.refusal(() -> late.writeTo(new StringWriter())).code())
          .as("a table that ends before its last member would be taken for the whole")
          .isEqualTo("organization_not_found");
    }
  }

  private static String name(Random random) {
    var name = new StringBuilder();
    for (var i = random.nextInt(4); i > 0; i--) {
      name.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      if (random.nextInt(4) == 0) name.append(' ');
    }
    return Names.line(name.toString());
  }

  private static List<Listed> everybody(Identity it, OrganizationId organization) {
    return it.database()
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT m.position, u.email, u.given_name, u.family_name FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = :id ORDER BY m.position DESC")
                    .bind("id", organization.value())
                    .map(
                        (row, context) ->
                            new Listed(
                                row.getLong(1),
                                Names.folded(
                                    row.getString(2)
                                        + " "
                                        + (row.getString(3) + " " + row.getString(4)).strip())))
                    .list());
  }

  /** What a search means: three letters match anywhere, one or two at the beginning of a word. */
  private static boolean matches(String text, String search) {
    var folded = Names.folded(search);
    if (folded.codePointCount(0, folded.length()) >= 3) return text.contains(folded);
    for (var i = text.indexOf(folded); i >= 0; i = text.indexOf(folded, i + 1)) {
      if (Character.isLetterOrDigit(text.codePointAt(i))
          && (i == 0 || !Character.isLetterOrDigit(text.codePointBefore(i)))) return true;
    }
    return folded.isEmpty();
  }

  /** Walks to the end and back, checking that no row is lost or shown twice. */
  private static List<Long> walk(
      MemberList list, OrganizationId organization, String search, int size) {
    var there = new ArrayList<Long>();
    var pages = 0;
    var edge = MemberList.Edge.FIRST;
    while (true) {
      var window = list.page(organization, search, edge, size);
      assertThat(window.before()).isEqualTo(pages > 0);
      window.members().forEach(member -> there.add(member.position()));
      pages++;
      if (!window.after()) break;
      assertThat(window.members()).hasSize(size);
      edge = new MemberList.Edge(true, there.get(there.size() - 1));
    }
    if (there.isEmpty()) return there;
    var back = new ArrayList<Long>();
    edge = new MemberList.Edge(false, there.get(there.size() - 1) - 1);
    while (true) {
      var window = list.page(organization, search, edge, size);
      var positions = new ArrayList<Long>();
      window.members().forEach(member -> positions.add(member.position()));
      assertThat(positions).isSortedAccordingTo(Collections.reverseOrder());
      back.addAll(0, positions);
      if (!window.before()) break;
      edge = new MemberList.Edge(false, positions.get(0));
    }
    assertThat(back).as("the way back of “" + search + "”").isEqualTo(there);
    return there;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_search_finds_what_a_look_at_every_member_would(Engine engine) {
    searchEverything(engine, 1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void so_it_does_where_letters_are_rare_as_in_a_large_organization(Engine engine) {
    searchEverything(engine, 1_000);
  }

  /** The letters of every third member are due, as if they had just come. */
  private static void owe(Identity it, OrganizationId organization, int apart) {
    it.app()
        .arrange(
            "DELETE FROM member_grams WHERE (position / %d) %% 3 = 0 AND organization_number = (SELECT number FROM organizations WHERE id = '%s')"
                .formatted(apart, organization.value()));
    it.app()
        .arrange(
            "UPDATE memberships SET letters_due = 1 WHERE (position / %d) %% 3 = 0 AND organization_id = '%s'"
                .formatted(apart, organization.value()));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_just_come_is_found_before_and_after_their_letters_are_written(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = fill(it, 1_200, new Random(7));
      var list = new MemberList(it.database(), it.clock());
      var before = walk(list, organization, "ann", 50);
      var letters = new LettersDue(it.database());
      while (letters.write() > 0) {
        // of those who were there before
      }
      owe(it, organization, 1);
      assertThat(walk(list, organization, "ann", 50)).isNotEmpty().isEqualTo(before);
      assertThat(letters.write()).isEqualTo(400);
      assertThat(letters.write()).isZero();
      assertThat(walk(list, organization, "ann", 50)).isEqualTo(before);
      Consistency.check(it.app());
    }
  }

  /** With so many places from one member to the next, as if others stood between. */
  private void searchEverything(Engine engine, int apart) {
    try (var it = Identity.on(engine)) {
      var random = new Random(42);
      var organization = fill(it, 300, random);
      it.app()
          .arrange(
              "UPDATE member_grams SET position = position * %d WHERE organization_number = (SELECT number FROM organizations WHERE id = '%s')"
                  .formatted(apart, organization.value()));
      it.app()
          .arrange(
              "UPDATE memberships SET position = position * %d WHERE organization_id = '%s'"
                  .formatted(apart, organization.value()));
      owe(it, organization, apart);
      var others = it.app().organization("acmecorp");
      var all = everybody(it, organization);
      var list = new MemberList(it.database(), it.clock());
      var searches =
          new ArrayList<>(
              List.of(
                  "",
                  " ",
                  "a",
                  "an",
                  "ann",
                  "ANNA",
                  "@many",
                  "many.example",
                  "-many",
                  "%",
                  "%%%",
                  "50%",
                  "0%@",
                  "___",
                  "x_y",
                  "_y1",
                  "\\",
                  "\\\\\\",
                  "'",
                  "o'n",
                  "O'NEIL1",
                  "joe.",
                  "jose",
                  "JOSÉ",
                  "øre",
                  "ss",
                  "fi",
                  "李",
                  "😀",
                  "żó",
                  "zo",
                  "ii",
                  "σσ",
                  "ΣΣ",
                  "nobody at all",
                  "1",
                  "12",
                  "299",
                  "example ",
                  "example j",
                  "x".repeat(200)));
      for (var i = 0; i < 150; i++) {
        var text = all.get(random.nextInt(all.size())).text;
        var from =
            text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
        var rest = text.substring(from);
        var length = Math.min(1 + random.nextInt(24), rest.codePointCount(0, rest.length()));
        searches.add(rest.substring(0, rest.offsetByCodePoints(0, length)));
      }
      for (var search : searches) {
        var expected =
            all.stream()
                .filter(listed -> matches(listed.text, search))
                .map(Listed::position)
                .toList();
        // four pages tell as much as forty, which took PostgreSQL seven seconds
        assertThat(walk(list, organization, search, Math.max(7, expected.size() / 3)))
            .as("“" + search + "”")
            .isEqualTo(expected);
      }
      // and never anybody of another organization
      assertThat(list.page(organization, "acmecorp", MemberList.Edge.FIRST, 10).members())
          .isEmpty();
      assertThat(list.page(others, "acmecorp", MemberList.Edge.FIRST, 10).members()).hasSize(10);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_total_is_of_all_members(Engine engine) {
    try (var it = Identity.on(engine)) {
      var list = new MemberList(it.database(), it.clock());
      var acme = it.app().organization("acmecorp");
      var total =
          Long.parseLong(
              it.app()
                  .one(
                      "SELECT COUNT(*) FROM memberships WHERE organization_id = '"
                          + acme.value()
                          + "'"));
      assertThat(list.frame(acme).total()).isEqualTo(total);
      assertThat(list.total(acme)).isEqualTo(total);
    }
  }

  // ------------------------------------------------------------------ who is only invited

  @ParameterizedTest
  @EnumSource(Engine.class)
  void until_an_invitation_is_accepted_the_address_is_all_there_is_to_see_or_find(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var admin = it.member(here, "a@here.example", "admin");
      var there = it.organization("There");
      var person = it.member(there, "xq-vic@there.example", "member");
      it.users().rename(person, person.user(), "Zacharias", "Quux");
      var role = List.of(it.app().role("member").value());
      it.invitations().invite(admin, here.id(), "xq-vic@there.example", role);
      var list = new MemberList(it.database(), it.clock());

      for (var written : List.of(false, true)) {
        if (written) new LettersDue(it.database()).write();
        for (var search : List.of("", "xq-vic@th", "xq", "vi", "there", "v"))
          assertThat(list.page(here.id(), search, MemberList.Edge.FIRST, 10).members())
              .as("“" + search + "”, letters written: " + written)
              .extracting(ListedMember::email)
              .contains("xq-vic@there.example");
        for (var search : List.of("Zacharias", "zac", "z", "za", "quux", "qu", "q", "example zac"))
          assertThat(list.page(here.id(), search, MemberList.Edge.FIRST, 10).members())
              .as("“" + search + "”, letters written: " + written)
              .isEmpty();
      }
      for (var state : List.of("PENDING_INVITE", "INVITE_EXPIRED")) {
        var shown = list.one(here.id(), person.user()).orElseThrow();
        assertThat(shown.status().name()).isEqualTo(state);
        for (var standing : List.of(MemberList.Standing.INVITED, MemberList.Standing.EXPIRED)) {
          var filter = new MemberList.Filter(standing, null);
          var expired = standing == MemberList.Standing.EXPIRED;
          for (var search : List.of("", "xq-vic"))
            assertThat(list.page(here.id(), search, filter, MemberList.Edge.FIRST, 10).members())
                .as(standing + " “" + search + "” " + state)
                .hasSize(expired == state.equals("INVITE_EXPIRED") ? 1 : 0);
        }
        assertThat(List.of(shown.givenName(), shown.familyName())).containsOnly("");
        assertThat(shown.signedInAt()).isNull();
        if (state.equals("PENDING_INVITE")) it.clock().advance(Duration.ofDays(20));
      }

      it.clock().advance(Duration.ofMinutes(-1));
      it.app().arrange("UPDATE memberships SET status = 'ACTIVE', expires_at = NULL");
      assertThat(list.one(here.id(), person.user()).orElseThrow().familyName()).isEqualTo("Quux");
      assertThat(list.page(here.id(), "zac", MemberList.Edge.FIRST, 10).members()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_last_sign_in_is_the_last_one_to_this_organization(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var first = it.clock().instant();
      var person = it.member(here, "both@here.example", "member");
      var list = new MemberList(it.database(), it.clock());
      it.clock().advance(Duration.ofHours(1));
      var second = it.clock().instant();
      var also = it.member(there, "both@here.example", "member");
      assertThat(signedIn(list, here.id(), person.user())).isEqualTo(first);
      assertThat(signedIn(list, there.id(), person.user())).isEqualTo(second);

      it.clock().advance(Duration.ofHours(1));
      it.sessions().choose(also, here.id());
      assertThat(signedIn(list, here.id(), person.user())).isEqualTo(it.clock().instant());
      assertThat(signedIn(list, there.id(), person.user())).isEqualTo(second);
    }
  }

  private static Instant signedIn(MemberList list, OrganizationId organization, UserId user) {
    return list.one(organization, user).orElseThrow().signedInAt();
  }
}
