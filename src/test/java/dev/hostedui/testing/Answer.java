package dev.hostedui.testing;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What the server answered. */
public final class Answer {

  private final HttpResponse<byte[]> response;
  private final Document document;

  Answer(HttpResponse<byte[]> response) {
    this.response = response;
    this.document = Jsoup.parse(body());
  }

  public int status() {
    return response.statusCode();
  }

  public String body() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The value of a header, or an empty text. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  public List<String> headers(String name) {
    return response.headers().allValues(name);
  }

  /** The text of the first element that a CSS query finds, or an empty text. */
  public String text(String query) {
    return Optional.ofNullable(document.selectFirst(query)).map(Element::text).orElse("");
  }

  public List<String> texts(String query) {
    return document.select(query).eachText();
  }

  /** Every element that a CSS query finds. */
  public List<Element> elements(String query) {
    return document.select(query);
  }

  public Element element(String query) {
    var found = document.selectFirst(query);
    if (found == null) throw new AssertionError("no " + query + " in: " + body());
    return found;
  }

  public boolean has(String query) {
    return document.selectFirst(query) != null;
  }

  /** The message of the toast, or an empty text. */
  public String toast() {
    return text(".toast p");
  }

  @Override
  public String toString() {
    return status() + " " + response.headers().map() + "\n" + body();
  }
}
