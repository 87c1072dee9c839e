package dev.hostedui.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: the request was understood and is not carried out, and nothing has changed.
 *
 * <p>The code is stable and part of what clients may rely on; the message is a sentence for the
 * person who asked. Anything else that is thrown is a fault of ours.
 */
public final class Problem extends RuntimeException {

  /** What sort of no it is; each face has one mapping of these to its own language. */
  public enum Kind {
    INVALID,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    TOO_MANY
  }

  private final Kind kind;
  private final String code;
  private final @Nullable String field;
  private final @Nullable Duration retryAfter;

  private Problem(
      Kind kind,
      String code,
      String message,
      @Nullable String field,
      @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.kind = kind;
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }

  /** What was typed into a field cannot be taken. */
  public static Problem invalid(String field, String code, String message) {
    return new Problem(Kind.INVALID, code, message, field, null);
  }

  /** What was sent cannot be taken, and no single field is to blame. */
  public static Problem invalid(String code, String message) {
    return new Problem(Kind.INVALID, code, message, null, null);
  }

  public static Problem forbidden(String code, String message) {
    return new Problem(Kind.FORBIDDEN, code, message, null, null);
  }

  /** It does not exist here; says nothing about whether it exists elsewhere. */
  public static Problem notFound(String what) {
    return new Problem(
        Kind.NOT_FOUND,
        "not_found",
        what + " was not found. It may have been removed.",
        null,
        null);
  }

  /** A rule of the product forbids it. */
  public static Problem conflict(String code, String message) {
    return new Problem(Kind.CONFLICT, code, message, null, null);
  }

  /** A rule of the product forbids what was typed into a field. */
  public static Problem conflict(String field, String code, String message) {
    return new Problem(Kind.CONFLICT, code, message, field, null);
  }

  /** A limit is reached; the same request may pass after that long. */
  public static Problem tooMany(String code, String message, Duration retryAfter) {
    return new Problem(Kind.TOO_MANY, code, message, null, retryAfter);
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  public @Nullable String field() {
    return field;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
