package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Schema.Shape;
import dev.hostedui.identity.directory.AttributeMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What directories look like, and whom they tell of. */
final class DirectoryShapes {
  private DirectoryShapes() {}

  static final Shape SECRET =
      new Shape(
          "DirectorySecret",
          needed("id", id("sec_"), "Its id."),
          needed("secret_suffix", text("x7Qz"), "Its last four letters."),
          needed("status", constant("ACTIVE", "INACTIVE"), "Whether it lets the directory in."),
          needed("create_time", time(), "When it was made."),
          needed("expire_time", time(), "When it ends."),
          field("last_used_time", time(), "When the directory last showed it."));

  private static final Shape ATTRIBUTE_MAP =
      new Shape(
          "DirectoryAttributeMappings",
          needed(
              "attributes",
              listOf(
                  new Shape(
                      "DirectoryAttributeMapping",
                      needed(
                          "key",
                          text("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter")
                              .min(1)
                              .max(AttributeMap.LONGEST_KEY),
                          "The directory's name of it: title, name.middleName, emails[type eq"
                              + " \"home\"].value, or behind the URN of an extension and a colon."),
                      needed(
                          "map_to",
                          text("cost_centre")
                              .min(AttributeMap.SHORTEST_NAME)
                              .max(AttributeMap.LONGEST_NAME),
                          "The name of the custom attribute.")),
                  AttributeMap.MOST),
              "Empty where all that stands in extensions is custom under its own name."));

  static final Shape MAP =
      new Shape(
          "MapDirectoryAttributes",
          needed("attribute_mappings", ATTRIBUTE_MAP, "In the place of those before."));

  private static final Shape ASSIGNMENTS =
      new Shape(
          "DirectoryRoleAssignments",
          needed(
              "assignments",
              listOf(
                  new Shape(
                      "DirectoryRoleAssignment",
                      needed("group_id", id("dirgroup_"), "The group."),
                      needed(
                          "role_name",
                          text("member").max(64),
                          "The role its people get; empty takes it back.")),
                  1_000),
              "Groups with their roles."));

  private static final Schema.Text TRACKING = constant("SELECTED", "ALL");

  private static final Shape TRACKED =
      new Shape(
          "SelectedDirectoryGroup",
          needed("external_id", text("03x8tuzt3n2abcd"), "The directory's id of it."),
          needed("display_name", text("Engineering"), "Its name."),
          needed("total_users", count(12), "How many are in it."));

