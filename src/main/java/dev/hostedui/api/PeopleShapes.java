package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.metadata;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Schema.Field;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.identity.user.UserDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What people and their memberships look like. */
final class PeopleShapes {
  private PeopleShapes() {}

  private static final List<Field> KNOWN_OF_THEM = knownOfThem(form -> form);

  /** What takes a text away is an empty one, whatever form others have. */
  private static final List<Field> GIVEN_OF_THEM = knownOfThem(form -> "(" + form + ")?");

  static final List<String> PROFILE_FIELDS = KNOWN_OF_THEM.stream().map(Field::name).toList();

  /** The fields of a profile that are neither names nor decided by us. */
  private static List<Field> knownOfThem(UnaryOperator<String> form) {
    return List.of(
        field("name", text("Ada Lovelace").max(510), "Their whole name, as it is shown."),
        field(
            "phone_number",
            text("+14155552671").matching(form.apply(UserDetails.PHONE_NUMBER)),
            "In the form of E.164."),
        field(
            "picture",
            text("https://example.com/ada.png")
                .max(2_048)
                .matching(form.apply(UserDetails.PICTURE)),
            "Where a picture of them is."),
        field("preferred_username", text("ada").max(512), "What they like to be called by."),
        field(
            "locale",
            text("en-US").matching(form.apply(UserDetails.LOCALE)),
            "Their language (BCP 47)."),
        field("gender", text("female").max(100), "In their own words."),
        field("groups", listOf(text("Engineering").min(1).max(250), 50), "Groups they are in."),
        field("custom_attributes", metadata(20), "What else you know of them."),
        field("metadata", metadata(20), "What else you keep with their profile."));
  }

  static final Shape PROFILE_GIVEN =
      shape(
          "UserProfileInput",
          GIVEN_OF_THEM,
          List.of(
              field("given_name", text("Ada").max(255), "Their first name."),
              field("family_name", text("Lovelace").max(255), "Their last name."),
              field("first_name", text("Ada").max(200), "The older name of given_name."),
              field("last_name", text("Lovelace").max(200), "The older name of family_name.")));

  private static final Shape IDENTITY =
      new Shape(
          "ExternalIdentity",
          needed("connection_id", id("conn_"), "The connection they came by."),
          needed("connection_provider", text("OKTA"), "Whose it is."),
          needed("connection_type", constant("SAML", "OIDC", "OAUTH"), "How it speaks."),
          field(
              "connection_issuer",
              text("https://idp.acme.example"),
              "The issuer or entity ID of the provider that calls them so. People who came by a"
                  + " connection before and after it was pointed at another provider have an entry"
                  + " of each. Social connections have none."),
          needed("connection_user_id", text("00u1a2b3"), "What the provider calls them."),
          needed("is_social", truth(false), "Whether it is a connection for everybody."),
          needed("created_time", time(), "When they first came by it."),
          needed("last_login_time", time(), "When they last came by it."));

  private static final Shape PROFILE =
      shape(
          "UserProfile",
          KNOWN_OF_THEM,
          List.of(
              needed("id", id("usp_"), "Its id."),
              needed("given_name", text("Ada"), "Their first name; empty when it is not known."),
              needed("family_name", text("Lovelace"), "Their last name, likewise."),
              needed("email_verified", truth(true), "Whether they have read mail there."),
              field(
                  "external_identities",
                  listOf(IDENTITY),
                  "By whom identity providers know them; below an organization, those of it and the"
                      + " social ones.")));

  private static Shape shape(String name, List<Field> more, List<Field> first) {
    var fields = new ArrayList<>(first);
    fields.addAll(more);
    return new Shape(name, List.copyOf(fields));
  }

  static final Shape NAMED_ROLE =
      new Shape(
          "MemberRole",
          needed("id", id("role_"), "Its id."),
          needed("name", text("member"), "Its name."),
          needed("display_name", text("Member"), "What people know it by."));

