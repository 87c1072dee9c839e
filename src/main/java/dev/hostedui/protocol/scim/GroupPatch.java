package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.scim.PatchRequest.Kind;
import dev.hostedui.protocol.scim.PatchRequest.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PATCH of a group as the changes it asks for, in order, so that adding one member to a group of
 * 50,000 looks at that one.
 */
public final class GroupPatch {

  /** What one or several operations ask for. */
  public sealed interface Change {}

  /** These become members as well. */
  public record Add(List<String> members) implements Change {}

  /** These are members no longer. */
  public record Remove(List<String> members) implements Change {}

  /** Members that a filter chooses by more than their value are members no longer. */
  public record RemoveChosen(Filter filter) implements Change {

    /**
     * Whether it chooses a member, given all that is said of one.
     *
     * @param effort what it takes to find them, and others of the same PATCH
     */
    public boolean chooses(ObjectNode member, Effort effort) {
      var members = ResourceSchema.GROUP.attribute(null, "members");
      return new FilterMatch(ResourceSchema.GROUP, effort).matchesElement(members, filter, member);
    }
  }

  /** These are the members, and nobody else. */
  public record Replace(List<String> members) implements Change {}

  /** Operations on anything but members, for {@link ScimGroup#patched}. */
  public record Details(List<Operation> operations) implements Change {}

  /** Each is asked of all members, of whom there may be 50,000. */
  private static final int MOST_COMPARISONS = 20;

  /** Twice that of 200,000, unless texts are long. */
  private static final int MOST_LOOKS = 10_000_000;

  private final List<Change> changes = new ArrayList<>();
  private int comparisons;
  private final Set<String> ignored;

  private GroupPatch(Set<String> ignored) {
    this.ignored = ignored;
  }

  /** What may be spent on choosing members each time that a PATCH is carried out. */
  public static Effort effort() {
    return new Effort(
        MOST_LOOKS, "The members of this group are too many for what chooses them here.");
  }

  /**
   * What a PATCH asks for. Neighbours that ask for the same become one.
   *
   * @param ignored takes the names of what was sent and is not kept
   * @throws ScimProblem when members are to be others that are chosen by anything but their value
   */
  public static List<Change> changes(PatchRequest request, Set<String> ignored) {
    var patch = new GroupPatch(ignored);
    request.operations().forEach(patch::add);
    return joined(patch.changes);
  }

  private void add(Operation operation) {
    var change =
        operation.path().is("members") ? ofMembers(operation) : new Details(List.of(operation));
    if (change != null) changes.add(change);
  }

  private static List<Change> joined(List<Change> all) {
    var joined = new ArrayList<Change>();
    for (var from = 0; from < all.size(); ) {
      var first = all.get(from);
      var to = from + 1;
      while (to < all.size() && all.get(to).getClass() == first.getClass()) to++;
      var alike = all.subList(from, to).stream();
      if (first instanceof Add) joined.add(new Add(distinct(alike.map(it -> ((Add) it).members))));
      else if (first instanceof Remove)
        joined.add(new Remove(distinct(alike.map(it -> ((Remove) it).members))));
      else if (first instanceof Details)
        // of two that are the same, the later one may undo what came between
        joined.add(new Details(alike.flatMap(it -> ((Details) it).operations.stream()).toList()));
      else alike.forEach(joined::add);
      from = to;
    }
    return List.copyOf(joined);
  }

  private static List<String> distinct(Stream<List<String>> members) {
    return members.flatMap(List::stream).distinct().toList();
  }

  private @Nullable Change ofMembers(Operation operation) {
    var path = operation.path();
    var filter = path.filter();
    if (filter != null) {
      var chosen = values(filter);
      return chosen == null ? chosenByMore(operation, filter) : chosenMembers(operation, chosen);
    }
    if (path.part() != null && !path.part().equals("value"))
      throw new ScimProblem(
          ScimProblem.Type.INVALID_PATH, "Of a member, only its value can be changed.");
    var value = operation.value();
    if (operation.kind() == Kind.REMOVE) {
      if (value == null) return new Replace(List.of());
      // nobody leaves when nobody is named
      if (value.isNull()) return null;
      return new Remove(ScimGroup.members(value, ignored));
    }
    if (value == null || value.isNull()) {
      if (!operation.spread()) ignored.add("members that are null");
      return null;
    }
    var members = ScimGroup.members(value, ignored);
    return operation.kind() == Kind.ADD ? new Add(members) : new Replace(members);
  }

  /** An operation on chosen members; others that are named with it come in their place. */
  private @Nullable Change chosenMembers(Operation operation, List<String> chosen) {
    var value = operation.value();
    if (operation.kind() == Kind.REMOVE) return new Remove(chosen);
    if (operation.path().part() != null && !operation.path().part().equals("value")) {
      ignored.add("members." + operation.path().part());
      return null;
    }
    if (operation.kind() == Kind.REPLACE) changes.add(new Remove(chosen));
    var named =
        value == null || value.isNull() || (value instanceof ArrayNode list && list.isEmpty())
            ? List.<String>of()
            : ScimGroup.members(value, ignored);
    return new Add(named.isEmpty() ? chosen : named);
  }

  private Change chosenByMore(Operation operation, Filter filter) {
    if (operation.kind() != Kind.REMOVE)
      throw new ScimProblem(
          ScimProblem.Type.INVALID_PATH,
          "Members that change are chosen by their value, as in members[value eq \"…\"].");
    comparisons += comparisons(filter);
    if (comparisons > MOST_COMPARISONS)
      throw new ScimProblem(
          ScimProblem.Type.INVALID_PATH,
          "A PATCH has at most "
              + MOST_COMPARISONS
              + " comparisons of members with anything but their value.");
    return new RemoveChosen(filter);
  }

  private static int comparisons(Filter filter) {
    if (filter instanceof Filter.And and)
      return and.all().stream().mapToInt(GroupPatch::comparisons).sum();
    if (filter instanceof Filter.Or or)
      return or.any().stream().mapToInt(GroupPatch::comparisons).sum();
    return filter instanceof Filter.Not not ? comparisons(not.not()) : 1;
  }

  /** The values that a filter chooses members by, or null when it asks for more than that. */
  private static @Nullable List<String> values(Filter filter) {
    if (filter instanceof Filter.Or or) {
      var all = new ArrayList<String>();
      for (var it : or.any()) {
        var values = values(it);
        if (values == null) return null;
        all.addAll(values);
      }
      return List.copyOf(all);
    }
    if (filter instanceof Filter.And and) {
      // all members are users
      var left = and.all().stream().filter(it -> !isEqual(it, "type", "User")).toList();
      return left.size() == 1 ? values(left.get(0)) : null;
    }
    if (!(filter instanceof Filter.Compare compare)) return null;
    var text = compare.text();
    if (isEqual(compare, "value", null)) return List.of(text);
    return isEqual(compare, "$ref", null) ? List.of(ScimGroup.idIn(text)) : null;
  }

  private static boolean isEqual(Filter filter, String part, @Nullable String to) {
    return filter instanceof Filter.Compare compare
        && compare.operator() == Filter.Operator.EQ
        && part.equalsIgnoreCase(compare.path().attribute())
        && !compare.value().isNull()
        && (to == null || to.equalsIgnoreCase(compare.text()));
  }
}
