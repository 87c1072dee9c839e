package dev.hostedui.portal.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hostedui.identity.ExactJson;

/** What a directory said, for people to read. */
final class Payload {

  private Payload() {}

  /** JSON with each value on a line of its own. */
  static String readable(String json) {
    try {
      return ExactJson.readable(ExactJson.read(json));
    } catch (JsonProcessingException e) {
      return json;
    }
  }
}
