package dev.hostedui.portal.scim;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.RoleAssignment;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which roles somebody has chosen for which groups and not saved yet. They travel in the form from
 * page to page of the groups; of a group that was not touched nothing is said, so that what another
 * admin saves meanwhile stays.
 *
 * @param byGroup the choices by the ids of the groups
 */
record Choices(Map<String, Choice> byGroup) {

  /** Begins the name of the field with what is chosen for a group; its id follows. */
  static final String CHOSEN = "role.";

  /** Begins the name of the field with what the group gave when the form was drawn. */
  static final String SHOWN = "was.";

  static final Choices NONE = new Choices(Map.of());

  /**
   * A choice.
   *
   * @param role the id of a role, or empty for none
   * @param shown the same as it was when the form was drawn
   */
  record Choice(String role, String shown) {}

  static Choices of(Context ctx) {
    var shown = Requests.fields(ctx, SHOWN);
    var choices = new LinkedHashMap<String, Choice>();
    Requests.fields(ctx, CHOSEN)
        .forEach(
            (group, role) -> {
              var before = shown.getOrDefault(group, "");
              if (!before.equals(role)) choices.put(group, new Choice(role, before));
            });
    return new Choices(choices);
  }

  boolean isEmpty() {
    return byGroup.isEmpty();
  }

  /**
   * What is to be saved.
   *
   * @throws Problem NOT_FOUND for what is no group; INVALID for what is no role
   */
  List<RoleAssignment> assignments() {
    return byGroup.entrySet().stream()
        .map(
            it ->
                new RoleAssignment(
                    DirectoryGroupId.parse(it.getKey())
                        .orElseThrow(() -> Problem.notFound("directory_group_not_found")),
                    it.getValue().role.isEmpty()
                        ? null
                        : RoleId.parse(it.getValue().role)
                            .orElseThrow(
                                () ->
                                    Problem.invalid("unknown_role")
                                        .with(it.getValue().role)
                                        .at(it.getKey()))))
        .toList();
  }

  /** The choices as fields of a form, but for those that stand in it already. */
  List<Field> fieldsBut(List<String> groups) {
    return byGroup.entrySet().stream()
        .filter(it -> !groups.contains(it.getKey()))
        .map(it -> new Field(it.getKey(), it.getValue().role, it.getValue().shown))
        .toList();
  }

  /** A choice that a form carries unseen. */
  public record Field(String group, String role, String shown) {}
}
