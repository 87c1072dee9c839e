package dev.hostedui.web;

import dev.hostedui.identity.Problem;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A form as a browser without script has sent it, for a page that could not take it now and offers
 * to send it again. Nothing of it is kept here: the page holds it, and the same person sends it.
 *
 * @param action the address it was sent to, with its query
 * @param fields all fields, hidden ones too, in the order they came
 * @param foreign whether another site had the browser post it, as identity providers do
 */
public record SentForm(String action, List<Field> fields, boolean foreign) {

  /** What one field of it held. */
  public record Field(String name, String value) {}

  /** What the page shows of a field. */
  public record Typed(String label, String value) {}

  private static final int MOST_FIELDS = 200;

  /**
   * Fields that pages fill in: where a form was opened, on which list, for what, where it leads.
   */
  private static final Set<String> FILLED_IN =
      Set.of(
          Gate.MEANT,
          "attempt",
          "return_to",
          "confirm",
          "back",
          "credential",
          "seen",
          "q",
          "status",
          "has_role",
          "page");

  private static final Set<String> OF_ANOTHER =
      Set.of("organization_switched", "organization_left", "person_switched");

  /** What a form is about, or what a button of it chooses. */
  private static final Pattern ID = Pattern.compile("[a-z]{2,16}_\\d{15,20}");

  private static final Pattern SECRET = Pattern.compile("secret|token|pass|private");

  public SentForm {
    fields = List.copyOf(fields);
  }

  /**
   * The form of a request; empty when it is none or cannot be decoded, when it came from our
   * script, which keeps what was typed by itself, and when nothing in it was typed or chosen here
   * or by another site. Files are not sent again: the browser would not let a page choose them.
   */
  public static Optional<SentForm> of(Context ctx) {
    return Requests.wantsFragment(ctx) ? Optional.empty() : read(ctx);
  }

  private static Optional<SentForm> read(Context ctx) {
    var withFile = FileForm.isSent(ctx);
    if (!Requests.changes(ctx) || !(withFile || Requests.isForm(ctx))) return Optional.empty();
    var fields = fields(withFile ? FileForm.fieldsIfReadable(ctx) : Requests.formIfReadable(ctx));
    var query = ctx.queryString();
    var foreign = Access.of(ctx).filter(it -> it.kind() == Access.Kind.CROSS_SITE_POST).isPresent();
    // whose session is over sends it again in the one that they open then
    var path =
        Caller.LinkHolder.maybe(ctx).isEmpty() ? ctx.path() : PortalWindow.address(ctx, ctx.path());
    var form = new SentForm(path + (query == null ? "" : "?" + query), fields, foreign);
    var empty = foreign ? fields.isEmpty() : form.typed().isEmpty();
    return empty || fields.size() > MOST_FIELDS ? Optional.empty() : Optional.of(form);
  }

  /**
   * The form of a request that could not be taken just now, which may be in a minute, or once its
   * organization is chosen again, or who sent it is signed in again; empty where it would be
   * refused again.
   */
  public static Optional<SentForm> again(Context ctx, Problem problem) {
    var later = ctx.res().containsHeader("Retry-After") || isOfAnother(problem);
    return later ? of(ctx) : Optional.empty();
  }

  /**
   * Whether a request was refused because another organization was chosen in another window, or
   * somebody else has signed in there.
   */
  public static boolean isOfAnother(Problem problem) {
    return OF_ANOTHER.contains(problem.code());
  }

  /**
   * The id of the organization that must be chosen again before the form is taken, as it was opened
   * in that one; empty where it was refused for another reason, or was opened in none.
   */
  public Optional<String> elsewhere(Problem problem) {
    if (!isOfAnother(problem) || problem.code().equals("person_switched")) return Optional.empty();
    return fields.stream()
        .filter(it -> it.name.equals(Gate.MEANT))
        .flatMap(it -> Optional.ofNullable(Meant.of(it.value).organization()).stream())
        .filter(it -> !it.isBlank())
        .findFirst();
  }

  /**
   * What was typed into a form that whoever sent it may not send any more, because their role or a
   * feature is another one since the page was opened: for the page that says so, to be copied from.
   * The form of our script is replaced by that page.
   */
  public static List<Typed> lost(Context ctx, Problem problem) {
    if (problem.kind() != Problem.Kind.FORBIDDEN || problem.code().equals("cross_site"))
      return List.of();
    return read(ctx).map(SentForm::typed).orElse(List.of());
  }

  private static List<Field> fields(Map<String, List<String>> sent) {
    return sent.entrySet().stream()
        .flatMap(it -> it.getValue().stream().map(value -> new Field(it.getKey(), value)))
        .limit(MOST_FIELDS + 1)
        .toList();
  }

  /** What the person has typed or chosen, as far as it can be told; secrets are not shown. */
  public List<Typed> typed() {
    if (foreign) return List.of();
    return fields.stream()
        .filter(it -> !FILLED_IN.contains(it.name))
        .filter(it -> !it.value.isBlank() && !ID.matcher(it.value).matches())
        .map(it -> new Typed(label(it.name), SECRET.matcher(it.name).find() ? "••••••" : it.value))
        .toList();
  }

  private static String label(String name) {
    var words = name.replaceAll("[^A-Za-z0-9]+", " ").strip();
    return words.isEmpty()
        ? name
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
