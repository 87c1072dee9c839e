package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.testing.TestApp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The customer's directory provisions Initech as the products of the vendors do, from the first
 * test of the connection to whoever comes back, and with the faults that they have.
 */
class ProvisioningTest {

  private static final Actor OPERATOR = new Actor.Internal("test");
  private static final String HERE = "/directory/initech.example";
  private static final String NOOR = HERE + "/people/p-1002";
  private static final String IT = HERE + "/groups/g-1004";

  @RegisterExtension static final TestApp app = TestApp.start();

  private CustomerSide customer;
  private SiteClient administrator;

  @BeforeEach
  void start() {
    customer = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, null), Clock.systemUTC());
    customer.start();
    administrator = new SiteClient(customer.url());
    var core = app.app().core();
    core.database.useTransaction(
        tx ->
            core.organizationDomains.addVerified(
                tx,
                OPERATOR,
                app.organization("initech"),
                DomainName.parse("domain", "initech.example")));
  }

  @AfterEach
  void stop() {
    customer.close();
  }

  // ------------------------------------------------------------------ the customer's side

  private void connect(String vendor, String flag) {
    var core = app.app().core();
    var initech = app.organization("initech");
    var directory = core.directories.choose(OPERATOR, initech, "OKTA", DirectoryType.SCIM);
    var token = core.directoryTokens.issue(OPERATOR, initech, directory.id()).text();
    var endpoint = app.origin() + "/directory/" + directory.id().value() + "/scim/v2" + flag;
    press(
        "/provisioning/test",
        fields("vendor", vendor, "endpoint", endpoint, "token", token).toArray(new String[0]));
  }

  private static List<String> fields(String... pairs) {
    return new ArrayList<>(List.of(pairs));
  }

  private void press(String path, String... pairs) {
    var sent = new HashMap<String, String>();
    for (var i = 0; i < pairs.length; i += 2) sent.put(pairs[i], pairs[i + 1]);
    var answer = administrator.post(path.startsWith("/directory") ? path : HERE + path, sent);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  private void change(String... pairs) {
    var fields =
        fields(
            "given_name", "Noor",
            "family_name", "Newcomer",
            "email", "noor@initech.example",
            "title", "Engineer",
            "department", "Products",
            "group", "g-1005");
    fields.addAll(List.of(pairs));
    press(NOOR, fields.toArray(new String[0]));
  }

  private Document page(String path) {
    return Jsoup.parse(administrator.get(HERE + path).body());
  }

  private void assertAllTaken() {
    assertThat(page("").select(".problem").eachText()).isEmpty();
    assertNothingBroke();
  }

  private void assertNothingBroke() {
    assertThat(page("/calls").select(".call .tag").eachText())
        .allMatch(it -> it.matches("[1-4]\\d\\d"), "no 5xx");
  }

  // ------------------------------------------------------------------ our side

  private String status(String email) {
    return app.one(
        "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id"
            + " JOIN organizations o ON o.id = m.organization_id WHERE o.slug = 'initech'"
            + " AND u.email = '"
            + email
            + "'");
  }

  private List<String> groups(String email) {
    return app.all(
        "SELECT g.display_name FROM directory_groups g"
            + " JOIN directory_group_members m ON m.group_id = g.id"
            + " JOIN directory_users u ON u.id = m.directory_user_id WHERE u.email = '"
            + email
            + "' ORDER BY 1");
  }

  private String familyName() {
    return app.one("SELECT family_name FROM users WHERE email = 'noor@initech.example'");
  }

  private int known() {
    return Integer.parseInt(app.one("SELECT count(*) FROM directory_users"));
  }

  // ------------------------------------------------------------------ tests

  @ParameterizedTest
  @CsvSource({
    "OKTA,''",
    "OKTA_WIZARD,''",
    "ENTRA,''",
    "ENTRA,?aadOptscim062020",
    "ONELOGIN,''",
    "JUMPCLOUD,''"
  })
  void people_come_change_move_and_leave_as_the_directory_says(String vendor, String flag) {
    connect(vendor, flag);
    press("/provisioning/all");
    assertAllTaken();
    assertThat(known()).isEqualTo(3);
    assertThat(status("noor@initech.example")).isEqualTo("ACTIVE");
    assertThat(groups("noor@initech.example")).containsExactly("Products");
    assertThat(groups("ivy@initech.example")).containsExactly("IT");

    change("family_name", "King", "title", "", "group", "g-1004");
    assertThat(familyName()).isEqualTo("King");
    assertThat(groups("noor@initech.example")).containsExactly("IT");
    press(IT, "name", "IT of Europe", "member", "p-1002");
    assertThat(groups("noor@initech.example")).containsExactly("IT of Europe");
    assertThat(groups("ivy@initech.example")).isEmpty();

    press(NOOR + "/suspend");
    assertThat(status("noor@initech.example")).isEqualTo("INACTIVE");
    press(NOOR + "/resume");
    assertThat(status("noor@initech.example")).isEqualTo("ACTIVE");
    press(NOOR + "/leave");
    assertThat(status("noor@initech.example")).isEqualTo("INACTIVE");
    assertThat(groups("noor@initech.example")).isEmpty();
    press(NOOR + "/return");
    assertThat(status("noor@initech.example")).isEqualTo("ACTIVE");
    assertAllTaken();

    press("/provisioning/read");
    assertThat(page("/provisioning").select(".notice").text())
        .isEqualTo("The app holds 3 people and 2 groups, all of them known here.");
    press("/provisioning/again");
    assertAllTaken();
    assertThat(known()).isEqualTo(3);
    press(IT + "/delete");
    assertAllTaken();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OKTA", "OKTA_WIZARD", "ENTRA", "ONELOGIN", "JUMPCLOUD"})
  void what_no_portal_should_take_is_refused_in_words_that_help(String vendor) {
    connect(vendor, "");
    press("/provisioning/all");

    press("/contractor");
    assertThat(page("").select(".problem").text())
        .contains("Cora Contractor: 400", "elsewhere.example");
    change("email", "noor.king@initech.example", "family_name", "King");
    assertThat(page("").select(".problem").text())
        .contains("Noor King: 400 mutability", "noor@initech.example");
    assertThat(familyName()).isEqualTo("Newcomer");
    assertNothingBroke();
  }

  @ParameterizedTest
  @CsvSource({
    "TWICE,OKTA",
    "TWICE,OKTA_WIZARD",
    "TWICE,ENTRA",
    "SIDE_BY_SIDE,OKTA",
    "SIDE_BY_SIDE,OKTA_WIZARD",
    "SIDE_BY_SIDE,ENTRA",
    "SIDE_BY_SIDE,JUMPCLOUD",
    "GROUPS_FIRST,OKTA",
    "GROUPS_FIRST,ENTRA"
  })
  void whoever_is_told_of_in_disorder_is_there_once_and_in_their_groups(
      String mischief, String vendor) {
    connect(vendor, "");
    // names of groups need not be unique (RFC 7643 §4.2): a repeated POST of one makes two
    var groupsFirst = mischief.equals("GROUPS_FIRST");
    if (!groupsFirst) press("/provisioning/all");
    press("/provisioning/misbehave", "mischief", mischief);
    if (groupsFirst) press("/provisioning/all");

    press(
        "/people",
        "given_name",
        "Riley",
        "family_name",
        "Return",
        "email",
        "riley@initech.example",
        "group",
        "g-1005");
    assertAllTaken();
    assertThat(known()).isEqualTo(4);
    assertThat(groups("riley@initech.example")).containsExactly("Products");
    change("family_name", "King", "group", "g-1004");
    assertThat(familyName()).isEqualTo("King");
    assertThat(groups("noor@initech.example")).containsExactly("IT");
    press(NOOR + "/leave");
    assertThat(status("noor@initech.example")).isEqualTo("INACTIVE");
    press(NOOR + "/return");
    assertThat(status("noor@initech.example")).isEqualTo("ACTIVE");
    assertAllTaken();
  }

  @ParameterizedTest
  @ValueSource(strings = {"WRONG_TOKEN", "DOUBLED_BEARER"})
  void a_token_that_went_wrong_changes_nothing(String mischief) {
    connect("OKTA", "");
    press("/provisioning/misbehave", "mischief", mischief);

    press("/provisioning/all");
    assertThat(page("").select(".problem").text()).contains("401");
    assertThat(known()).isZero();
  }

  @Test
  void a_directory_that_is_disabled_is_told_so_and_catches_up_later() {
    connect("ENTRA", "");
    var core = app.app().core();
    var initech = app.organization("initech");
    var directory = core.directories.of(initech).orElseThrow().id();
    core.directories.disable(OPERATOR, initech, directory);

    press("/provisioning/all");
    assertThat(page("").select(".problem").text()).contains("403");
    assertThat(known()).isZero();
    core.directories.enable(OPERATOR, initech, directory);
    press("/provisioning/all");
    assertAllTaken();
    assertThat(known()).isEqualTo(3);
  }
}
