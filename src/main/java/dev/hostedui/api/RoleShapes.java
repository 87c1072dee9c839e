package dev.hostedui.api;

import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Schema.Field;
import dev.hostedui.api.Schema.Shape;

/** What roles look like, and what is sent to change them. */
final class RoleShapes {
  private RoleShapes() {}

  static final String NAME = "[a-zA-Z0-9_]{1,64}";
  private static final String PERMISSION_NAME = "[a-zA-Z0-9_:]{1,64}";

  static final Shape ROLE_PERMISSION =
      new Shape(
          "RolePermission",
          field("id", id("perm_"), "Its id."),
          needed("name", text("report:read"), "Its name."),
          needed("description", text("Read reports"), "What it lets somebody do."),
          needed("role_name", text("editor"), "The role that gives it."));

  static final Shape ROLE =
      new Shape(
          "Role",
          needed("id", id("role_"), "Its id."),
          needed("name", text("editor"), "Its name, which never changes."),
          needed("display_name", text("Editor"), "What people know it by."),
          needed("description", text("Writes reports"), "What it is for."),
          needed("default_creator", truth(false), "Whether makers of organizations get it."),
          needed("default_member", truth(false), "Whether new members get it."),
          field("extends", text("member"), "The role whose permissions it inherits."),
          needed("dependent_roles_count", count(0), "How many roles extend it."),
          needed("is_org_role", truth(false), "Whether it is of one organization only."),
          field(
              "permissions",
              listOf(ROLE_PERMISSION),
              "What it gives: of one role always, in lists where include asks for it."));

  static final Shape ROLE_ANSWER = new Shape("RoleAnswer", needed("role", ROLE, "The role."));
  static final Shape ROLES_ANSWER =
      new Shape("RolesAnswer", needed("roles", listOf(ROLE), "The roles."));
  static final Shape PERMISSIONS_ANSWER =
      new Shape(
          "RolePermissionsAnswer",
          needed("permissions", listOf(ROLE_PERMISSION), "What the role gives."));
  static final Shape COUNT_ANSWER =
      new Shape(
          "RoleUsersCountAnswer",
          needed("count", text("42").int64(), "How many memberships hold the role."));

  static final Shape NEW =
      new Shape(
          "CreateRole",
          needed("name", text("editor").matching(NAME), "Its name, which never changes."),
          needed("display_name", text("Editor").min(1).max(100), "What people know it by."),
          field("description", text("Writes reports").max(2_000), "What it is for."),
          field(
              "extends", text("member").matching(NAME), "The role whose permissions it inherits."),
          given("What it gives besides."));

  static final Shape CHANGE =
      new Shape(
          "UpdateRole",
          field("display_name", text("Editor").min(1).max(100), "What people know it by."),
          field("description", text("Writes reports").min(1).max(2_000), "What it is for."),
          field(
              "extends", text("member").matching(NAME), "The role whose permissions it inherits."),
          given("What it gives besides; the list replaces the one before."));

  static final Shape ADD_PERMISSIONS =
      new Shape(
          "AddRolePermissions",
          needed(
              "permission_names",
              listOf(text("sk_org_settings_read").matching(PERMISSION_NAME), 100),
              "The permissions to add."));

  static final Shape DEFAULT =
      new Shape("DefaultRole", field("name", text("member").matching(NAME), "Its name."));

  static final Shape DEFAULTS =
      new Shape(
          "SetDefaultRoles",
          field(
              "default_creator_role",
              text("admin").matching(NAME),
              "What makers of organizations get."),
          field("default_member_role", text("member").matching(NAME), "What new members get."),
          field("default_creator", DEFAULT, "Another way to name it."),
          field("default_member", DEFAULT, "Another way to name it."));

  static final Shape DEFAULTS_ANSWER =
      new Shape(
          "DefaultRolesAnswer",
          field("default_creator", ROLE, "What makers of organizations get."),
          needed("default_member", ROLE, "What new members get."));

  static final Shape ORGANIZATION_DEFAULTS =
      new Shape(
          "SetOrganizationDefaultRoles",
          needed(
              "default_member_role",
              text("member").matching("[a-zA-Z0-9_]{0,64}"),
              "What new members get; empty leaves it to the default of all organizations."));

  private static Field given(String words) {
    return field(
        "permissions", listOf(text("sk_org_settings_read").matching(PERMISSION_NAME), 100), words);
  }
}
