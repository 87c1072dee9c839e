package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.command.Commands;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.OrganizationWord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  private static final Path MAIN = Path.of("src/main/java/dev/hostedui");
  private static final Path TEXTS = Path.of("src/main/resources/dev/hostedui");
  private static final Words ENGLISH = Words.english();

  private static final Pattern ORGANIZATION =
      Pattern.compile("(?i)(?<![{.])(?<!\\{an )\\borganizations?\\b(?!\\})");

  /** What a reader of the page does not see: expressions, tags, what stands in their attributes. */
  private static final Pattern IN_A_TEMPLATE =
      Pattern.compile("\\$\\{[^}]*}|<[^>]*>|@template[^(]*\\([^)]*\\)|@param.*|@import.*");

  // ------------------------------------------------------------------ what is said

  @Test
  void a_text_is_filled_in_once_and_as_it_was_typed() {
    var typed = "{1} <b>{0}</b> '";
    assertThat(ENGLISH.of(Problem.forbidden("feature_off").with(typed)))
        .isEqualTo("This is not switched on for {1} <b>{0}</b> '. Ask the people who run the app.");
    assertThat(ENGLISH.of(Problem.invalid("uri_template_malformed").with("https://{x}/")))
        .isEqualTo("A template is written like {{org_slug}}: https://{x}/");
  }

  @ParameterizedTest
  @CsvSource({
    "Organization, An organization, organizations",
    "Team, A team, teams",
    "Company, A company, companies",
    "Account, An account, accounts",
    "Unit, A unit, units"
  })
  void an_organization_is_called_what_the_app_calls_it(String word, String begins, String several) {
    var called = new OrganizationWord(word);
    assertThat(called.in("{An organization} keeps {0} of its {organizations} {organization}."))
        .isEqualTo(begins + " keeps {0} of its " + several + " " + called.one() + ".");
  }

  /** The word of the app stands for it: {@link OrganizationWord}. */
  @Test
  void no_page_and_no_refusal_of_one_says_organization_by_itself() throws IOException {
    var said = new TreeSet<String>();
    var texts = new Properties();
    try (var file = Files.newBufferedReader(TEXTS.resolve("web/messages.properties"))) {
      texts.load(file);
    }
    texts.forEach(
        (key, text) -> {
          // expressions of claims and tenants of Microsoft's are spelled so
          if (!key.equals("claim_unknown_root") && !key.equals("social_tenant_malformed"))
            if (ORGANIZATION.matcher(String.valueOf(text)).find()) said.add(key + ": " + text);
        });
    for (var face : List.of("portal", "login", "sso", "web", "adminportal")) {
      try (var files = Files.walk(Path.of("templates", face))) {
        for (var file : files.filter(Files::isRegularFile).toList())
          for (var line : Files.readAllLines(file)) {
            var shown = IN_A_TEMPLATE.matcher(line).replaceAll("");
            if (!shown.strip().startsWith("@") && ORGANIZATION.matcher(shown).find())
              said.add(file + ": " + line.strip());
          }
      }
    }
    assertThat(said).isEmpty();
  }

  @Test
  void one_is_said_otherwise_than_many() {
    var problem = Problem.invalid("timeout_within_access_token");
    assertThat(ENGLISH.of(problem.with(1L))).contains("longer than 1 minute,");
    assertThat(ENGLISH.of(problem.with(20_000L))).contains("longer than 20000 minutes,");
  }

  @Test
  void faults_are_said_at_their_fields_and_the_others_together() {
    var problem =
        catchThrowableOfType(
            Problem.class,
            () ->
                Problem.together(
                    () -> refuse(Problem.invalid("name_missing").at("name")),
                    () -> {},
                    () -> refuse(Problem.conflict("domain_listed").at("domain").with("acme.com")),
                    () -> refuse(Problem.conflict("last_admin"))));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
    assertThat(problem.isAt("domain")).isTrue();
    assertThat(ENGLISH.at(problem, "name")).isEqualTo("Enter a name.");
    assertThat(ENGLISH.at(problem, "role")).isNull();
    assertThat(ENGLISH.besides(problem, "name"))
        .startsWith("acme.com is in the list already. An organization keeps");
    assertThat(ENGLISH.besides(Problem.invalid("name_missing").at("name"), "name")).isNull();
    assertThat(ENGLISH.of(problem)).startsWith("Enter a name. acme.com is");
  }

  @Test
  void what_is_told_together_keeps_how_long_to_wait() {
    var wait = Duration.ofMinutes(3);
    var problem =
        catchThrowableOfType(
            Problem.class,
            () -> Problem.together(() -> refuse(Problem.tooMany("too_many_mails", wait))));
    assertThat(problem.at("email").with().retryAfter()).isEqualTo(wait);
  }

  private static void refuse(Problem problem) {
    throw problem;
  }

  @Test
  void a_face_has_its_own_words_and_else_those_of_the_pages() {
    var operators = Words.english(Commands.class);
    var member = Problem.conflict("already_member").with("a@b.example");
    assertThat(operators.of(member)).isNotEqualTo(ENGLISH.of(member));
    assertThat(operators.of(Problem.conflict("last_admin")))
        .isEqualTo(ENGLISH.of(Problem.conflict("last_admin")));
  }

  // ------------------------------------------------------------------ what there are words for

  /** A code as it stands in the program. */
  private record Use(String file, String code, int arguments) {}

  private static final Pattern CALL =
      Pattern.compile(
          "\\bProblem\\s*\\.(invalid|forbidden|notFound|conflict|tooMany|unavailable)\\(");

  @Test
  void each_code_has_its_words_in_each_face_that_can_show_it() {
    var pages = texts("web").keySet();
    for (var use : uses()) {
      var face = use.file.substring(0, use.file.indexOf('/'));
      var known = new HashSet<>(pages);
      if (faces().contains(face)) known.addAll(texts(face).keySet());
      assertThat(known).as(use.file).contains(use.code);
    }
  }

  @Test
  void all_words_are_for_codes_there_are_and_differ_from_those_of_the_pages() {
    var codes = uses().stream().map(Use::code).collect(Collectors.toSet());
    var kinds =
        Stream.of(Problem.Kind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    var pages = texts("web");
    for (var face : faces()) {
      for (var text : texts(face).entrySet()) {
        var key = text.getKey().replaceFirst("\\.one$", "");
        var titled = key.replaceFirst("^title\\.", "");
        if (key.equals(titled)) assertThat(codes).contains(key);
        else assertThat(codes.contains(titled) || kinds.contains(titled)).as(key).isTrue();
        if (!face.equals("web"))
          assertThat(text.getValue()).as(key).isNotEqualTo(pages.get(text.getKey()));
      }
    }
    assertThat(pages.keySet()).containsAll(kinds.stream().map(kind -> "title." + kind).toList());
  }

  @Test
  void a_code_has_as_many_arguments_everywhere_as_its_words_have_places_for() {
    var places = new TreeMap<String, Set<Integer>>();
    for (var face : faces())
      texts(face)
          .forEach(
              (key, text) -> {
                var found =
                    places.computeIfAbsent(key.replaceFirst("\\.one$", ""), k -> new TreeSet<>());
                Pattern.compile("\\{(\\d+)}")
                    .matcher(text)
                    .results()
                    .forEach(it -> found.add(Integer.parseInt(it.group(1))));
              });
    for (var use : uses()) {
      var wanted = new TreeSet<Integer>();
      for (var i = 0; i < use.arguments; i++) wanted.add(i);
      assertThat(places.get(use.code)).as(use.code + " in " + use.file).isEqualTo(wanted);
    }
  }

  @Test
  void texts_are_plain_and_each_is_there_once() {
    for (var face : faces()) {
      var keys = new HashSet<String>();
      for (var line : read(file(face)).lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) continue;
        var at = line.indexOf('=');
        assertThat(keys.add(line.substring(0, at))).as(line).isTrue();
        // a text is one line as it is read: no continuation, no escape, no markup
        assertThat(line.substring(at + 1)).isNotBlank().doesNotContain("\\", "<", ">", "&lt;");
        assertThat(line).isEqualTo(line.strip());
      }
      assertThat(keys).isEqualTo(texts(face).keySet());
    }
  }

  @Test
  void what_the_web_itself_refuses_can_stand_in_an_error_of_oauth() {
    // RFC 6749 §5.2: printable ASCII without quotation mark and backslash
    var pages = texts("web");
    var own = uses().stream().filter(use -> use.file.startsWith("web/")).toList();
    assertThat(own).hasSizeGreaterThan(5);
    for (var use : own)
      assertThat(pages.get(use.code)).matches("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]+");
  }

  /** Reads the program: each code is a literal, followed by its field and its arguments. */
  private static List<Use> uses() {
    var found = new ArrayList<Use>();
    try (var walk = Files.walk(MAIN)) {
      for (var file : walk.filter(it -> it.toString().endsWith(".java")).sorted().toList()) {
        if (file.endsWith("identity/Problem.java")) continue;
        var name = MAIN.relativize(file).toString().replace('\\', '/');
        var java = read(file);
        var call = CALL.matcher(java);
        while (call.find()) {
          var inside = parts(java, call.end());
          assertThat(inside.get(0)).as("a code in " + name).matches("\"[a-z0-9_]+\"");
          // the time after which to come again
          assertThat(inside)
              .as(name)
              .hasSizeBetween(
                  call.group(1).equals("tooMany") ? 2 : 1,
                  call.group(1).matches("tooMany|conflict") ? 2 : 1);
          var with = Pattern.compile("\\G\\s*(?:\\.at\\([^()]*\\)\\s*)?\\.with\\(").matcher(java);
          found.add(
              new Use(
                  name,
                  inside.get(0).replace("\"", ""),
                  with.find(end(java, call.end()) + 1) ? parts(java, with.end()).size() : 0));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).hasSizeGreaterThan(100);
    return found;
  }

  /** What stands between the brackets of a call, by its commas. */
  private static List<String> parts(String java, int start) {
    var parts = new ArrayList<String>();
    var from = start;
    var end = end(java, start);
    for (var i = start; i < end; i++) {
      var c = java.charAt(i);
      if (c == '"') i = closingQuote(java, i);
      else if (c == '(') i = end(java, i + 1);
      else if (c == ',') {
        parts.add(java.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(java.substring(from, end).strip());
    return parts;
  }

  /** Where the bracket closes that opened just before. */
  private static int end(String java, int start) {
    var depth = 1;
    for (var i = start; ; i++) {
      var c = java.charAt(i);
      if (c == '"') i = closingQuote(java, i);
      else if (c == '(') depth++;
      else if (c == ')' && --depth == 0) return i;
    }
  }

  private static int closingQuote(String java, int open) {
    var i = open + 1;
    while (java.charAt(i) != '"') i += java.charAt(i) == '\\' ? 2 : 1;
    return i;
  }

  private static List<String> faces() {
    try (var walk = Files.walk(TEXTS)) {
      return walk.filter(it -> it.endsWith("messages.properties"))
          .map(it -> TEXTS.relativize(it.getParent()).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String face) {
    return TEXTS.resolve(face).resolve("messages.properties");
  }

  private static Map<String, String> texts(String face) {
    var properties = new Properties();
    try {
      properties.load(new StringReader(read(file(face))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var texts = new TreeMap<String, String>();
    properties.forEach((key, text) -> texts.put((String) key, (String) text));
    return texts;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