  static final Shape DIRECTORY =
      new Shape(
          "Directory",
          needed("id", id("dir_"), "Its id."),
          needed("organization_id", id("org_"), "Whose it is."),
          needed("directory_type", constant("SCIM", "POLL"), "Whether it calls us, or we ask it."),
          needed("directory_provider", text("OKTA"), "What it is."),
          needed("enabled", truth(true), "Whether it is listened to."),
          needed(
              "status",
              constant("COMPLETED", "IN_PROGRESS", "DRAFT"),
              "How far it is set up: IN_PROGRESS once it has a token or was authorized, and"
                  + " COMPLETED once it has reached us."),
          needed(
              "directory_endpoint",
              text("https://portal.example.com/directory/dir_1/scim/v2"),
              "Where it calls."),
          needed("secrets", listOf(SECRET), "Its tokens, without their values."),
          needed(
              "stats",
              new Shape(
                  "DirectoryStats",
                  needed("total_users", count(120), "How many people it has told of."),
                  needed("total_groups", count(8), "How many groups."),
                  field("user_updated_at", time(), "When one of these people last changed."),
                  field("group_updated_at", time(), "When one of these groups last changed.")),
              "What it has told."),
          needed(
              "attribute_mappings", ATTRIBUTE_MAP, "Which of its attributes are custom ones here."),
          field(
              "role_assignments", ASSIGNMENTS, "Its first groups that give a role; not in lists."),
          field("last_synced_at", time(), "When it last reached us."),
          field(
              "email",
              text("it-admin@acme.example"),
              "The account that authorized us to read it, where we ask it."),
          field(
              "groups_tracked",
              TRACKING,
              "Whose people are followed, where we ask it and that is chosen."),
          field(
              "tracked_groups",
              listOf(TRACKED, 500),
              "The chosen groups, where only these are followed; not in lists."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  static final Shape ANSWER =
      new Shape("DirectoryAnswer", needed("directory", DIRECTORY, "The directory."));

  static final Shape GROUP_OF_USER =
      new Shape(
          "DirectoryUserGroup",
          needed("id", id("dirgroup_"), "Its id."),
          needed("display_name", text("Engineering"), "Its name."));

  static final Shape USER =
      new Shape(
          "DirectoryUser",
          needed("id", id("diruser_"), "Their id in the directory."),
          needed("email", text("ada@acme.example"), "Their address."),
          needed(
              "emails", listOf(text("ada@acme.example")), "All their addresses, that one first."),
          needed("preferred_username", text("ada"), "What the directory calls them."),
          needed("given_name", text("Ada"), "Their first name."),
          needed("family_name", text("Lovelace"), "Their last name."),
          needed("active", truth(true), "Whether they may sign in."),
          field("user_id", id("usr_"), "Whose account that is."),
          needed("groups", listOf(GROUP_OF_USER), "The groups they are in."),
          needed("updated_at", time(), "When the directory last changed them."),
          needed(
              "custom_attributes",
              new Schema.Anything(),
              "What they have by the attribute mappings of the directory."),
          field(
              "user_detail",
              new Schema.Anything(),
              "All the directory has told of them, and the custom attributes."));

  static final Shape GROUP =
      new Shape(
          "DirectoryGroup",
          needed("id", id("dirgroup_"), "Its id."),
          needed("display_name", text("Engineering"), "Its name."),
          needed("total_users", count(12), "How many are in it."),
          needed("updated_at", time(), "When it last changed."),
          field("role_name", text("member"), "The role that it gives."),
          field("group_detail", new Schema.Anything(), "All the directory has told of it."));

  /** Those with a guide, and the one that has none. */
  static Schema provider(Set<String> vendors) {
    var all = new TreeSet<>(vendors);
    all.addAll(List.of("AUTH0", "OKTA"));
    return text("OKTA").oneOf(all.toArray(String[]::new));
  }

  static Shape made(Schema provider) {
    return new Shape(
        "CreateDirectory",
        needed("directory_type", constant("SCIM", "POLL"), "Whether it calls us."),
        needed("directory_provider", provider, "What it is."));
  }

  static Shape changed(Schema provider) {
    return new Shape(
        "UpdateDirectory",
        field("directory_type", constant("SCIM", "POLL"), "Whether it calls us."),
        field("directory_provider", provider, "What it is."));
  }

  static final Shape SELECTION =
      new Shape(
          "SelectDirectoryGroups",
          field(
              "groups_tracked",
              TRACKING,
              "Whether only people of the chosen groups are followed; so when it is not given."),
          field(
              "external_ids",
              listOf(text("03x8tuzt3n2abcd").min(1).max(255), 500),
              "The directory's own ids of the groups."));

  static final Shape SELECTION_ANSWER =
      new Shape(
          "SelectedDirectoryGroupsAnswer",
          needed("groups_tracked", TRACKING, "Whose people are followed."),
          needed("groups", listOf(TRACKED, 500), "The chosen groups."));

  static final Shape ASSIGN =
      new Shape(
          "AssignDirectoryRoles",
          needed(
              "role_assignments",
              ASSIGNMENTS,
              "Groups whose roles change, each once; those that are not named keep theirs."));

  static final Shape ASSIGN_ANSWER =
      new Shape(
          "AssignDirectoryRolesAnswer",
          needed("users_changed", count(12), "How many people have other roles now."));

  static final Shape SUMMARY =
      new Shape(
          "DirectoryGroupsSummary",
          needed("total_groups", count(8), "How many groups it has told of."),
          needed("total_users", count(120), "How many people."),
          needed("groups_with_roles", count(3), "How many of the groups give a role."));
}