  static final Shape MEMBERSHIP =
      new Shape(
          "Membership",
          needed("organization_id", id("org_"), "The organization."),
          needed("name", text("Acme"), "What people know the organization by."),
          needed("display_name", text("Acme"), "The same."),
          needed(
              "membership_status",
              constant("ACTIVE", "INACTIVE", "PENDING_INVITE", "INVITE_EXPIRED"),
              "How it stands; INACTIVE by the organization's directory."),
          needed("roles", listOf(NAMED_ROLE), "The roles they hold."),
          needed("permissions", listOf(text("sk_org_users_read")), "What these give in the end."),
          field("metadata", metadata(20), "What you keep with the membership."),
          needed(
              "provisioning_method",
              constant(
                  "direct_provision",
                  "invitation",
                  "jit_using_sso",
                  "allowed_email_domain",
                  "org_creator"),
              "How they came in."),
          field(
              "inviter_email",
              text("bob@acme.example"),
              "Who invited them. It is left out of answers to tokens whose scope reads no people."),
          needed("created_at", time(), "When it was made."),
          field("join_time", time(), "When they joined."),
          field("accepted_at", time(), "When they accepted the invitation."),
          field("expires_at", time(), "Until when the invitation can be accepted."));

  static final Shape USER =
      new Shape(
          "User",
          needed("id", id("usr_"), "Their id."),
          field(
              "email",
              text("ada@acme.example"),
              "Their address, which never changes. It is left out of answers to tokens whose scope"
                  + " reads no people."),
          field("external_id", text("user-7"), "Your own id of them."),
          field("metadata", metadata(20), "What you keep with them."),
          needed(
              "user_profile",
              PROFILE,
              "What is known of them. To a token without environment_manage that is nothing until"
                  + " they have accepted an invitation."),
          needed("memberships", listOf(MEMBERSHIP), "Where they belong to, as far as asked for."),
          needed("create_time", time(), "When their record was made."),
          needed("update_time", time(), "When it last changed."),
          field("last_login_time", time(), "When they last signed in."));

  static final Shape USER_ANSWER = new Shape("UserAnswer", needed("user", USER, "The person."));

  static final Shape USERS = Shapes.page("UserPage", "users", USER);

  static final Shape FOUND_USERS = Shapes.found("FoundUserPage", "users", USER);

  static final Shape INVITE =
      new Shape(
          "Invite",
          needed("organization_id", id("org_"), "The organization."),
          needed("user_id", id("usr_"), "Who is invited."),
          needed("status", constant("PENDING_INVITE"), "How it stands."),
          needed("created_at", time(), "When they were first invited."),
          needed("expires_at", time(), "Until when they can accept."),
          needed("resent_at", time(), "When the mail was last sent again."),
          needed("resent_count", count(1), "How often it was sent again."),
          field(
              "inviter_email",
              text("bob@acme.example"),
              "Who invited them. Not there for a token that reads no people."));

  // ------------------------------------------------------------------ what is sent

  private static final Shape ROLE_CHOICE =
      new Shape(
          "RoleChoice",
          field("name", text("member").max(64), "Its name."),
          field("id", id("role_"), "Its id, in the place of the name."));

  static final List<Field> MEMBERSHIP_GIVEN =
      List.of(
          field("roles", listOf(ROLE_CHOICE, 50), "The roles they get."),
          field("metadata", metadata(20), "What you keep with the membership."));

  static final Shape NEW_MEMBERSHIP =
      new Shape(
          "CreateMembership",
          MEMBERSHIP_GIVEN.get(0),
          MEMBERSHIP_GIVEN.get(1),
          field("inviter_email", text("bob@acme.example"), "Who is named in the invitation."));

  static final Shape MEMBERSHIP_CHANGE =
      new Shape("UpdateMembership", MEMBERSHIP_GIVEN.get(0), MEMBERSHIP_GIVEN.get(1));

  private static final Field EXTERNAL_ID =
      field(
          "external_id",
          text("user-7").max(510),
          "Your own id of them, no other person's; an empty text takes it away.");
  private static final Field KEPT =
      field(
          "metadata",
          metadata(20),
          "What you keep with them. What is given replaces all of it; an empty object takes it"
              + " away.");

  static final Shape NEW_USER =
      new Shape(
          "CreateUser",
          needed("email", text("grace@acmecorp.example").max(254), "Their address."),
          EXTERNAL_ID,
          KEPT,
          field("user_profile", PROFILE_GIVEN, "What you know of them."),
          field("membership", NEW_MEMBERSHIP, "How they belong to the organization."));

  static final Shape USER_CHANGE =
      new Shape(
          "UpdateUser",
          EXTERNAL_ID,
          KEPT,
          field(
              "user_profile",
              PROFILE_GIVEN,
              "What you know of them; only what is given changes, and an empty text, list or object"
                  + " takes it away."));
}
