package dev.hostedui.protocol.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why Google did not do what it was asked, as far as its answer tells. */
public final class GoogleRefused extends Exception {

  private static final long serialVersionUID = 1;

  /** Who can do something about a refusal. */
  public enum Remedy {
    /** An administrator of the Workspace has to authorize (again). */
    AUTHORIZE,
    /** An administrator of the Workspace has to change a setting there. */
    WORKSPACE,
    /** The operator of this installation, in their Google Cloud project. */
    OPERATOR,
    /** Nobody: it passes by itself. */
    LATER,
    /** What was asked for is no more. */
    GONE
  }

  /** What went wrong. Pages have words and a remedy for every one. */
  public enum Reason {
    /** The person pressed Cancel, or may not allow this. */
    CONSENT_REFUSED(Remedy.AUTHORIZE),
    /** The code was used, is too old, or belongs to another request. */
    CODE_REFUSED(Remedy.AUTHORIZE),
    /** No refresh token came, so that nothing could be read tomorrow. */
    NO_REFRESH_TOKEN(Remedy.AUTHORIZE),
    /** One of the permissions was unticked. */
    SCOPE_MISSING(Remedy.AUTHORIZE),
    /** A private Google account. */
    NOT_WORKSPACE(Remedy.AUTHORIZE),
    /** An account of the Workspace that may not read its directory. */
    NOT_ADMIN(Remedy.AUTHORIZE),
    /** The ID token is not for us or not for this request. */
    IDENTITY_UNUSABLE(Remedy.AUTHORIZE),
    /** The refresh token was revoked or has expired. */
    AUTHORIZATION_ENDED(Remedy.AUTHORIZE),
    /** The Workspace has administrators sign in again every few hours. */
    REAUTHENTICATION_NEEDED(Remedy.AUTHORIZE),
    /** The Workspace does not let this app in. */
    POLICY(Remedy.WORKSPACE),
    /** The Workspace has switched API access off. */
    API_CLOSED(Remedy.WORKSPACE),
    /** The operator's project admits accounts of its own organization only. */
    PROJECT_INTERNAL(Remedy.OPERATOR),
    /** The Admin SDK API is not enabled in the operator's project. */
    API_DISABLED(Remedy.OPERATOR),
    /** The operator's client id or secret is not right, or the redirect address not registered. */
    CLIENT_REFUSED(Remedy.OPERATOR),
    RATE_LIMITED(Remedy.LATER),
    QUOTA_SPENT(Remedy.LATER),
    UNAVAILABLE(Remedy.LATER),
    /** No answer came at all. */
    UNREACHABLE(Remedy.LATER),
    /** An answer that is not what the documentation promises. */
    UNREADABLE(Remedy.LATER),
    /** Pages without end, or one that leads back to another. */
    ENDLESS(Remedy.LATER),
    /** The list was asked for too slowly: its next page is no more. */
    PAGE_EXPIRED(Remedy.LATER),
    /** Any other refusal. */
    REQUEST_REFUSED(Remedy.LATER),
    NOT_FOUND(Remedy.GONE);

    private final Remedy remedy;

    Reason(Remedy remedy) {
      this.remedy = remedy;
    }

    public Remedy remedy() {
      return remedy;
    }

