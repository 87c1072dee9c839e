package dev.hostedui.identity.signon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider has answered, examined and found to be good.
 *
 * @param identity whom it names
 * @param logoutHint what it wants to see again when it is told of a logout, or null
 * @param document the decoded answer without secrets, for the login history
 */
public record SignOnAnswer(
    UpstreamIdentity identity, @Nullable String logoutHint, String document) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Never with what names the person. */
  @Override
  public String toString() {
    return identity.answerId();
  }

  /** How it is kept: times as milliseconds since 1970. */
  private record Kept(
      @JsonProperty("subject") String subject,
      @JsonProperty("lasting") boolean lasting,
      @JsonProperty("attributes") Map<String, List<String>> attributes,
      @JsonProperty("session_index") @Nullable String sessionIndex,
      @JsonProperty("answer_id") String answerId,
      @JsonProperty("answer_ends") long answerEnds,
      @JsonProperty("authenticated_at") @Nullable Long authenticatedAt,
      @JsonProperty("session_ends") @Nullable Long sessionEnds,
      @JsonProperty("logout_hint") @Nullable String logoutHint,
      @JsonProperty("document") String document) {}

  String json() {
    try {
      return JSON.writeValueAsString(
          new Kept(
              identity.subject(),
              identity.lasting(),
              identity.attributes(),
              identity.sessionIndex(),
              identity.answerId(),
              identity.answerEnds().toEpochMilli(),
              millis(identity.authenticatedAt()),
              millis(identity.sessionEnds()),
              logoutHint,
              document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is made of plain values", e);
    }
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static @Nullable Instant time(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  static SignOnAnswer read(String json) {
    try {
      var kept = JSON.readValue(json, Kept.class);
      return new SignOnAnswer(
          new UpstreamIdentity(
              kept.subject,
              kept.lasting,
              kept.attributes,
              kept.sessionIndex,
              kept.answerId,
              Instant.ofEpochMilli(kept.answerEnds),
              time(kept.authenticatedAt),
              time(kept.sessionEnds)),
          kept.logoutHint,
          kept.document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer that was kept cannot be read", e);
    }
  }
}
