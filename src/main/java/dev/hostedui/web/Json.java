package dev.hostedui.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;

/** Answers with JSON, to programs and to scripts. */
public final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Answers with this status and value: maps, lists and plain values. */
  public static void answer(Context ctx, int status, Object value) {
    answerWritten(ctx, status, written(value));
  }

  /** Answers with JSON that was written before. */
  public static void answerWritten(Context ctx, int status, String json) {
    ctx.status(status).contentType("application/json").result(json);
  }

  /** A value as JSON. */
  public static String written(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("plain values only", e);
    }
  }
}
