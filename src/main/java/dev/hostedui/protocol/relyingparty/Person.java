package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom an ID token names, with what userinfo adds about the same person. */
final class Person {

  /** What is said of the token and not of the person. */
  private static final Set<String> OF_THE_TOKEN =
      Set.of(
          "iss", "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "at_hash", "c_hash", "s_hash",
          "sid");

  private static final List<String> SECRET =
      List.of("password", "passwd", "pwd_hash", "secret", "token", "nonce");

  private final SignedToken token;
  private final ObjectNode claims;
  private final Userinfo userinfo;
  private final Map<String, List<String>> attributes;

  Person(SignedToken token, Userinfo userinfo) {
    this.token = token;
    this.claims = token.claims();
    this.userinfo = userinfo;
    this.attributes = merged();
  }

  /** OpenID Connect Core §5.3.2, §5.3.4: what is told must be told of the same person. */
  List<Check> userinfoChecks(Expected expected) {
    var endpoint = expected.registration().userinfoEndpoint();
    var shown = endpoint == null ? "" : endpoint;
    if (userinfo instanceof Userinfo.Claims told) {
      var subject = text(claims, "sub");
      if (sameSubject(told)) return List.of(Check.passed("userinfo", subject, subject));
      return List.of(
          Cause.USERINFO_SUBJECT_DIFFERS.failed(
              "userinfo", Shown.line(subject), Shown.line(text(told.claims(), "sub"))));
    }
    if (!(userinfo instanceof Userinfo.Failed failed)) return List.of();
    var enough = !text(claims, expected.names().email()).isBlank();
    var code = Cause.USERINFO_REFUSED.code();
    return List.of(
        enough
            ? Check.doubtful("userinfo", shown, failed.detail(), code, failed.cause())
            : Check.failed("userinfo", shown, failed.detail(), code, failed.cause()));
  }

  private boolean sameSubject(Userinfo.Claims told) {
    var subject = text(claims, "sub");
    return !subject.isEmpty() && subject.equals(text(told.claims(), "sub"));
  }

  /** What the ID token says, and what userinfo says besides. */
  Map<String, List<String>> attributes() {
    return attributes;
  }

  private Map<String, List<String>> merged() {
    var all = new LinkedHashMap<String, List<String>>();
    claims.properties().forEach(it -> put(all, it.getKey(), it.getValue()));
    if (!(userinfo instanceof Userinfo.Claims told) || !sameSubject(told)) return all;
    var address = all.get("email");
    for (var member : told.claims().properties()) {
      // whether an address is verified is said of that address and of no other
      var ofAnother =
          member.getKey().equals("email_verified")
              && address != null
              && !(address.size() == 1 && same(address.get(0), text(told.claims(), "email")));
      if (!all.containsKey(member.getKey()) && !ofAnother)
        put(all, member.getKey(), member.getValue());
    }
    return all;
  }

  /** As an address is read in the end: without the space around it, in small letters. */
  private static boolean same(String address, String other) {
    return Ascii.equalsIgnoreCase(address.strip(), other.strip());
  }

  private static void put(Map<String, List<String>> all, String name, JsonNode value) {
    if (OF_THE_TOKEN.contains(name) || value.isNull()) return;
    var values = new ArrayList<String>();
    if (value.isArray()) value.forEach(item -> values.add(plain(item)));
    else if (name.equals(UpstreamIdentity.CLAIM_NAMES) && value.isObject())
      value.fieldNames().forEachRemaining(values::add);
    else values.add(plain(value));
    all.put(name, values);
  }

  private static String plain(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Null when nobody is named. */
  @Nullable UpstreamIdentity identity() {
    var subject = text(claims, "sub");
    if (subject.isBlank()) return null;
    var end = Times.of(claims, "exp");
    var session = text(claims, "sid");
    return new UpstreamIdentity(
        subject,
        true,
        attributes,
        session.isEmpty() ? null : session,
        answerId(),
        end == null ? Instant.EPOCH : end.plus(Times.SKEW),
        Times.of(claims, "auth_time"),
        null);
  }

  /**
   * What is signed, as a hash: the signature could be written in another way and still be right.
   */
  private String answerId() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.signed().getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Both for showing, without what is secret. */
  String document() {
    var document = StrictJson.empty();
    document.set("id_token", shown(claims));
    if (userinfo instanceof Userinfo.Claims told) document.set("userinfo", shown(told.claims()));
    return document.toPrettyString();
  }

  private static ObjectNode shown(ObjectNode all) {
    var shown = all.deepCopy();
    for (var member : all.properties())
      if (isSecret(member.getKey())) shown.put(member.getKey(), "…");
    return shown;
  }

  private static boolean isSecret(String name) {
    var lower = Ascii.toLowerCase(name);
    return SECRET.stream().anyMatch(lower::contains);
  }

  private static String text(JsonNode object, String name) {
    var text = StrictJson.text(object, name);
    return text == null ? "" : text;
  }
}
