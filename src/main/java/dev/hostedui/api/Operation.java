package dev.hostedui.api;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.ApiRights;
import dev.hostedui.web.Routes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing the API does: where, for whom, with what, and what it answers. Declared once: the route
 * is made from it, what is sent is checked by it, and the document and the reference page are
 * written from it.
 *
 * <p>It is built by naming its parts one after the other; {@link #by} ends that.
 */
final class Operation {

  /** What the operations of a part of the reference are about. */
  enum Group {
    ORGANIZATIONS("Organizations", "Your customers: their names, features and settings."),
    USERS("Users", "People, one record for each email address."),
    MEMBERSHIPS("Memberships", "Who belongs to which organization, with which roles."),
    SESSIONS("Sessions", "Where people are signed in."),
    ROLES("Roles", "What members may do, for all organizations or one."),
    PERMISSIONS("Permissions", "What roles are made of: those of the portal, and your own."),
    CONNECTIONS("Connections", "Single sign-on with an organization's own identity provider."),
    DIRECTORIES("Directories", "Provisioning from an organization's own directory (SCIM)."),
    DOMAINS("Domains", "Which email domains are whose."),
    PORTAL_LINKS(
        "Portal links", "Links by which people without an account set an organization up."),
    SESSION_POLICY("Session policy", "How long sessions of an organization last."),
    EVENTS("Events", "What happened in an organization, for an audit."),
    WEBHOOKS("Webhooks", "Addresses of yours that are told what happens."),
    TOKEN_CLAIMS("Token claims", "What tokens say beside what they always say."),
    TOKENS("Tokens", "What customers' programs show to your API, which asks here whose it is."),
    CLIENTS("Clients", "Applications, and the secrets they prove themselves with."),
    ORGANIZATION_CLIENTS(
        "Organization clients", "Customers' programs that get tokens of their own for your API."),
    PASSWORDLESS("Passwordless", "Proof of a mailbox, for sign-in pages of your own."),
    PASSKEYS("Passkeys", "What people sign in with in place of a mailed code."),
    ENVIRONMENT("Environment", "Who may come in, and how long things last, for everybody."),
    BRANDING("Branding", "How the app looks and is called, and what its mails say.");

    final String title;
    final String description;

    Group(String title, String description) {
      this.title = title;
      this.description = description;
    }
  }

  /** Where a parameter stands. */
  enum Place {
    PATH,
    QUERY,
    HEADER
  }

  /**
   * A parameter.
   *
   * @param repeated whether it may be given more than once
   * @param required whether it must be given
   */
  record Parameter(
      Place place,
      String name,
      Schema schema,
      boolean repeated,
      boolean required,
      String description) {}

  private static final Pattern IN_PATH = Pattern.compile("\\{([a-z_]+)}");

  final String method;
  final String path;
  final String id;
  final Group group;
  private String summary = "";
  private String description = "";
  private Set<Permission> needs = EnumSet.noneOf(Permission.class);
  private boolean operates;
  private boolean tagged;
  private boolean makes;
  private final List<Parameter> parameters = new ArrayList<>();
  private @Nullable Schema body;
  private @Nullable Object bodyExample;
  private int largestBody = Routes.LARGEST_FORM;
  private int status = 200;
  private Schema.Shape answer = Shapes.NOTHING;
  private List<String> files = List.of();
  private final Set<Integer> refusals = new TreeSet<>();
  private @Nullable Function<Call, Reply> handler;

  private Operation(String method, String path, String id, Group group) {
    this.method = method;
    this.path = path;
    this.id = id;
    this.group = group;
  }

  static Operation get(Group group, String path, String id) {
    return new Operation("GET", path, id, group);
  }

  static Operation post(Group group, String path, String id) {
    return new Operation("POST", path, id, group).makesAnew();
  }

  static Operation put(Group group, String path, String id) {
    return new Operation("PUT", path, id, group);
  }

  static Operation patch(Group group, String path, String id) {
    return new Operation("PATCH", path, id, group);
  }

  static Operation delete(Group group, String path, String id) {
    return new Operation("DELETE", path, id, group);
  }

  /** What it is called, in a few words, and what else is worth knowing, in sentences. */
  Operation says(String inShort, String inSentences) {
    summary = inShort;
    description = inSentences;
    return this;
  }

  /** What the token must allow in the organization. */
  Operation needs(Permission permission) {
    needs = EnumSet.of(permission);
    return this;
  }

  /** The token must speak for the operator. */
  Operation operates() {
    operates = true;
    return this;
  }

  Operation query(String name, Schema schema, String words) {
    parameters.add(new Parameter(Place.QUERY, name, schema, false, false, words));
    return this;
  }

  Operation queries(String name, Schema schema, String words) {
    parameters.add(new Parameter(Place.QUERY, name, schema, true, false, words));
    return this;
  }

  /** A parameter that must be given. */
  Operation needsQuery(String name, Schema schema, String words) {
    parameters.add(new Parameter(Place.QUERY, name, schema, false, true, words));
    return this;
  }

  /** It answers a page of a list. */
  Operation paged(int least, int most) {
    query(
        Pages.SIZE,
        Schema.whole(Math.max(least, 10), least, most),
        "How many at most, " + least + " to " + most + "; 10 when it is not given.");
    return query(
        Pages.TOKEN,
        Schema.text("").max(200),
        "The next_page_token or prev_page_token of an answer to the same question, whatever its"
            + " page_size; empty begins at the start.");
  }

  /** It takes a body. */
  Operation takes(Schema schema) {
    body = schema;
    refusals.addAll(Set.of(400, 413, 415));
    return this;
  }

  /** It takes a body whose whole example would be of no use: this is one that is. */
  Operation takes(Schema schema, Object example) {
    bodyExample = example;
    return takes(schema);
  }

  /** It takes a larger body than a form is, in bytes. */
  Operation upTo(int bytes) {
    largestBody = bytes;
    return this;
  }

  /** The status and body of its answer. */
  Operation answers(int code, Schema.Shape shape) {
    status = code;
    answer = shape;
    return this;
  }

  /**
   * It changes something that has a version, and only the version that the caller has seen when
   * they name it ({@link Call#seen}).
   */
  Operation versioned() {
    parameters.add(
        new Parameter(
            Place.HEADER,
            Call.IF_MATCH,
            Schema.text("\"1795428000000\"").max(200),
            false,
            false,
            "The ETag of the version you have seen: when it is another one by now, nothing is"
                + " changed."));
    // for what is no tag, and for another version
    return refuses(400, 412);
  }

  /**
   * What it shows has a version, and whoever has that already is told so in its place. The header
   * is no parameter of the document: made clients would get an argument more for each.
   */
  Operation tagged() {
    tagged = true;
    return this;
  }

  /** See {@link #tagged}. */
  boolean isTagged() {
    return tagged;
  }

  /** Its answer is no object but a file of one of these kinds. */
  Operation answersFile(String... mediaTypes) {
    files = List.of(mediaTypes);
    return this;
  }

  /** Statuses of refusals beside those that every operation has. */
  Operation refuses(Integer... codes) {
    refusals.addAll(List.of(codes));
    return this;
  }

  /** What does it. */
  Operation by(Function<Call, Reply> work) {
    handler = work;
    for (var name : pathNames())
      parameters.add(
          new Parameter(
              Place.PATH, name, Shapes.pathParameter(name), false, true, Shapes.pathWords(name)));
    if (parameters.stream().anyMatch(it -> it.place == Place.QUERY)) refusals.add(400);
    if (path.contains("{")) refusals.addAll(Set.of(400, 404));
    if (makes())
      parameters.add(
          new Parameter(
              Place.HEADER,
              "Idempotency-Key",
              Schema.text("9b1c8a3e-0d44-4f0e-8a55-1f0a8b1c2d3e").min(1).max(200),
              false,
              false,
              "Any text of your own. The same request with the same key gets the first answer again"
                  + " for 24 hours and does nothing twice; another body with it is refused."));
    if (makes()) refusals.add(409);
    // for a version that it cannot compare
    if (changes() && !isVersioned()) refusals.add(400);
    return this;
  }

  /** Each call of it makes something more, whatever its method. */
  Operation makesAnew() {
    makes = true;
    return this;
  }

  /**
   * However often it is sent it does the same, and what it answers is how things stand now: an
   * answer that was kept would be no answer.
   */
  Operation answersAnew() {
    makes = false;
    return this;
  }

  /** Whether it makes something, so that doing it twice must not make two. */
  boolean makes() {
    return makes;
  }

  /** Whether it does more than show something. */
  boolean changes() {
    return !method.equals("GET");
  }

  /** See {@link #versioned}. */
  boolean isVersioned() {
    return parameters.stream().anyMatch(it -> it.name.equals(Call.IF_MATCH));
  }

  List<String> pathNames() {
    return IN_PATH.matcher(path).results().map(it -> it.group(1)).toList();
  }

  String summary() {
    return summary;
  }

  String description() {
    return description;
  }

  Set<Permission> needs() {
    return needs;
  }

  boolean needsOperator() {
    return operates;
  }

  /** What the scope of a token must name, as tokens write it. */
  List<String> scopes() {
    return Stream.concat(
            needs.stream().map(Permission::wireName),
            operates ? Stream.of(ApiRights.OPERATE) : Stream.empty())
        .toList();
  }

  List<Parameter> parameters() {
    return parameters;
  }

  int largestBody() {
    return largestBody;
  }

  @Nullable Schema body() {
    return body;
  }

  /** What can be sent. */
  Object bodyExample() {
    if (bodyExample != null) return bodyExample;
    return body == null ? Map.of() : body.example();
  }

  int status() {
    return status;
  }

  Schema.Shape answer() {
    return answer;
  }

  /** The kinds of file it answers; empty for an operation that answers an object. */
  List<String> files() {
    return files;
  }

  /** The statuses of all its refusals, in their order. */
  Set<Integer> refusals() {
    var all = new TreeSet<>(refusals);
    all.addAll(Set.of(401, 403, 414, 429, 500, 503));
    return all;
  }

  Reply answer(Call call) {
    if (handler == null) throw new IllegalStateException("nothing does " + id);
    try {
      return handler.apply(call);
    } catch (Problem problem) {
      throw Sight.told(call, problem);
    }
  }
}
