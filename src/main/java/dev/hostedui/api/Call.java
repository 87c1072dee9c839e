package dev.hostedui.api;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Version;
import dev.hostedui.text.Letters;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request to an operation, checked by its declaration. */
record Call(Context ctx, Operation operation, Actor.Client actor, Body body) {

  static final String IF_MATCH = "If-Match";
  static final String IF_NONE_MATCH = "If-None-Match";

  private static final String WORDS = "query";

  /** How many characters a search has at least. */
  private static final int FEWEST = 3;

  /** What stands in a tag between the version and the rest of it. */
  static final String BEHIND_VERSION = "-";

  /** An entity tag (RFC 9110 §8.8.3): whether it is weak, and what it says. */
  private static final Pattern TAG = Pattern.compile("(W/)?\"([^\\x00-\\x20\"\\x7F]*)\"");

  private static final Pattern TAGS =
      // possessive, because going back through thousands of them would fill the stack
      Pattern.compile(
          "[ \t,]*+TAG(?:[ \t]*+,[ \t,]*+TAG)*+[ \t,]*+"
              .replace("TAG", "(?:W/)?\"[^\\x00-\\x20\"\\x7F]*+\""));

  /** A part of the address. */
  String path(String name) {
    return ctx.pathParam(name);
  }

  OrganizationId organization() {
    return OrganizationId.parse(path("organization_id"))
        .orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  UserId user() {
    return UserId.parse(path("user_id")).orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  /** The id by which the address names a person, ours or the app's own, or null. */
  @Nullable String personId() {
    var parts = ctx.pathParamMap();
    return parts.getOrDefault("user_id", parts.get("external_id"));
  }

  /** A query parameter, empty when it is not given. */
  String query(String name) {
    return Requests.query(ctx, name);
  }

  /** What is looked for, composed and without blanks around it, as names are kept. */
  String words() {
    return Letters.normalized(query(WORDS).strip(), Normalizer.Form.NFC);
  }

  /**
   * Likewise, where it has to be long enough to tell something.
   *
   * @throws Problem INVALID when there is less than that beside blanks
   */
  String sought() {
    var words = words();
    if (Names.length(words) < FEWEST)
      throw Problem.invalid("text_too_short").at(WORDS).with(FEWEST);
    return words;
  }

  /**
   * A time in a query parameter, or null when it is not given.
   *
   * @throws Problem INVALID {@code time_malformed}, {@code time_out_of_range}
   */
  @Nullable Instant moment(String name) {
    var text = query(name);
    return text.isEmpty() ? null : Body.moment(text, name);
  }

  /** Likewise, or another one when it is not given. */
  Instant moment(String name, Instant otherwise) {
    var time = moment(name);
    return time == null ? otherwise : time;
  }

  List<String> queries(String name) {
    return ctx.queryParams(name);
  }

  boolean queryIs(String name, boolean otherwise) {
    var value = query(name);
    return value.isEmpty() ? otherwise : value.equals("true");
  }

  /** Whether the caller says they have what is shown already (RFC 9110 §13.1.2). */
  boolean hasAlready(String etag) {
    var header = ctx.header(IF_NONE_MATCH);
    return header != null
        && Arrays.stream(header.split(","))
            .map(String::strip)
            .anyMatch(it -> it.equals("*") || it.equals(etag) || it.equals("W/" + etag));
  }

  /** Whether the caller says which versions of what they change they have seen. */
  boolean namesVersion() {
    var header = ctx.header(IF_MATCH);
    return header != null && !header.strip().equals("*");
  }

  /**
   * The versions of what they change that the caller has seen, one of which must be its version now
   * (RFC 9110 §13.1.1), as {@link Version#mustBe} takes them; null when any will do. A weak tag
   * stands for none.
   *
   * @throws Problem INVALID {@code if_match_malformed} when it is no list of tags; CONFLICT {@code
   *     if_match_weak} when all of them are weak: nobody who reads again gets ahead by that
   */
  @Nullable String seen() {
    if (!namesVersion()) return null;
    var header = ctx.header(IF_MATCH);
    if (!TAGS.matcher(header).matches()) throw Problem.invalid("if_match_malformed").at(IF_MATCH);
    var strong =
        TAG.matcher(header)
            .results()
            .filter(tag -> tag.group(1) == null)
            // a comma within a tag begins no other one
            .map(tag -> tag.group(2).replace(Version.OR, " "))
            .map(tag -> tag.replaceFirst(BEHIND_VERSION + ".*", ""))
            .toList();
    if (strong.isEmpty()) throw Problem.conflict("if_match_weak").at(IF_MATCH);
    return String.join(Version.OR, strong);
  }
}
