package dev.hostedui.testing;

import io.javalin.testtools.Response;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What the server answered. */
public final class Answer {

  private final Response response;
  private final String body;
  private final Document document;

  Answer(Response response) {
    this.response = response;
    this.body = response.body().string();
    this.document = Jsoup.parse(body);
  }

  public int status() {
    return response.code();
  }

  public String body() {
    return body;
  }

  /** The value of a header, or an empty text. */
  public String header(String name) {
    return headers(name).stream().findFirst().orElse("");
  }

  /** Where it sends a browser: a redirect, or a page of ours that goes on by itself. */
  public String next() {
    var refresh = document.selectFirst("meta[http-equiv=refresh]");
    return refresh == null
        ? header("Location")
        : refresh.attr("content").replaceFirst("^0;url=", "");
  }

  public List<String> headers(String name) {
    return Optional.ofNullable(response.headers().get(name)).orElse(List.of());
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
    return status() + " " + header("Location") + "\n" + body();
  }
}
