package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.metadata;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Schema.Shape;
import dev.hostedui.text.Letters;
import java.util.Map;

/** What the things of the API look like, as more than one operation shows them. */
final class Shapes {
  private Shapes() {}

  static final Shape NOTHING = new Shape("Empty");

  // ------------------------------------------------------------------ refusals

  private static final Shape VIOLATION =
      new Shape(
          "FieldViolation",
          needed("field", text("display_name"), "The field, with a dot before each part of one."),
          needed("description", text("This is needed."), "What is wrong with it, in words."),
          needed("constraint", text("value_missing"), "What is wrong with it, as a stable code."));

  static final Shape REFUSAL =
      new Shape(
          // not Error: generated clients would hide the type of that name of their language
          "ErrorInfo",
          needed("code", whole(3, 1, 16), "The number of the gRPC status."),
          needed("message", text("display_name: This is needed."), "All that is wrong, in words."),
          needed("error_code", text("VALUE_MISSING"), "What is wrong, as a stable code."),
          field("debug_info", new Shape("DebugInfo"), "Always empty."),
          field(
              "help_info",
              new Shape(
                  "HelpInfo",
                  field(
                      "links",
                      listOf(
                          new Shape(
                              "HelpLink",
                              needed("description", text("Reference"), "What is there."),
                              needed("url", text("/api/"), "Where it is."))),
                      "Where to read on.")),
              "What may help."),
          field(
              "localized_message_info",
              new Shape(
                  "LocalizedMessage",
                  needed("locale", text("en-US"), "The language."),
                  needed("message", text("display_name: This is needed."), "The message in it.")),
              "The message once more."),
          field(
              "request_info",
              new Shape(
                  "RequestInfo",
                  needed("request_id", text("m1x2y3-4"), "What the log knows the request by.")),
              "Which request it was."),
          field(
              "resource_info",
              new Shape(
                  "ResourceInfo",
                  field(
                      "required_permissions",
                      listOf(text("sk_org_settings_manage")),
                      "What the scope of the token has to name.")),
              "What it was about."),
          field(
              "validation_error_info",
              new Shape(
                  "ValidationErrorInfo",
                  needed("field_violations", listOf(VIOLATION), "Each field that is wrong.")),
              "What has to change in what was sent."),
          field(
              "details",
              listOf(
                  new Shape(
                      "ErrorDetail",
                      needed(
                          "@type",
                          text("type.googleapis.com/scalekit.v1.errdetails.ErrorInfo"),
                          "The kind of detail."))),
              "The fields above once more, for clients that look here."));

  /** An example of a refusal: only bad input names fields, and only a missing right scopes. */
  static Map<String, Object> refusal(int code, String errorCode, String message) {
    var example = REFUSAL.example();
    example.put("code", code);
    example.put("message", message);
    example.put("error_code", errorCode);
    example.put("localized_message_info", Map.of("locale", "en-US", "message", message));
    if (!errorCode.equals("SCOPE_MISSING")) example.remove("resource_info");
    if (!errorCode.equals("VALUE_MISSING")) example.remove("validation_error_info");
    return example;
  }

  // ------------------------------------------------------------------ organizations

  static final Shape FEATURE =
      new Shape(
          "Feature",
          needed(
              "name",
              constant(
                  "sso",
                  "dir_sync",
                  "directory_sync",
                  "scim",
                  "domain_verification",
                  "session_policy"),
              "Its name. directory_sync and scim are other names of dir_sync."),
          needed("enabled", truth(true), "Whether it is on."));

