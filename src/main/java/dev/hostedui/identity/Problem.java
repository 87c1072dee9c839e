package dev.hostedui.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: the request was understood and is not carried out, and nothing has changed.
 *
 * <p>It says what is wrong by codes with arguments and holds no sentence: each face has its own
 * words, form and language for a code (those of the pages stand in {@code
 * dev/hostedui/web/messages.properties}). A code is stable, part of what clients may rely on, and
 * means one thing only. Anything else that is thrown is a fault of ours.
 */
public final class Problem extends RuntimeException {

  /** What sort of no it is; each face has one mapping of these to its own language. */
  public enum Kind {
    INVALID,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    TOO_MANY,
    /** It cannot be answered now, and the request is not to blame. */
    UNAVAILABLE
  }

  /**
   * One thing that is wrong.
   *
   * @param field the name of the field that has to change, or null when it is none
   * @param code what is wrong, in small letters and underscores
   * @param arguments the texts and numbers that belong to it, in the order of the code's text
   */
  public record Fault(@Nullable String field, String code, List<Object> arguments) {
    public Fault {
      arguments = List.copyOf(arguments);
    }
  }

  private final Kind kind;
  private final List<Fault> faults;
  private final @Nullable Duration retryAfter;

  private Problem(Kind kind, List<Fault> faults, @Nullable Duration retryAfter) {
    super(faults.stream().map(Fault::code).collect(Collectors.joining(" ")), null, false, false);
    this.kind = kind;
    this.faults = List.copyOf(faults);
    this.retryAfter = retryAfter;
  }

  private static Problem of(Kind kind, String code, @Nullable Duration retryAfter) {
    return new Problem(kind, List.of(new Fault(null, code, List.of())), retryAfter);
  }

  /** What was sent cannot be taken. */
  public static Problem invalid(String code) {
    return of(Kind.INVALID, code, null);
  }

  /** Whoever asks may not do this. */
  public static Problem forbidden(String code) {
    return of(Kind.FORBIDDEN, code, null);
  }

  /** It does not exist here; says nothing about whether it exists elsewhere. */
  public static Problem notFound(String code) {
    return of(Kind.NOT_FOUND, code, null);
  }

  /** A rule of the product forbids it as things are. */
  public static Problem conflict(String code) {
    return of(Kind.CONFLICT, code, null);
  }

  /** Likewise, but only for a while; the same request may pass after that long. */
  public static Problem conflict(String code, Duration retryAfter) {
    return of(Kind.CONFLICT, code, retryAfter);
  }

  /** A limit is reached; the same request may pass after that long. */
  public static Problem tooMany(String code, Duration retryAfter) {
    return of(Kind.TOO_MANY, code, retryAfter);
  }

  /** It cannot be answered now, and the request is not to blame. */
  public static Problem unavailable(String code) {
    return of(Kind.UNAVAILABLE, code, null);
  }

  /** This problem as one of a field: what was typed there has to change. */
  public Problem at(String field) {
    return new Problem(
        kind,
        faults.stream().map(it -> new Fault(field, it.code(), it.arguments())).toList(),
        retryAfter);
  }

  /** This problem with its fields named as whoever asked has named them. */
  public Problem named(UnaryOperator<String> names) {
    return new Problem(
        kind,
        faults.stream()
            .map(
                it ->
                    new Fault(
                        it.field() == null ? null : names.apply(it.field()),
                        it.code(),
                        it.arguments()))
            .toList(),
        retryAfter);
  }

  /**
   * This problem with what its text is filled in with.
   *
   * @param arguments texts and whole numbers, in the order of the text's {@code {0}}, {@code {1}}
   */
  public Problem with(Object... arguments) {
    return new Problem(
        kind,
        faults.stream().map(it -> new Fault(it.field(), it.code(), List.of(arguments))).toList(),
        retryAfter);
  }

  /** This problem with other texts in the place of what its text is filled in with. */
  public Problem filled(UnaryOperator<Object> other) {
    return new Problem(
        kind,
        faults.stream()
            .map(
                it -> new Fault(it.field(), it.code(), it.arguments().stream().map(other).toList()))
            .toList(),
        retryAfter);
  }

  /**
   * Does all checks of a form, so that whoever filled it in learns of everything at once.
   *
   * @param checks each throws a problem or does nothing
   * @throws Problem with what is wrong by any of them, in their order, of the first one's kind
   */
  public static void together(Runnable... checks) {
    var found = new ArrayList<Problem>();
    for (var check : checks) {
      try {
        check.run();
      } catch (Problem problem) {
        found.add(problem);
      }
    }
    if (found.isEmpty()) return;
    var first = found.get(0);
    throw new Problem(
        first.kind, found.stream().flatMap(it -> it.faults.stream()).toList(), first.retryAfter);
  }

  public Kind kind() {
    return kind;
  }

  /** All that is wrong, at least one thing. */
  public List<Fault> faults() {
    return faults;
  }

  /** The code of what is wrong first. */
  public String code() {
    return faults.get(0).code();
  }

  /** The field of what is wrong first, or null. */
  public @Nullable String field() {
    return faults.get(0).field();
  }

  /** Whether something is wrong with a field of that name. */
  public boolean isAt(String field) {
    return faults.stream().anyMatch(it -> field.equals(it.field()));
  }

  /** After how long the same request may pass; null when waiting does not help. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
