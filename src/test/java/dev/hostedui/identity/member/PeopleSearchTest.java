package dev.hostedui.identity.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Names;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeopleSearchTest {

  private static final List<String> NAMES = List.of("Ann", "José", "Nana", "O'Neil", "50%", "Bob");

  private static Organization fill(Identity it, String name, int from, int to) {
    var organization = it.organization(name);
    new MemberImport(it.database(), it.events(), it.ids(), it.clock())
        .importAll(
            Identity.INTERNAL,
            organization,
            to - from,
            i ->
                new MemberImport.Newcomer(
                    new EmailAddress("p" + (from + i) + "@people.example"),
                    NAMES.get((int) (from + i) % NAMES.size()),
                    NAMES.get((int) (from + i) / 3 % NAMES.size()),
                    MembershipStatus.ACTIVE,
                    null));
    return organization;
  }

  /** Everybody who has a text, by looking at all of them; once, where they came first. */
  private static List<String> expected(Identity it, String typed) {
    record Row(String user, String text) {}
    var seen = new ArrayList<String>();
    it
        .database()
        .read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT m.user_id, m.search_text FROM memberships m JOIN organizations o ON o.id = m.organization_id
                         ORDER BY o.number, m.position
                        """)
                    .map((row, context) -> new Row(row.getString(1), row.getString(2)))
                    .list())
        .stream()
        .filter(row -> row.text.contains(Names.folded(typed)))
        .filter(row -> !seen.contains(row.user))
        .forEach(row -> seen.add(row.user));
    return seen;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void everybody_of_all_organizations_is_found_once_on_pages_that_are_full(Engine engine) {
    try (var it = Identity.on(engine)) {
      var core = it.app().app().core();
      fill(it, "First", 0, 60);
      it.organization("Nobody");
      var second = fill(it, "Second", 60, 90);
      for (var i = 10; i < 20; i++) it.member(second, "p" + i + "@people.example", "member");
      it.member(it.organization("Third"), "late-ann@people.example", "member");
      // these are found by their texts until their letters are written
      it.app()
          .arrange(
              """
              DELETE FROM member_grams WHERE organization_number = (SELECT number FROM organizations WHERE display_name = 'Second')
              """);
      it.app()
          .arrange(
              """
              UPDATE memberships SET letters_due = 1
               WHERE organization_id = (SELECT id FROM organizations WHERE display_name = 'Second')
              """);
      for (var typed : List.of("people.example", "ann", "jose", "50% 50%", "p4", "p41@", "nowhere"))
        assertThat(paged(core.peopleSearch, typed, 7))
            .as(typed)
            .isEqualTo(typed.length() < 3 ? List.of() : expected(it, typed));
    }
  }

  private static PeopleSearch.Edge beside(List<PeopleSearch.Found> all, boolean before) {
    var last = all.get(all.size() - 1);
    return new PeopleSearch.Edge(before, last.organization(), last.position());
  }

  /** Walks forth and back through all pages, which must agree. */
  private static List<String> paged(PeopleSearch search, String typed, int size) {
    var all = new ArrayList<PeopleSearch.Found>();
    for (var edge = new PeopleSearch.Edge(false, 0, 0); ; edge = beside(all, false)) {
      var page = search.page(typed, edge, size);
      all.addAll(page);
      if (page.size() < size) break;
    }
    if (!all.isEmpty()) {
      var back = search.page(typed, beside(all, true), all.size());
      var before = new ArrayList<>(all.subList(0, all.size() - 1));
      Collections.reverse(before);
      assertThat(back).isEqualTo(before);
    }
    return all.stream().map(it -> it.user().value()).toList();
  }
}