  static final Shape ORGANIZATION =
      new Shape(
          "Organization",
          needed("id", id("org_"), "Its id."),
          needed("display_name", text("Acme"), "What people know it by."),
          field("external_id", text("acme-42"), "Your own id of it."),
          field("slug", text("acme"), "A short name for addresses."),
          field("logo_url", text("https://acme.example/logo.png"), "Where its logo is fetched."),
          field(
              "logo_picture",
              text("wap0"),
              "Its logo as it is shown, at /pictures/ under this name."),
          field("metadata", metadata(10), "What you keep with it."),
          field(
              "default_member_role",
              text("member"),
              "The role of new members, where it is its own."),
          needed(
              "settings",
              new Shape(
                  "OrganizationSettings",
                  needed("features", listOf(FEATURE), "All features, on or off."),
                  field(
                      "max_allowed_users",
                      whole(50, 0, 99_999),
                      "How many members it may have; 0 is no limit, none is off.")),
              "What the operator has set for it."),
          field(
              "session_policy",
              new Shape(
                  "OrganizationSessionPolicy",
                  needed(
                      "policy_source",
                      constant("CUSTOM", "APPLICATION"),
                      "Where the limits come from."),
                  field(
                      "absolute_session_timeout",
                      whole(480, 1, 525_600),
                      "How long a session lasts."),
                  field("absolute_session_timeout_unit", constant("MINUTES"), "The unit of it."),
                  field(
                      "idle_session_timeout_enabled", truth(true), "Whether an idle session ends."),
                  field("idle_session_timeout", whole(60, 1, 10_080), "After how long it does."),
                  field("idle_session_timeout_unit", constant("MINUTES"), "The unit of it.")),
              "How long its sessions last."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  static final Shape ORGANIZATION_ANSWER =
      new Shape("OrganizationAnswer", needed("organization", ORGANIZATION, "The organization."));

  static Shape page(String name, String list, Schema of) {
    return page(name, list, of, "total_size");
  }

  /** A page of a list that calls how many there are otherwise. */
  static Shape page(String name, String list, Schema of, String total) {
    return new Shape(
        name,
        needed(list, listOf(of), "The items of this page."),
        needed("next_page_token", text(""), "Where the next page begins; empty on the last."),
        needed("prev_page_token", text(""), "Where the page before begins; empty on the first."),
        needed(total, Schema.count(1), "How many there are on all pages together."));
  }

  /** A page of a search, which does not count what it has not shown. */
  static Shape found(String name, String list, Schema of) {
    return new Shape(
        name,
        needed(list, listOf(of), "What was found, as far as this page goes."),
        needed("next_page_token", text(""), "Where the next page begins; empty on the last."),
        needed("prev_page_token", text(""), "Where the page before begins; empty on the first."));
  }

  /** The pattern of LIKE, with {@code !} as its escape, for what has a text in it. */
  static String contains(String text) {
    return "%" + Letters.small(text).replaceAll("[!%_]", "!$0") + "%";
  }

  // ------------------------------------------------------------------ parts of addresses

  private static final Map<String, Schema> IN_PATH =
      Map.ofEntries(
          Map.entry("mail_kind", text("sign_in").max(32)),
          Map.entry("organization_id", id("org_")),
          Map.entry("user_id", id("usr_")),
          Map.entry("session_id", id("ses_")),
          Map.entry("connection_id", id("conn_")),
          Map.entry("test_id", id("test_")),
          Map.entry("directory_id", id("dir_")),
          Map.entry("domain_id", id("dom_")),
          Map.entry("link_id", id("lnk_")),
          Map.entry("credential_id", id("cred_")),
          Map.entry("secret_id", id("sec_")),
          Map.entry("organization_client_id", id("m2morg_")),
          Map.entry("organization_client_secret_id", id("sec_")),
          Map.entry("webhook_id", id("whk_")),
          Map.entry("delivery_id", id("dlv_")),
          Map.entry("client_id", text("skc_123456789012345678").max(64)),
          Map.entry("role_name", text("editor").max(64)),
          Map.entry("permission_name", text("report:read").max(64)),
          Map.entry("claim_name", text("plan").max(64)),
          Map.entry("external_id", text("acme-42").max(510)));

  static Schema pathParameter(String name) {
    var schema = IN_PATH.get(name);
    if (schema == null) throw new IllegalStateException("nobody knows {" + name + "}");
    return schema;
  }

  static String pathWords(String name) {
    return "The "
        + name.replace('_', ' ').replace(" id", "'s id").replace(" name", "'s name")
        + ".";
  }
}
