package dev.hostedui.identity.mailtemplate;

import dev.hostedui.identity.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail in an operator's own words.
 *
 * @param variables names of the operator's own with what they stand for
 */
public record MailTemplate(
    MailKind kind, String subject, String html, String text, Map<String, String> variables) {

  public static final int LONGEST_SUBJECT = 200;
  public static final int LONGEST_BODY = 30_000;
  public static final int MOST_VARIABLES = 30;
  public static final int LONGEST_VALUE = 256;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{1,24}");

  public MailTemplate {
    variables = Map.copyOf(variables);
  }

  /** A mail with everything filled in. */
  public record Filled(String subject, String html, String text) {}

  /**
   * This template, when it can be kept.
   *
   * @throws Problem INVALID, naming each field that cannot be taken
   */
  MailTemplate checked() {
    var known = new HashSet<>(MailKind.VARIABLES);
    known.addAll(variables.keySet());
    Problem.together(
        this::checkVariables,
        () -> at("subject", () -> checkSubject(known)),
        () ->
            at(
                "html",
                () -> {
                  checkBody(html, known);
                  TemplateText.refuseUnsafe(html);
                }),
        () -> at("text", () -> checkBody(text, known)));
    return this;
  }

  private static void at(String field, Runnable check) {
    try {
      check.run();
    } catch (Problem problem) {
      throw problem.at(field);
    }
  }

  private void checkVariables() {
    if (variables.size() > MOST_VARIABLES)
      throw Problem.invalid("template_variables").at("variables").with(MOST_VARIABLES);
    for (var one : variables.entrySet()) {
      if (!NAME.matcher(one.getKey()).matches() || MailKind.VARIABLES.contains(one.getKey()))
        throw Problem.invalid("template_variable_name").at("variables").with(one.getKey());
      if (one.getValue().length() > LONGEST_VALUE)
        throw Problem.invalid("template_variable_long")
            .at("variables")
            .with(one.getKey(), LONGEST_VALUE);
    }
  }

  private void checkSubject(Set<String> known) {
    if (subject.isBlank()) throw Problem.invalid("setting_missing");
    if (subject.length() > LONGEST_SUBJECT)
      throw Problem.invalid("setting_too_long").with(LONGEST_SUBJECT);
    if (!TemplateText.line(subject).equals(subject.strip()))
      throw Problem.invalid("template_subject_lines");
    TemplateText.refuseUnknown(subject, known);
  }

  private void checkBody(String body, Set<String> known) {
    if (body.isBlank()) throw Problem.invalid("setting_missing");
    if (body.length() > LONGEST_BODY) throw Problem.invalid("setting_too_long").with(LONGEST_BODY);
    TemplateText.refuseUnknown(body, known);
    var names = TemplateText.names(body);
    if (kind.oneOf().stream().noneMatch(names::contains))
      throw Problem.invalid("template_without_way")
          .with(String.join(", ", kind.oneOf().stream().sorted().toList()));
  }

  /** Whether it leads anywhere with these values: a link that a mail has none of does not. */
  public boolean leadsWith(Map<String, String> values) {
    return Stream.of(html, text).allMatch(body -> leads(body, values));
  }

  private boolean leads(String body, Map<String, String> values) {
    var names = TemplateText.names(body);
    return kind.oneOf().stream()
        .anyMatch(it -> names.contains(it) && !values.getOrDefault(it, "").isEmpty());
  }

  /**
   * The mail with these values in it, each escaped for where it stands. Names that are not among
   * them stand for the operator's own, or for nothing.
   */
  public Filled filled(Map<String, String> values) {
    var all = new HashMap<>(variables);
    all.putAll(values);
    return new Filled(
        TemplateText.line(TemplateText.filled(subject, all, TemplateText::line)),
        TemplateText.filled(html, all, TemplateText::html),
        TemplateText.filled(text, all, value -> value));
  }
}
