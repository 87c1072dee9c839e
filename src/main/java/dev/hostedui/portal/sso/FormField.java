package dev.hostedui.portal.sso;

import org.jspecify.annotations.Nullable;

/**
 * A field of text as it is shown.
 *
 * @param name its name and id
 * @param value what stands in it
 * @param saved what is saved, from which {@code value} differs after a refusal
 * @param example what such a value looks like, or empty
 * @param help a sentence below it, or empty
 * @param error what is wrong with it, or null
 * @param rows how many lines it has, or 0 for a single one that cannot have more
 * @param secret whether nobody should read over a shoulder what is typed
 */
public record FormField(
    String name,
    String label,
    String value,
    String saved,
    String example,
    String help,
    @Nullable String error,
    int rows,
    boolean secret) {

  static FormField line(String name, String label, String value, String saved) {
    return new FormField(name, label, value, saved, "", "", null, 0, false);
  }

  FormField like(String other) {
    return new FormField(name, label, value, saved, other, help, error, rows, secret);
  }

  FormField explained(String other) {
    return new FormField(name, label, value, saved, example, other, error, rows, secret);
  }

  FormField refused(@Nullable String other) {
    return new FormField(name, label, value, saved, example, help, other, rows, secret);
  }

  FormField ofLines(int other) {
    return new FormField(name, label, value, saved, example, help, error, other, secret);
  }

  FormField hidden() {
    return new FormField(name, label, value, saved, example, help, error, rows, true);
  }

  /** The id of what says more about it, or null. */
  public @Nullable String describedBy() {
    if (error != null) return name + "-error";
    return help.isEmpty() ? null : name + "-help";
  }
}
