package dev.hostedui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import dev.hostedui.web.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the house. What a rule is for stands in the package it guards. */
class HouseRulesTest {

  private static final String BASE = "dev.hostedui";
  private static final Path MAIN = Path.of("src/main/java/dev/hostedui");
  private static final Path TEMPLATES = Path.of("templates");

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/hostedui/templates/"))
          .importPackages(BASE);

  // ------------------------------------------------------------------ who knows whom

  @Test
  void what_is_true_knows_nothing_of_how_it_is_shown() {
    // what the answers of all identity providers have in common are values, and are kept as they
    // are
    noClasses()
        .that()
        .resideInAnyPackage("dev.hostedui.identity.connection..", "dev.hostedui.identity.signon..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "a protocol itself",
                it ->
                    it.getPackageName().startsWith("dev.hostedui.protocol")
                        && !it.getPackageName().equals("dev.hostedui.protocol.upstream")))
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.identity..")
        .and()
        .resideOutsideOfPackages(
            "dev.hostedui.identity.connection..", "dev.hostedui.identity.signon..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hostedui.protocol..")
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.identity..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.javalin..",
            "gg.jte..",
            "jakarta.servlet..",
            "dev.hostedui",
            "dev.hostedui.web..",
            "dev.hostedui.portal..",
            "dev.hostedui.login..",
            "dev.hostedui.provider..",
            "dev.hostedui.sample..",
            "dev.hostedui.mail..",
            "dev.hostedui.outside..",
            "dev.hostedui.jobs..",
            "dev.hostedui.command..")
        .check(ALL);
  }

  @Test
  void no_two_nouns_know_each_other() {
    slices().matching("dev.hostedui.identity.(*)..").should().beFreeOfCycles().check(ALL);
    // what all nouns share would close a circle through each of them
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.identity")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hostedui.identity.(*)..")
        .check(ALL);
  }

  @Test
  void what_lies_below_knows_nothing_of_what_stands_on_it() {
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.db..")
        .should()
        .dependOnClassesThat(inOurPackagesBut("dev.hostedui.db"))
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.jobs..")
        .should()
        .dependOnClassesThat(inOurPackagesBut("dev.hostedui.jobs"))
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.guide..")
        .should()
        .dependOnClassesThat(inOurPackagesBut("dev.hostedui.guide"))
        .check(ALL);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.hostedui.web..",
            "dev.hostedui.mail..",
            "dev.hostedui.outside..",
            "dev.hostedui.webhooks..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hostedui",
            "dev.hostedui.portal..",
            "dev.hostedui.login..",
            "dev.hostedui.provider..",
            "dev.hostedui.sample..",
            "dev.hostedui.command..")
        .check(ALL);
  }

  @Test
  void letters_are_folded_in_a_time_that_grows_with_the_text() {
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.text..")
        .should()
        .dependOnClassesThat(inOurPackagesBut("dev.hostedui.text"))
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hostedui.text..")
        .should()
        .callMethod(Normalizer.class, "normalize", CharSequence.class, Normalizer.Form.class)
        .check(ALL);
    // where texts are of any length and folded before anybody else may write
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.hostedui.protocol.scim..",
            "dev.hostedui.provisioning..",
            "dev.hostedui.identity.directory..")
        .should()
        .callMethod(String.class, "toLowerCase", Locale.class)
        .orShould()
        .callMethod(String.class, "toUpperCase", Locale.class)
        .check(ALL);
  }

  @Test
  void what_the_standards_say_touches_nothing() {
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.protocol..")
        .should()
        .dependOnClassesThat(inOurPackagesBut("dev.hostedui.protocol", "dev.hostedui.text"))
        .check(ALL);
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.jdbi..", "java.sql..")
        .check(ALL);
  }

  @Test
  void the_libraries_of_the_standards_are_used_in_one_place() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.hostedui.protocol..", "dev.hostedui.coffeedesk..", "dev.hostedui.customer..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.nimbusds..")
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hostedui.protocol.webauthn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.webauthn4j..", "tools.jackson..")
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.hostedui.protocol.saml..", "dev.hostedui.customer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.xml.security..", "javax.xml.crypto..")
        .check(ALL);
  }

  private static DescribedPredicate<JavaClass> inOurPackagesBut(String... own) {
    return DescribedPredicate.describe(
        "our classes outside " + String.join(" and ", own),
        it ->
            it.getPackageName().startsWith(BASE)
                && Stream.of(own).noneMatch(it.getPackageName()::startsWith));
  }

  @Test
  void widgets_do_not_know_each_other() {
    slices().matching("dev.hostedui.portal.(*)..").should().notDependOnEachOther().check(ALL);
  }

  @Test
  void the_frame_does_not_know_the_widgets_in_it() {
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.portal")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hostedui.portal.*..")
        .check(ALL);
  }

  @Test
  void the_program_does_not_know_the_command_line_that_starts_it() {
    noClasses()
        .that()
        .resideInAPackage(BASE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hostedui.command..")
        .check(ALL);
  }

  @Test
  void faces_do_not_know_each_other() {
    var faces = List.of("portal", "login", "sso", "provider", "provisioning", "api", "sample");
    for (var face : faces) {
      noClasses()
          .that()
          .resideInAPackage("dev.hostedui." + face + "..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "another face, the command line or the program",
                  it ->
                      Stream.concat(faces.stream(), Stream.of("command"))
                              .filter(other -> !other.equals(face))
                              .anyMatch(
                                  other ->
                                      (it.getPackageName() + ".")
                                          .startsWith("dev.hostedui." + other + "."))
                          || it.getPackageName().equals(BASE)))
          .check(ALL);
    }
  }

  @Test
  void the_admin_portal_stands_on_the_frame_of_the_portal_and_on_no_widget() {
    noClasses()
        .that()
        .resideInAPackage("dev.hostedui.adminportal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hostedui.portal.*..",
            "dev.hostedui.login..",
            "dev.hostedui.sso..",
            "dev.hostedui.provider..",
            "dev.hostedui.provisioning..",
            "dev.hostedui.api..",
            "dev.hostedui.sample..",
            "dev.hostedui.command..",
            "dev.hostedui")
        .check(ALL);
  }

  @Test
  void only_the_program_itself_knows_that_there_is_a_sample() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hostedui.sample..")
        .and()
        .doNotHaveFullyQualifiedName("dev.hostedui.App")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hostedui.sample..")
        .check(ALL);
    // of a constant nothing but the import is left to see
    for (var file : files(MAIN, ".java")) {
      if (file.startsWith(MAIN.resolve("sample")) || file.endsWith("App.java")) continue;
      assertThat(text(file)).as(file.toString()).doesNotContain("dev.hostedui.sample.");
    }
  }

  @ParameterizedTest
  @CsvSource({"coffeedesk,Coffeedesk", "customer,CustomerSide"})
  void what_stands_beside_the_program_in_the_sample_shares_nothing_with_it(
      String name, String door) {
    var own = "dev.hostedui." + name;
    noClasses()
        .that()
        .resideInAPackage(own + "..")
        .should()
        .dependOnClassesThat(inOurPackagesBut(own))
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackage(own + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "what is inside " + name,
                it ->
                    it.getPackageName().startsWith(own)
                        && !it.getName().startsWith(own + "." + door)))
        .check(ALL);
  }

  @Test
  void packages_know_each_other_in_one_direction() {
    slices()
        .matching(
            "dev.hostedui.(db|identity|protocol|web|mail|outside|upstream|webhooks|jobs|core|login|sso|provider|provisioning|api|portal|adminportal|sample|command)..")
        .should()
        .beFreeOfCycles()
        .check(ALL);
  }

  // ------------------------------------------------------------------ who writes, and where

  private static final Pattern CHANGE =
      Pattern.compile(
          "\"\\s*(?:INSERT\\s+INTO|UPDATE\\s+\\w+\\s+SET|DELETE\\s+FROM|REPLACE\\s+INTO|MERGE\\s+INTO|(?:CREATE|DROP|ALTER)\\s+(?:TABLE|INDEX))|\\b(?:INSERT"
              + " INTO|DELETE FROM|UPDATE \\w+ SET)\\b",
          Pattern.CASE_INSENSITIVE);

  @Test
  void statements_that_change_a_table_stand_only_with_its_owner() {
    var elsewhere =
        files(MAIN, ".java").stream()
            .filter(file -> CHANGE.matcher(withoutComments(text(file))).find())
            .map(file -> MAIN.relativize(file).toString().replace('\\', '/'))
            .filter(
                file ->
                    !file.startsWith("identity/")
                        && !Set.of(
                                "login/LoginAttempts.java",
                                "login/MailedCodes.java",
                                "mail/LetterBox.java",
                                // makes a table and drops it, to see that it may
                                "db/Migrations.java",
                                // sets times right, of what all owners do again and again
                                "db/DueTimes.java",
                                // works on the tables that their owners hand to it
                                "db/OutgoingQueue.java")
                            .contains(file))
            .toList();
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void a_table_is_changed_by_one_package() {
    var changed =
        Pattern.compile("\\b(?:INSERT INTO|DELETE FROM|UPDATE) (\\w+)(?= SET| WHERE| \\(|\\b)");
    var owners = new TreeMap<String, Set<String>>();
    for (var file : files(MAIN, ".java")) {
      // holding a row changes nothing in it
      if (file.endsWith("identity/Locks.java")) continue;
      var matcher = changed.matcher(withoutComments(text(file)));
      while (matcher.find()) {
        var table = matcher.group(1);
        // others are made for one transaction
        if (!TABLES.containsKey(table)) continue;
        owners
            .computeIfAbsent(table, any -> new TreeSet<>())
            .add(MAIN.relativize(file).getParent().toString().replace('\\', '/'));
      }
    }
    // an import makes people and members together, thousands a second
    assertThat(owners.remove("users")).containsExactly("identity/member", "identity/user");
    assertThat(owners).isNotEmpty().allSatisfy((table, by) -> assertThat(by).as(table).hasSize(1));
  }

  @Test
  void members_and_sessions_are_changed_by_one_class_each() {
    var changed = Pattern.compile("\\b(?:INSERT INTO|DELETE FROM|UPDATE) (\\w+)");
    var owners = new TreeMap<String, Set<String>>();
    for (var file : files(MAIN.resolve("identity"), ".java")) {
      // holding a row changes nothing in it, and an import writes thousands of rows a second
      if (file.endsWith("Locks.java") || file.endsWith("MemberImport.java")) continue;
      changed
          .matcher(withoutComments(text(file)))
          .results()
          .forEach(
              it ->
                  owners
                      .computeIfAbsent(it.group(1), any -> new TreeSet<>())
                      .add(file.getFileName().toString()));
    }
    assertThat(owners.get("memberships")).containsExactly("MemberTable.java");
    assertThat(owners.get("membership_roles")).containsExactly("MemberTable.java");
    assertThat(owners.get("member_grams")).containsExactly("MemberSearch.java");
    assertThat(owners.get("invitation_links")).containsExactly("InvitationLinks.java");
    assertThat(owners.get("sessions")).containsExactly("SessionTable.java");
    assertThat(owners.get("organizations"))
        .containsExactly("OrganizationLogos.java", "Organizations.java");
  }

  /** Every table with the text of what it is made of. */
  private static final Map<String, String> TABLES = tables();

  private static Map<String, String> tables() {
    var schema = text(Path.of("src/test/resources/schema.sql"));
    var made = Pattern.compile("CREATE TABLE \"?(\\w+)\"? \\((.*?)\\n\\n", Pattern.DOTALL);
    var tables = new TreeMap<String, String>();
    made.matcher(schema).results().forEach(it -> tables.put(it.group(1), it.group(2)));
    return tables;
  }

  /** Tables that say whose a row is and are read by something else too, and why that is enough. */
  private static final Map<String, String> SAID_OTHERWISE =
      Map.ofEntries(
          Map.entry("api_tokens", "changed by the id of one that was found as its organization's"),
          Map.entry("connections", "signing in begins with one, before anybody is known"),
          Map.entry("directories", "its token says which directory calls"),
          Map.entry("directory_authorizations", "of one directory; jobs revoke those of all"),
          Map.entry("directory_consents", "found by the secret that came back with an answer"),
          Map.entry("directory_groups", "of one directory, which was found as its organization's"),
          Map.entry("directory_polls", "of one directory; jobs poll those of all"),
          Map.entry(
              "directory_requests", "of one directory, which was found as its organization's"),
          Map.entry("directory_tokens", "found by the hash of what a directory calls with"),
          Map.entry("directory_user_news", "a job tells what is owed to all"),
          Map.entry("directory_users", "of one directory, which was found as its organization's"),
          Map.entry("events", "the operator reads those of all, and a chain goes through all"),
          Map.entry("grants", "found by the hash of a code or a token"),
          Map.entry("login_attempts", "a browser's, before anybody is known"),
          Map.entry("organization_clients", "found by its id and secret"),
          Map.entry("portal_link_uses", "counted by its link"),
          Map.entry("portal_links", "found by the hash of the link that somebody opens"),
          Map.entry("roles", "some are of all organizations"),
          Map.entry("session_vouchers", "of one session, which may be in several organizations"),
          Map.entry("sessions", "a person's, in one organization after the other"),
          Map.entry("upstream_accounts", "found by what a connection's provider says"));

  /** Tables of which every statement says whose rows it means. */
  private static final Set<String> TENANT_TABLES =
      TABLES.entrySet().stream()
          .filter(it -> it.getValue().matches("(?s).*\\borganization_(id|number)\\b.*"))
          .map(Map.Entry::getKey)
          .filter(it -> !SAID_OTHERWISE.containsKey(it))
          .collect(Collectors.toCollection(TreeSet::new));

  /** What makes a statement on a tenant's table one tenant's, one person's or one link's. */
  private static final Pattern BOUND =
      Pattern.compile(
          "organization_id\\s*=\\s*(:|\\?|[a-z]+\\.|o\\.id)|organization_number\\s*=|user_id\\s*=\\s*(:|\\?|[a-z]+\\.)"
              + "|token_hash\\s*(=\\s*:|IN\\b)|\\bdomain\\s*=\\s*:|\\(organization_id\\b|\\(organization_number\\b|\\(token_hash\\b"
              // a job asks whether there is anything to do for anybody
              + "|letters_due IS NOT NULL LIMIT 1|\\bdue_at <= :now|\\b(?:\\w+_)?at < :(?:now|before)\\b"
              // what is new says whose it is
              + "|INSERT INTO \\w+ \\([^)]*\\borganization_id\\b");

  @Test
  void every_statement_on_a_tenants_table_says_whose() {
    var table =
        Pattern.compile(
            "\\b(?:FROM|JOIN|INTO|UPDATE)\\s+(" + String.join("|", TENANT_TABLES) + ")\\b");
    var unbound = new ArrayList<String>();
    var seen = 0;
    for (var file : files(MAIN, ".java")) {
      for (var statement : statements(file)) {
        if (!table.matcher(statement).find()) continue;
        seen++;
        if (!BOUND.matcher(statement).find())
          unbound.add(file.getFileName() + ": " + statement.strip());
      }
    }
    assertThat(TENANT_TABLES)
        .contains("memberships", "membership_roles", "email_domains", "member_grams");
    assertThat(TABLES.keySet()).containsAll(SAID_OTHERWISE.keySet());
    assertThat(seen).as("statements found at all").isGreaterThan(25);
    assertThat(unbound).isEmpty();
  }

  @Test
  void the_roles_an_organization_can_use_are_looked_for_by_their_index() {
    var all = Pattern.compile("\\b(\\w+\\.)?organization_id IS NULL OR \\1organization_id = ");
    var found = 0;
    for (var file : files(MAIN, ".java")) {
      for (var statement : statements(file)) {
        var text = statement.replaceAll("\\s+", " ");
        if (!all.matcher(text).find()) continue;
        found++;
        // a role that its id or a key of its own names is one row anyway
        assertThat(text)
            .as(file.toString())
            .containsPattern("\\br\\.id = :id\\b|extends_role_id = ");
      }
    }
    assertThat(found).isPositive();
  }

  /** The texts of a file, those joined with a plus as one. */
  private static List<String> statements(Path file) {
    var text = withoutComments(text(file));
    var literal =
        Pattern.compile(
            "\"\"\"(.*?)\"\"\"|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
    var found = new ArrayList<String>();
    var matcher = literal.matcher(text);
    var last = 0;
    var statement = new StringBuilder();
    while (matcher.find()) {
      var between = text.substring(last, matcher.start());
      // a plus, perhaps with a name or a call between two, joins the texts of one statement
      var joined = between.strip().startsWith("+") && !between.contains(";");
      if (!joined && statement.length() > 0) {
        found.add(statement.toString());
        statement.setLength(0);
      }
      statement.append(matcher.group(1) != null ? matcher.group(1) : matcher.group(2)).append(' ');
      last = matcher.end();
    }
    if (statement.length() > 0) found.add(statement.toString());
    return found;
  }

  // ------------------------------------------------------------------ views and templates

  @Test
  void every_view_has_its_template_and_that_takes_the_view_first() {
    var views =
        ALL.stream()
            .filter(it -> it.isAssignableTo(View.class))
            .filter(it -> !it.isInterface() && !it.getModifiers().contains(JavaModifier.ABSTRACT))
            .toList();
    assertThat(views).hasSizeGreaterThan(20);
    for (var view : views) {
      var template = TEMPLATES.resolve(templateOf(view.getName()));
      assertThat(template).as("the template of " + view.getName()).isRegularFile();
      assertThat(firstParameter(template)).as(template.toString()).isEqualTo(view.getSimpleName());
      assertThat(text(template)).contains("@import " + view.getName().replace('$', '.') + "\n");
    }
  }

  @Test
  void every_template_named_like_a_record_takes_it_first() {
    for (var template : files(TEMPLATES, ".jte")) {
      var name = TEMPLATES.relativize(template).toString().replace('\\', '/');
      var type = ALL.stream().filter(it -> templateOf(it.getName()).equals(name)).findFirst();
      type.ifPresent(
          it -> assertThat(firstParameter(template)).as(name).isEqualTo(it.getSimpleName()));
      if (name.endsWith("Page.jte") && !name.equals("web/plainPage.jte"))
        assertThat(type).as("the record of the page " + name).isPresent();
    }
  }

  private static String templateOf(String className) {
    var name = className.substring(BASE.length() + 1).replace('.', '/');
    var slash = name.lastIndexOf('/') + 1;
    return name.substring(0, slash)
        + Character.toLowerCase(name.charAt(slash))
        + name.substring(slash + 1)
        + ".jte";
  }

  private static String firstParameter(Path template) {
    var matcher = Pattern.compile("(?m)^@param (\\S+) ").matcher(text(template));
    return matcher.find() ? matcher.group(1) : "";
  }

  @Test
  void no_template_puts_out_what_was_not_escaped() {
    for (var template : files(TEMPLATES, ".jte"))
      assertThat(text(template)).as(template.toString()).doesNotContain("$unsafe");
    for (var file : files(MAIN, ".java"))
      assertThat(text(file)).as(file.toString()).doesNotContain("writeUnsafe", "ContentType.Plain");
  }

  @Test
  void no_template_carries_styles_or_script_in_its_attributes() {
    var inline =
        Pattern.compile(
            "(?i)\\s(style|on[a-z]+|hx-on[a-z:-]*|hx-vars)\\s*=|<script(?![^>]*\\ssrc=)|<style|javascript:|\\bjs:");
    for (var template : files(TEMPLATES, ".jte")) {
      // mail programs read no style sheet
      if (template.startsWith(TEMPLATES.resolve("mail"))) continue;
      assertThat(inline.matcher(text(template)).results().map(it -> it.group()).toList())
          .as(template.toString())
          .isEmpty();
    }
  }

  /**
   * A browser ends the paragraph before a block; and a template puts out the end of its last line.
   */
  @Test
  void no_paragraph_holds_a_form_and_no_sign_follows_a_template() {
    var paragraph = Pattern.compile("(?s)<p\\b.*?</p>");
    var sign = Pattern.compile("@template\\.[\\w.]+\\((?:[^()\\n]|\\([^()\\n]*\\))*\\)[.,;:!?]");
    for (var template : files(TEMPLATES, ".jte")) {
      assertThat(paragraph.matcher(text(template)).results().map(it -> it.group()))
          .as(template.toString())
          .noneMatch(it -> it.contains("<form"));
      assertThat(sign.matcher(text(template)).results().map(it -> it.group()).toList())
          .as(template.toString())
          .isEmpty();
    }
  }

  @Test
  void only_surfaces_know_where_a_widget_hangs() {
    var registers =
        Set.of("web/Home.java", "portal/Section.java", "portal/security/PasskeysAlone.java");
    for (var file : files(MAIN, ".java")) {
      var name = MAIN.relativize(file).toString().replace('\\', '/');
      if (name.startsWith("coffeedesk/") || registers.contains(name)) continue;
      assertThat(withoutComments(text(file))).as(name).doesNotContain("\"/ui/");
    }
    for (var template : files(TEMPLATES, ".jte"))
      assertThat(text(template)).as(template.toString()).doesNotContain("\"/ui/");
  }

  @Test
  void every_form_of_the_portal_says_which_organization_it_shows() {
    var form = Pattern.compile("(?s)<form\\b[^>]*method=\"post\".*?\\R.*?\\R");
    var found = 0;
    for (var template : files(TEMPLATES.resolve("portal"), ".jte")) {
      for (var match : form.matcher(text(template)).results().toList()) {
        // who signs out leaves all of them
        if (match.group().contains("action=\"/logout\"")) continue;
        found++;
        assertThat(match.group())
            .as(template.toString())
            .contains("@template.portal.shownOrganization(");
      }
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void every_link_of_the_portal_to_a_dialog_says_which_organization_it_shows() {
    // what is one's own is the same in every organization
    var own = TEMPLATES.resolve("portal/security");
    var link = Pattern.compile("<a [^\\n]*?hx-get=\"([^\\n]*?)\" hx-target=\"#(?:dialog|ask)\"");
    // those of a menu have their target from it
    var item = Pattern.compile("!\\{var (\\w+) = ([^\\n]*);}\\R *<a [^\\n]*hx-get=\"\\$\\{\\1}\"");
    var form = Pattern.compile("<form [^\\n]*hx-get=[^\\n]*hx-target=\"#dialog\"[^\\n]*\\R.*\\R");
    var items = 0;
    var found = 0;
    for (var template : files(TEMPLATES.resolve("portal"), ".jte")) {
      if (template.startsWith(own)) continue;
      var text = text(template);
      for (var match : link.matcher(text).results().toList()) {
        found++;
        assertThat(match.group(1))
            .as(template.toString())
            .matches(".*\\.here\\(.*|\\$\\{asking\\.form\\(\\)}");
      }
      for (var match : item.matcher(text).results().toList()) {
        items++;
        assertThat(match.group(2)).as(template.toString()).contains(".here(");
      }
      for (var match : form.matcher(text).results().toList()) {
        found++;
        assertThat(match.group())
            .as(template.toString())
            .contains("@template.portal.shownOrganization(");
      }
    }
    assertThat(found).isGreaterThan(25);
    assertThat(items).isGreaterThan(3);
  }

  // ------------------------------------------------------------------ packages, time and chance

  @Test
  void every_package_introduces_itself() throws ClassNotFoundException {
    var packages =
        ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).hasSizeGreaterThan(15);
    for (var name : packages) {
      var info = Class.forName(name + ".package-info");
      assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
      var file = Path.of("src/main/java", name.replace('.', '/'), "package-info.java");
      var text = text(file);
      var words =
          text.substring(text.indexOf("/**"), text.indexOf("*/"))
              .replaceAll("\\{@\\w+ [^}]*}", "it");
      var sentences = Pattern.compile("[a-z)`}][.!?](?=\\s|$)").matcher(words).results().count();
      assertThat(sentences).as("sentences of " + name).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void time_and_chance_come_from_outside() {
    var rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.hostedui.command..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(Date.class)
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current");
    rule.check(ALL);
    // secure chance is made once, where everything is made; what stands beside it in the sample is
    // a
    // program of its own
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.hostedui.core.Core")
        .and()
        .doNotHaveFullyQualifiedName("dev.hostedui.coffeedesk.Coffeedesk")
        .and()
        .doNotHaveFullyQualifiedName("dev.hostedui.customer.CustomerSide")
        .should()
        .callConstructor(SecureRandom.class)
        .check(ALL);
  }

  @Test
  void secrets_are_compared_in_one_way() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.hostedui.coffeedesk..", "dev.hostedui.customer..")
        .and()
        .doNotHaveFullyQualifiedName("dev.hostedui.identity.Ids")
        .and()
        .doNotHaveFullyQualifiedName("dev.hostedui.protocol.reading.Secrets")
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .check(ALL);
  }

  @Test
  void nothing_sleeps_and_nothing_prints_but_the_command_line() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hostedui.command..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(ALL);
  }

  @Test
  void no_name_says_nothing() {
    classes()
        .should()
        .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl|DTO|Dto|Service|BaseController)")
        .check(ALL);
  }

  // ------------------------------------------------------------------ golden files

  @Test
  void the_register_of_routes_is_the_one_that_was_reviewed() {
    try (var app = TestApp.quiet(Engine.SQLITE)) {
      compare("routes.txt", app.app().routes().lines());
    }
  }

  @Test
  void the_newest_migration_is_the_one_the_program_asks_for() {
    var numbers =
        files(Path.of("src/main/resources/migrations"), ".sql").stream()
            .map(file -> file.getFileName().toString())
            .map(
                name -> {
                  var match = Pattern.compile("V(\\d+)__[a-z_]+\\.sql").matcher(name);
                  assertThat(match.matches()).as(name).isTrue();
                  return Integer.parseInt(match.group(1));
                })
            .sorted()
            .toList();
    for (var i = 0; i < numbers.size(); i++) assertThat(numbers.get(i)).isEqualTo(i + 1);
    assertThat(Migrations.LATEST).isEqualTo(numbers.size());
  }

  @Test
  void the_schema_is_the_sum_that_was_reviewed() {
    var url = Engine.emptyFile();
    try (var database = Database.open(url)) {
      assertThat(Migrations.appliedVersion(database)).isZero();
      assertThat(Migrations.run(url, database)).isEqualTo(Migrations.LATEST);
      assertThat(Migrations.run(url, database)).isZero();
      var lines = new ArrayList<String>();
      database
          .read(
              handle ->
                  handle
                      .createQuery(
                          "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE"
                              + " 'flyway%' AND name NOT LIKE 'sqlite%' ORDER BY tbl_name, type"
                              + " DESC, name")
                      .mapTo(String.class)
                      .list())
          .forEach(
              sql -> {
                sql.replaceAll("(?m)\\s*--.*$", "")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> lines.add(line.stripTrailing()));
                lines.add("");
              });
      compare("schema.sql", lines);
    }
  }

  /** What refers to another table and is one row of its own, which nothing needs to be found by. */
  private static final Set<String> FOUND_WITHOUT_INDEX =
      Set.of("environment (logo_picture)", "environment (favicon_picture)");

  @Test
  void whatever_refers_to_a_row_is_found_by_an_index_when_that_is_removed() {
    var url = Engine.emptyFile();
    try (var database = Database.open(url)) {
      Migrations.run(url, database);
      var keys =
          database.rows(
              """
              SELECT t.name, k.id, string_agg(k."from", ', ' ORDER BY k.seq) AS columns
                FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k
               WHERE t.type = 'table' AND t.name NOT LIKE 'flyway%' GROUP BY t.name, k.id
              """,
              row -> row.getString("name") + " (" + row.getString("columns") + ")");
      // one that leaves out what refers to nothing has all that refer to something
      var indexes =
          database.rows(
              """
              SELECT t.name, string_agg(c.name, ', ' ORDER BY c.seqno) AS columns
                FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
                LEFT JOIN sqlite_master s ON s.type = 'index' AND s.name = i.name
               WHERE t.type = 'table'
                 AND (i.partial = 0 OR s.sql LIKE '%(' || (SELECT f.name FROM pragma_index_info(i.name) f WHERE f.seqno = 0)
                      || ') WHERE ' || (SELECT f.name FROM pragma_index_info(i.name) f WHERE f.seqno = 0) || ' IS NOT NULL')
               GROUP BY t.name, i.name
              """,
              row -> row.getString("name") + " (" + row.getString("columns"));
      assertThat(keys).hasSizeGreaterThan(50);
      var scanned =
          keys.stream()
              .filter(key -> !FOUND_WITHOUT_INDEX.contains(key))
              .filter(
                  key -> {
                    var begins = key.substring(0, key.length() - 1);
                    return indexes.stream()
                        .noneMatch(it -> it.equals(begins) || it.startsWith(begins + ","));
                  })
              .toList();
      assertThat(scanned).isEmpty();
    }
  }

  /**
   * Compares with a file of {@code src/test/resources}. Run with {@code
   * HOSTED_UI_TEST_GOLDEN=write} to write it anew after a change that was meant.
   */
  private static void compare(String name, List<String> lines) {
    var file = Path.of("src/test/resources", name);
    var now = lines.stream().map(String::stripTrailing).toList();
    try {
      if ("write".equals(System.getenv("HOSTED_UI_TEST_GOLDEN"))) Files.write(file, now);
      assertThat(now).as(name).isEqualTo(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ------------------------------------------------------------------ reading files

  private static Collection<Path> files(Path folder, String ending) {
    try (var walk = Files.walk(folder)) {
      var found =
          walk.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(ending))
              .sorted()
              .toList();
      assertThat(found).as(folder.toString()).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutComments(String java) {
    return java.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
  }
}
