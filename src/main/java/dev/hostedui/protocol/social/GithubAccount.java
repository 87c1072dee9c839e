package dev.hostedui.protocol.social;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.relyingparty.Account;
import dev.hostedui.protocol.relyingparty.Cause;
import dev.hostedui.protocol.relyingparty.TokenAnswer;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What GitHub tells of an account (REST API, {@code GET /user} and {@code GET /user/emails}). The
 * address is the one that the account's owner calls their primary, and only when GitHub has
 * verified it. What {@code /user} shows as {@code email} is not looked at: it is the public one.
 */
public final class GithubAccount {

  /** Headers of every call (GitHub REST API, Getting started): without a name it answers none. */
  public static final Map<String, String> HEADERS =
      Map.of(
          "Accept", "application/vnd.github+json",
          "X-GitHub-Api-Version", "2022-11-28",
          "User-Agent", "hosted-ui");

  /** Nothing that was told is good for longer. */
  private static final Duration GOOD_FOR = Duration.ofMinutes(10);

  /** Addresses at which nobody reads mail. */
  private static final String NO_REPLY = "@users.noreply.github.com";

  private GithubAccount() {}

  /** Reads whose account it is. */
  public static Account read(
      int userStatus, String user, int emailsStatus, String emails, Instant now) {
    var told = userStatus == 200 ? StrictJson.object(user) : Optional.<ObjectNode>empty();
    var id = told.map(it -> it.path("id")).filter(JsonNode::isIntegralNumber);
    if (id.isEmpty()) return refused(userStatus, user);
    // an app may have been registered without the right to read addresses: then there is none
    var mailed = emailsStatus == 200 ? primary(emails) : Optional.<String>empty();
    if (emailsStatus != 200 && emailsStatus != 403 && emailsStatus != 404)
      return refused(emailsStatus, emails);
    var attributes = new LinkedHashMap<String, List<String>>();
    text(told.get(), "login").ifPresent(it -> attributes.put("login", List.of(it)));
    text(told.get(), "name").ifPresent(it -> names(attributes, it));
    mailed.ifPresent(
        it -> {
          attributes.put("email", List.of(it));
          attributes.put("email_verified", List.of("true"));
        });
    var subject = id.get().asText();
    return new Account.Told(
        new UpstreamIdentity(
            subject, true, attributes, null, subject, now.plus(GOOD_FOR), null, null));
  }

  /** What the token endpoint said, with GitHub's own codes in the words of RFC 6749 §5.2. */
  public static TokenAnswer inStandardWords(TokenAnswer answer) {
    if (!(answer instanceof TokenAnswer.Refused refused)) return answer;
    var error =
        switch (refused.error()) {
          case "incorrect_client_credentials" -> "invalid_client";
          case "bad_verification_code" -> "invalid_grant";
          default -> refused.error();
        };
    return new TokenAnswer.Refused(refused.status(), error, refused.description());
  }

  private static Account refused(int status, String body) {
    var words = StrictJson.object(body).flatMap(it -> text(it, "message")).orElse("");
    return new Account.Failed(
        Cause.USERINFO_REFUSED.text(), (status + " " + Shown.line(words)).strip());
  }

  private static Optional<String> primary(String emails) {
    return StrictJson.items(emails).stream()
        .filter(it -> it.path("primary").asBoolean(false) && it.path("verified").asBoolean(false))
        .map(it -> it.path("email").asText(""))
        .filter(it -> !it.isEmpty() && !it.endsWith(NO_REPLY))
        .findFirst();
  }

  /** GitHub knows one name only: what follows its last space is taken for the family's. */
  private static void names(Map<String, List<String>> attributes, String name) {
    var space = name.strip().lastIndexOf(' ');
    if (space < 0) {
      attributes.put("given_name", List.of(name.strip()));
      return;
    }
    attributes.put("given_name", List.of(name.strip().substring(0, space).strip()));
    attributes.put("family_name", List.of(name.strip().substring(space + 1)));
  }

  private static Optional<String> text(ObjectNode object, String name) {
    return Optional.ofNullable(StrictJson.text(object, name)).filter(it -> !it.isBlank());
  }
}
