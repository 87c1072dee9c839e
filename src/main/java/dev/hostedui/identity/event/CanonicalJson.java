package dev.hostedui.identity.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * JSON in the one form that hashes are made of (RFC 8785).
 *
 * <p>A library writes it. Of what nearly all events consist of, Jackson writes the same bytes once
 * it sorts the names, without reading its own text again, which takes a fraction of the time: whole
 * numbers that a double holds exactly, and texts without rare characters. All else is left to the
 * library.
 */
final class CanonicalJson {
  private CanonicalJson() {}

  private static final ObjectWriter SORTED =
      JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build().writer();

  /** RFC 8785 §3.2.2.3 writes numbers as a double does: beyond this they lose digits. */
  private static final long LARGEST = (1L << 53) - 1;

  /** The text, in UTF-8. */
  static byte[] of(JsonNode json) {
    try {
      return isWrittenAlike(json)
          ? SORTED.writeValueAsBytes(json)
          : new JsonCanonicalizer(json.toString()).getEncodedUTF8();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    } catch (IOException e) {
      throw new IllegalStateException("what was written is JSON", e);
    }
  }

  private static boolean isWrittenAlike(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        for (var property : json.properties())
          if (!isWrittenAlike(property.getKey()) || !isWrittenAlike(property.getValue()))
            yield false;
        yield true;
      }
      case ARRAY -> {
        for (var element : json) if (!isWrittenAlike(element)) yield false;
        yield true;
      }
      case STRING -> isWrittenAlike(json.textValue());
      case NUMBER ->
          json.isIntegralNumber()
              && json.canConvertToLong()
              && Math.abs(json.longValue()) <= LARGEST;
      case BOOLEAN, NULL -> true;
      default -> false;
    };
  }

  /**
   * Of control characters only those with an escape of their own are escaped alike; names are
   * sorted alike, and halves of characters told apart, where there are none of two halves.
   */
  private static boolean isWrittenAlike(String text) {
    for (var i = 0; i < text.length(); i++) {
      var it = text.charAt(i);
      if (it < ' ' ? "\b\t\n\f\r".indexOf(it) < 0 : Character.isSurrogate(it)) return false;
    }
    return true;
  }
}
