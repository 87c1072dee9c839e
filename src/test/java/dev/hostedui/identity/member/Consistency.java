package dev.hostedui.identity.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Names;
import dev.hostedui.testing.TestApp;
import java.util.TreeSet;

/** What is kept twice must agree: counted members, searched text, rows of a search. */
final class Consistency {
  private Consistency() {}

  static void check(TestApp app) {
    assertThat(
            app.all(
                "SELECT display_name FROM organizations o WHERE member_count <> (SELECT COUNT(*)"
                    + " FROM memberships m WHERE m.organization_id = o.id)"))
        .as("organizations whose member_count is wrong")
        .isEmpty();
    assertThat(
            app.all(
                "SELECT user_id FROM memberships m WHERE NOT EXISTS (SELECT 1 FROM membership_roles"
                    + " r WHERE r.organization_id = m.organization_id AND r.user_id = m.user_id)"))
        .as("members without a role")
        .isEmpty();
    var letters = app.app().core().lettersDue;
    while (letters.write() > 0) {
      // the next ones
    }
    record Row(String number, String position, String text, String email, String name) {}
    var expected = new TreeSet<String>();
    app.app()
        .core()
        .database
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT o.number, m.position, m.search_text, u.email, u.given_name,"
                            + " u.family_name FROM memberships m JOIN organizations o ON o.id ="
                            + " m.organization_id JOIN users u ON u.id = m.user_id")
                    .map(
                        (row, context) ->
                            new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                (row.getString(5) + " " + row.getString(6)).strip()))
                    .list())
        .forEach(
            row -> {
              assertThat(row.text).isEqualTo(Names.folded(row.email + " " + row.name));
              for (var gram : MemberSearch.gramsOf(row.text))
                expected.add(row.number + " " + row.position + " [" + gram + "]");
            });
    var rows =
        app.all(
            "SELECT organization_number || ' ' || position || ' [' || gram || ']' FROM"
                + " member_grams");
    assertThat(rows).as("rows of the search").hasSameSizeAs(expected);
    // sorted: AssertJ compares thousands in any order by comparing each with each
    assertThat(new TreeSet<>(rows)).as("rows of the search").isEqualTo(expected);
  }
}
