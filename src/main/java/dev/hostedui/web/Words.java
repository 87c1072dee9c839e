package dev.hostedui.web;

import static dev.hostedui.identity.environment.OrganizationWord.STANDARD;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.OrganizationWord;
import gg.jte.output.StringOutput;
import gg.jte.support.LocalizationSupport;
import io.javalin.config.Key;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a face, from the file {@code messages.properties} of its package. A face that says
 * only some things in its own words has the words of the pages, those of this package, for the
 * rest.
 *
 * <p>Texts are plain. What they are filled in with was typed by somebody; whoever shows the whole
 * escapes it, as templates do by themselves.
 */
public final class Words implements LocalizationSupport {

  /** How a server is told what the app calls an organization now. */
  static final Key<Supplier<OrganizationWord>> ORGANIZATION_WORD = new Key<>("organization-word");

  private static final Words PAGES = new Words(List.of(bundle(Words.class)), STANDARD);

  private final List<ResourceBundle> files;
  private final OrganizationWord word;

  private Words(List<ResourceBundle> files, OrganizationWord word) {
    this.files = files;
    this.word = word;
  }

  /**
   * The words for the person who asks, with the app's own word for an organization. There is one
   * language so far, whoever it is.
   */
  public static Words of(Context ctx) {
    return new Words(PAGES.files, ctx.appData(ORGANIZATION_WORD).get());
  }

  /** English, as pages say it: for developers and operators, whatever language a person reads. */
  public static Words english() {
    return PAGES;
  }

  /** English in the words of a face's own file, which stands in the package of this class. */
  public static Words english(Class<?> face) {
    return new Words(List.of(bundle(face), bundle(Words.class)), STANDARD);
  }

  /** What the app calls an organization, with a capital. */
  public String organizationWord() {
    return word.word();
  }

  /** A text of another file with the app's word where {@code {organization}} stands. */
  public String filled(String text) {
    return word.in(text);
  }

  private static ResourceBundle bundle(Class<?> face) {
    return ResourceBundle.getBundle(
        face.getPackageName() + ".messages", Locale.ROOT, face.getClassLoader());
  }

  /**
   * The text of a key.
   *
   * @throws MissingResourceException when it has none
   */
  @Override
  public String lookup(String key) {
    for (var file : files) {
      if (file.containsKey(key)) return word.in(file.getString(key));
    }
    throw new MissingResourceException("no text for " + key, Words.class.getName(), key);
  }

  private boolean has(String key) {
    return files.stream().anyMatch(file -> file.containsKey(key));
  }

  /** What one thing that is wrong is called. */
  public String of(Problem.Fault fault) {
    var arguments = fault.arguments();
    var one =
        !arguments.isEmpty() && arguments.get(0) instanceof Number n && n.longValue() == 1
            ? fault.code() + ".one"
            : fault.code();
    var text = new StringOutput();
    localize(has(one) ? one : fault.code(), arguments.stream().map(Words::writable).toArray())
        .writeTo(text);
    return text.toString();
  }

  /** Templates write nothing in the place of what they do not know, such as a time. */
  private static Object writable(Object argument) {
    return argument instanceof Number ? argument : argument.toString();
  }

  /** All that is wrong, one sentence after the other. */
  public String of(Problem problem) {
    return String.valueOf(join(problem, any -> true));
  }

  /** What is wrong with one field of a form, or null. */
  public @Nullable String at(Problem problem, String field) {
    return join(problem, fault -> field.equals(fault.field()));
  }

  /**
   * What is wrong with a form and stands at none of its fields, or null.
   *
   * @param fields those that say themselves what is wrong with them
   */
  public @Nullable String besides(Problem problem, String... fields) {
    return join(problem, fault -> !Arrays.asList(fields).contains(fault.field()));
  }

  private @Nullable String join(Problem problem, Predicate<Problem.Fault> which) {
    var faults = problem.faults().stream().filter(which).toList();
    return faults.isEmpty() ? null : faults.stream().map(this::of).collect(Collectors.joining(" "));
  }

  /** A heading for what is wrong, in a few words. */
  public String title(Problem problem) {
    var own = "title." + problem.code();
    return lookup(has(own) ? own : "title." + problem.kind().name().toLowerCase(Locale.ROOT));
  }
}
