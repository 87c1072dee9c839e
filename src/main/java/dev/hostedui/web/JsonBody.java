package dev.hostedui.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hostedui.identity.Problem;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The JSON object in the body of a request (RFC 8259): in UTF-8, no field twice, at most {@value
 * #DEEPEST} levels deep. How large it may be is the route's to say.
 */
public final class JsonBody {

  /** How deep objects and lists may be nested; nothing that is sent here needs half of it. */
  static final int DEEPEST = 32;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(32)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonBody() {}

  /** A body that is no JSON object, or says so. */
  static final class Unusable extends RuntimeException {
    final int status;
    final transient Problem problem;

    Unusable(Problem problem) {
      this(400, problem);
    }

    Unusable(int status, Problem problem) {
      super(problem.code(), null, false, false);
      this.status = status;
      this.problem = problem;
    }
  }

  /**
   * Reads it.
   *
   * @param types the media types it may be sent as, without parameters
   * @throws RuntimeException that is answered with 415 when the body is of another type, and with
   *     400 and what is wrong when it is not well formed, nested too deep or has a field twice
   */
  public static JsonNode read(Context ctx, Set<String> types) {
    if (!types.contains(Requests.mediaType(ctx)))
      throw new Unusable(
          415,
          Problem.invalid("media_type_expected")
              .with(String.join(" or ", types.stream().sorted().toList())));
    try {
      return MAPPER.readTree(utf8(ctx.bodyAsBytes()));
    } catch (StreamConstraintsException e) {
      throw new Unusable(Problem.invalid("json_too_deep"));
    } catch (JsonProcessingException e) {
      throw new Unusable(malformed(e));
    }
  }

  private static String utf8(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // some programs put a byte order mark before it, which may be passed over (RFC 8259 §8.1)
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Unusable(Problem.invalid("json_not_utf8"));
    }
  }

  /** Where it is wrong; the library's own words quote what was sent. */
  private static Problem malformed(JsonProcessingException e) {
    var twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
    var at = e.getLocation();
    var line = at == null ? 0 : at.getLineNr();
    var column = at == null ? 0 : at.getColumnNr();
    return twice
        ? Problem.invalid("json_field_twice").with(line, column)
        : Problem.invalid("json_malformed").with(line, column);
  }
}