    /** As words and logs name it. */
    public String code() {
      return "google_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** More digits than these are beyond it. */
  private static final int MOST_DIGITS = 9;

  private final Reason reason;
  private final String words;
  private final transient @Nullable Duration retryAfter;

  private GoogleRefused(Reason reason, String words, @Nullable Duration retryAfter) {
    super(reason.code(), null, false, false);
    this.reason = reason;
    this.words = words;
    this.retryAfter = retryAfter;
  }

  public GoogleRefused(Reason reason) {
    this(reason, "", null);
  }

  public GoogleRefused(Reason reason, String words) {
    this(reason, Shown.line(words), null);
  }

  public Reason reason() {
    return reason;
  }

  /** Google's own words, cut to what can be shown, or empty. */
  public String words() {
    return words;
  }

  /** How long Google asks to be left alone, an hour at most, or null. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** What the browser brought back instead of a code (RFC 6749 §4.1.2.1 and Google's own). */
  public static GoogleRefused atConsent(String error, String description) {
    var reason =
        switch (error) {
          case "access_denied" -> Reason.CONSENT_REFUSED;
          case "admin_policy_enforced", "disallowed_useragent" -> Reason.POLICY;
          case "org_internal" -> Reason.PROJECT_INTERNAL;
          case "invalid_client", "unauthorized_client", "deleted_client", "redirect_uri_mismatch" ->
              Reason.CLIENT_REFUSED;
          case "temporarily_unavailable", "server_error" -> Reason.UNAVAILABLE;
          default -> Reason.REQUEST_REFUSED;
        };
    return new GoogleRefused(reason, description.isEmpty() ? error : description);
  }

  /** What the token address answered instead of tokens (RFC 6749 §5.2). */
  static GoogleRefused atToken(int status, String body, boolean refreshing) {
    var answer = StrictJson.object(body).orElseGet(StrictJson::empty);
    var error = orEmpty(StrictJson.text(answer, "error"));
    var subtype = orEmpty(StrictJson.text(answer, "error_subtype"));
    var description = orEmpty(StrictJson.text(answer, "error_description"));
    var reason =
        switch (error) {
          case "invalid_grant" -> {
            if (subtype.equals("invalid_rapt")) yield Reason.REAUTHENTICATION_NEEDED;
            yield refreshing ? Reason.AUTHORIZATION_ENDED : Reason.CODE_REFUSED;
          }
          case "invalid_rapt" -> Reason.REAUTHENTICATION_NEEDED;
          case "admin_policy_enforced", "access_denied" -> Reason.POLICY;
          case "org_internal" -> Reason.PROJECT_INTERNAL;
          case "invalid_client",
              "unauthorized_client",
              "deleted_client",
              "disabled_client",
              "redirect_uri_mismatch" ->
              Reason.CLIENT_REFUSED;
          case "rate_limit_exceeded" -> Reason.RATE_LIMITED;
          default -> ofStatus(status);
        };
    return new GoogleRefused(reason, description.isEmpty() ? error : description);
  }

  /**
   * What the Directory API answered instead of a list.
   *
   * @param waits the {@code Retry-After} header, or null
   */
  public static GoogleRefused atApi(int status, String body, @Nullable String waits) {
    var error =
        StrictJson.object(body)
            .map(it -> it.get("error"))
            .filter(ObjectNode.class::isInstance)
            .orElseGet(StrictJson::empty);
    var message = orEmpty(StrictJson.text(error, "message"));
    return new GoogleRefused(
        ofApi(status, reasons(error), message), Shown.line(message), wait(waits));
  }

  private static Reason ofApi(int status, Set<String> reasons, String message) {
    if (anyOf(reasons, "ratelimitexceeded", "userratelimitexceeded", "quotaexceeded"))
      return Reason.RATE_LIMITED;
    if (anyOf(reasons, "dailylimitexceeded", "dailylimitexceededunreg")) return Reason.QUOTA_SPENT;
    if (anyOf(reasons, "accessnotconfigured", "service_disabled")) return Reason.API_DISABLED;
    if (anyOf(reasons, "insufficientpermissions", "access_token_scope_insufficient"))
      return Reason.SCOPE_MISSING;
    if (anyOf(reasons, "domaincannotuseapis")) return Reason.API_CLOSED;
    if (anyOf(reasons, "domainnotfound") || message.equals("Domain not found."))
      return Reason.NOT_WORKSPACE;
    return switch (status) {
      case 400 -> message.contains("pageToken") ? Reason.PAGE_EXPIRED : Reason.REQUEST_REFUSED;
      case 401 -> Reason.AUTHORIZATION_ENDED;
      case 403 -> Reason.NOT_ADMIN;
      case 404, 410 -> Reason.NOT_FOUND;
      default -> ofStatus(status);
    };
  }

  private static Reason ofStatus(int status) {
    if (status == 429) return Reason.RATE_LIMITED;
    if (status >= 500) return Reason.UNAVAILABLE;
    return status >= 200 && status < 400 ? Reason.UNREADABLE : Reason.REQUEST_REFUSED;
  }

  /** The reasons, where older answers have them and where newer ones do. */
  private static Set<String> reasons(JsonNode error) {
    var found = new HashSet<String>();
    for (var list : new String[] {"errors", "details"}) {
      var items = error.get(list);
      if (items == null || !items.isArray()) continue;
      for (var item : items) {
        var reason = StrictJson.text(item, "reason");
        if (reason != null) found.add(Ascii.toLowerCase(reason));
      }
    }
    return found;
  }

  private static boolean anyOf(Set<String> found, String... wanted) {
    for (var one : wanted) if (found.contains(one)) return true;
    return false;
  }

  private static @Nullable Duration wait(@Nullable String seconds) {
    // the other form, a date, is not used by Google
    if (seconds == null || !seconds.strip().matches("\\d+")) return null;
    if (seconds.strip().length() > MOST_DIGITS) return LONGEST_WAIT;
    var asked = Duration.ofSeconds(Long.parseLong(seconds.strip()));
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
