package dev.hostedui.upstream;

import dev.hostedui.outside.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A document that was fetched: an answer with status 200 that is no web page. */
public final class UpstreamDocument {

  private final HttpAnswer answer;

  UpstreamDocument(HttpAnswer answer) {
    this.answer = answer;
  }

  /** As it came, byte order mark and all. */
  public byte[] bytes() {
    return answer.body();
  }

  /** As UTF-8, without a byte order mark. */
  public String text() {
    return text(answer.body());
  }

  static String text(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  Optional<String> header(String name) {
    return answer.header(name);
  }
}
