package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.collect.Lists;
import dev.hostedui.protocol.scim.PatchRequest.Kind;
import dev.hostedui.protocol.scim.PatchRequest.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out operations on a resource (RFC 7644 §3.5.2): on a copy, so that a resource is changed
 * by all of them or not at all.
 *
 * <p>Where the standard would refuse with {@code noTarget}, the target is made: directories bundle
 * what they know of a person and do not look first. A remove of what is not there changes nothing.
 */
final class Patch {

  /** More elements than any list of a person has; a list of members is not changed here. */
  private static final int MOST_ELEMENTS = 1_000;

  /** To read an element and remember it takes so many looks. */
  private static final int TO_REMEMBER = 4;

  private final ResourceSchema of;
  private final ObjectNode resource;
  private final ResourceReader reader;
  private final Effort effort;
  private final FilterMatch match;

  /** The sub-attributes of single values that operations have set, as paths. */
  private final Set<String> named = new HashSet<>();

  private Patch(ResourceSchema of, ObjectNode resource, ResourceReader reader, Effort effort) {
    this.of = of;
    this.resource = resource;
    this.reader = reader;
    this.effort = effort;
    this.match = new FilterMatch(of, effort);
  }

  /**
   * The resource after the operations; the one that was given stays as it is.
   *
   * @param ignored takes the names of what was sent and is not kept
   * @throws ScimProblem when one of them cannot be carried out, and tooMany when all of them take
   *     too long
   */
  static ObjectNode apply(
      ResourceSchema of, ObjectNode resource, List<Operation> operations, Set<String> ignored) {
    var effort = Effort.ofChange();
    var reader = new ResourceReader(of, effort);
    var patch = new Patch(of, resource.deepCopy(), reader, effort);
    operations.forEach(patch::carryOut);
    ignored.addAll(reader.ignored());
    return patch.resource;
  }

  private void carryOut(Operation sent) {
    effort.find(resource.size());
    var named = sent.path().orWhole(of, resource);
    if (named.attribute() == null) {
      wholeSchema(new Operation(sent.kind(), named, sent.value(), sent.spread()));
      return;
    }
    var path = named.in(of, resource);
    var operation = new Operation(sent.kind(), path, sent.value(), sent.spread());
    if (reader.isOurs(path)) {
      if (operation.spread()) reader.note(path);
      else reader.noteNamed(path);
      return;
    }
    var target = reader.within(resource, path.schema());
    effort.find(target.size());
    var definition = path.definition(of);
    var list =
        definition == null
            ? target.get(nameIn(target, path)) instanceof ArrayNode || path.filter() != null
            : definition.many();
    if (list) ofList(operation, target, definition);
    else ofSingle(operation, target, definition);
    ResourceReader.dropIfEmpty(resource, path.schema());
  }

  /** The name under which the attribute stands, or is going to. */
  private static String nameIn(ObjectNode target, AttributePath path) {
    var name = Objects.requireNonNull(path.attribute());
    var there = ScimJson.keyOf(target, name);
    return there == null ? name : there;
  }

  /** Every attribute that the value names below the name of a schema. */
  private void wholeSchema(Operation operation) {
    var schema = operation.path().schema();
    var value = operation.value();
    if (operation.kind() == Kind.REMOVE || value == null || value.isNull()) {
      if (schema != null && (!operation.spread() || operation.kind() == Kind.REPLACE)) {
        var key = ScimJson.keyOf(resource, schema);
        if (key != null) resource.remove(key);
      }
      return;
    }
    if (!value.isObject()) throw ResourceReader.invalid(String.valueOf(schema), "is not an object");
    value
        .properties()
        .forEach(
            it -> {
              var named = AttributePath.read(of, it.getKey(), false);
              var path =
                  schema == null || named.schema() != null
                      ? named
                      : canonical(schema, Objects.requireNonNull(named.attribute()), named.part());
              carryOut(new Operation(operation.kind(), path, it.getValue(), operation.spread()));
            });
  }

  private AttributePath canonical(String schema, String name, @Nullable String part) {
    var known = of.attribute(schema, name);
    return new AttributePath(schema, known == null ? name : known.name(), null, part);
  }

  // ------------------------------------------------------------------ one value

  private void ofSingle(
      Operation operation, ObjectNode target, ResourceSchema.@Nullable Attribute definition) {
    var path = operation.path();
    var name = nameIn(target, path);
    if (path.filter() != null)
      throw new ScimProblem(
          ScimProblem.Type.INVALID_PATH, path.dotted() + " is no list to choose from.");
    if (path.part() != null) {
      ofPart(operation, target, definition);
      return;
    }
    if (operation.kind() == Kind.REMOVE) {
      target.remove(name);
      return;
    }
    var value = Objects.requireNonNull(operation.value());
    var read = reader.value(definition, path, value);
    if (target.get(name) instanceof ObjectNode there
        && ResourceReader.onlyOne(value) instanceof ObjectNode named) {
      var left = mergeParts(operation, there, named, read);
      if (there.isEmpty() || (left && saysNothing(definition, there))) target.remove(name);
    } else if (read == null) {
      // an add of nothing says nothing
      if (operation.kind() == Kind.REPLACE) target.remove(name);
    } else {
      target.set(name, read);
    }
  }

  /**
   * The sub-attributes that are named change, the others stay (RFC 7644 §3.5.2.3).
   *
   * @return whether something was taken from it, or it names nobody any more
   */
  private boolean mergeParts(
      Operation operation, ObjectNode there, ObjectNode named, @Nullable JsonNode read) {
    var before = there.size();
    if (operation.kind() == Kind.REPLACE)
      named
          .properties()
          .forEach(
              it -> {
                if (!it.getValue().isNull()) return;
                effort.find(there.size());
                var key = ScimJson.keyOf(there, it.getKey());
                if (key != null) there.remove(key);
              });
    var left = there.size() < before;
    if (!(read instanceof ObjectNode object)) return left;
    // the name of one manager is not that of the next
    var value = object.get("value");
    if (value != null && !value.equals(there.get("value"))) there.removeAll();
    setAll(there, object);
    return left || value != null;
  }

  /**
   * Whether nothing is left of an object from which something was taken away: of a manager nobody
   * who it is, of an element of a list no more than what kind it would be.
   */
  private static boolean saysNothing(
      ResourceSchema.@Nullable Attribute definition, ObjectNode object) {
    if (definition == null) return object.isEmpty();
    if (definition.part("value") != null) return object.path("value").asText().isEmpty();
    for (var names = object.fieldNames(); names.hasNext(); )
      if (!ResourceReader.KIND.contains(names.next())) return false;
    return true;
  }

  private void ofPart(
      Operation operation, ObjectNode target, ResourceSchema.@Nullable Attribute definition) {
    var path = operation.path();
    var name = nameIn(target, path);
    var part = Objects.requireNonNull(path.part());
    var there = target.get(name) instanceof ObjectNode object ? object : null;
    var read = readPart(operation, definition);
    if (read != null) {
      var object = there == null ? target.putObject(name) : there;
      effort.find(object.size());
      if (part.equals("value") && !read.equals(object.get("value"))) forgetFormer(object, path);
      set(object, part, read);
      named.add(path.dotted());
    } else if (there != null && operation.kind() != Kind.ADD) {
      var key = ScimJson.keyOf(there, part);
      if (key != null) there.remove(key);
      if (saysNothing(definition, there)) target.remove(name);
    }
  }

  /** The value of a sub-attribute, or null where none is left. */
  private @Nullable JsonNode readPart(
      Operation operation, ResourceSchema.@Nullable Attribute definition) {
    if (operation.kind() == Kind.REMOVE) return null;
    var part = Objects.requireNonNull(operation.path().part());
    return reader.value(
        definition == null ? null : definition.part(part),
        operation.path(),
        Objects.requireNonNull(operation.value()));
  }

  // ------------------------------------------------------------------ a list

  private void ofList(
      Operation operation, ObjectNode target, ResourceSchema.@Nullable Attribute definition) {
    var path = operation.path();
    var name = nameIn(target, path);
    var elements =
        target.get(name) instanceof ArrayNode list
            ? list
            : ScimJson.newList().addAll(single(target.get(name)));
    effort.spend(elements.size());
    if (path.filter() != null) chosen(operation, elements, definition, path.filter());
    else if (path.part() != null) inEach(operation, elements, definition);
    else whole(operation, elements, definition);
    if (elements.size() > MOST_ELEMENTS)
      throw ResourceReader.invalid(
          path.dotted(), "would have more than " + MOST_ELEMENTS + " elements");
    if (elements.isEmpty()) target.remove(name);
    else target.set(name, elements);
  }

  private static List<JsonNode> single(@Nullable JsonNode value) {
    return value == null ? List.of() : List.of(value);
  }

  /** The list itself: elements are added, taken away by value, or all replaced. */
  private void whole(
      Operation operation, ArrayNode elements, ResourceSchema.@Nullable Attribute definition) {
    var value = operation.value();
    var read = value == null ? null : reader.value(definition, operation.path(), value);
    var sent = read instanceof ArrayNode list ? list : ScimJson.newList().addAll(single(read));
    switch (operation.kind()) {
      case REMOVE -> {
        // nothing goes when nothing is named
        if (value == null) elements.removeAll();
        else removeValues(elements, sent);
      }
      case REPLACE -> {
        elements.removeAll();
        elements.addAll(sent);
      }
      case ADD -> addNew(elements, sent);
    }
  }

  private void removeValues(ArrayNode elements, ArrayNode sent) {
    effort.spend(TO_REMEMBER * (long) (elements.size() + sent.size()));
    var gone = new HashSet<String>();
    for (var it : sent) {
      gone.add(reader.text(it));
      var value = valueOf(it);
      if (value != null) gone.add(ResourceReader.VALUE + reader.text(value));
    }
    for (var i = elements.size() - 1; i >= 0; i--) {
      var there = elements.get(i);
      var value = valueOf(there);
      var is = value != null && gone.contains(ResourceReader.VALUE + reader.text(value));
      if (is || gone.contains(reader.text(there))) elements.remove(i);
    }
  }

  private static @Nullable JsonNode valueOf(JsonNode element) {
    return element.isObject() ? element.get("value") : element;
  }

  /**
   * An element that is there already is not added (RFC 7644 §3.5.2.1); one that names the same
   * value of the same type changes the one that is there.
   */
  private void addNew(ArrayNode elements, ArrayNode sent) {
    effort.spend(TO_REMEMBER * (long) (elements.size() + sent.size()));
    var known = new HashMap<String, JsonNode>();
    for (var there : elements) known.putIfAbsent(reader.identity(there), there);
    for (var it : sent) {
      var there = known.putIfAbsent(reader.identity(it), it);
      if (there == null) elements.add(it);
      else if (there instanceof ObjectNode object && it instanceof ObjectNode more)
        setAll(object, more);
      becomePrimary(elements, there == null ? it : there);
    }
  }

  /** A sub-attribute of every element; of a new one when there is none. */
  private void inEach(
      Operation operation, ArrayNode elements, ResourceSchema.@Nullable Attribute definition) {
    if (elements.isEmpty() && operation.kind() != Kind.REMOVE) elements.addObject();
    var read = readPart(operation, definition);
    var all = elementsOf(elements);
    for (var it : all) setPart(operation, it, definition, read);
    settle(elements, all, operation.path().part());
  }

  /** The elements that a filter chooses; a new one that fulfils it when there is none. */
  private void chosen(
      Operation operation,
      ArrayNode elements,
      ResourceSchema.@Nullable Attribute definition,
      Filter filter) {
    var part = operation.path().part();
    if (operation.kind() == Kind.REMOVE && part == null) {
      for (var i = elements.size() - 1; i >= 0; i--)
        if (match.matchesElement(definition, filter, elements.get(i))) elements.remove(i);
      return;
    }
    var found =
        elementsOf(elements).stream()
            .filter(it -> match.matchesElement(definition, filter, it))
            .toList();
    if (found.isEmpty() && (operation.kind() == Kind.REMOVE || isNothing(operation))) return;
    // what is the same in each is read once, however large it is
    var read = part != null ? readPart(operation, definition) : readElement(operation, definition);
    if (found.isEmpty()) {
      var made = ScimJson.newObject();
      fulfil(made, filter, definition);
      change(operation, made, definition, filter, read);
      if (isSaid(made, elements)) return;
      elements.add(made);
      found = List.of(made);
    } else {
      for (var it : found) change(operation, it, definition, filter, read);
    }
    settle(elements, found, part);
  }

  /**
   * Settles what follows from a change of elements, of all or of a part: which of them are one and
   * the same now, which is the primary one, and which say nothing any more.
   */
  private void settle(ArrayNode elements, List<ObjectNode> changed, @Nullable String part) {
    unite(elements, changed.stream().filter(it -> part == null || !isAside(it, part)).toList());
    // of several it is the last
    for (var it : Lists.reverse(changed)) becomePrimary(elements, it);
    dropEmpty(elements);
  }

  /** Whether a part does not tell an element from the others. */
  private static boolean isAside(ObjectNode element, String part) {
    return element.has("value") && !part.equals("value") && !part.equals("type");
  }

  private void change(
      Operation operation,
      ObjectNode element,
      ResourceSchema.@Nullable Attribute definition,
      Filter filter,
      @Nullable JsonNode read) {
    if (operation.path().part() != null) setPart(operation, element, definition, read);
    else setElement(operation, element, definition, filter, read);
  }

  /**
   * Whether an element that is there says all that a new one would: then the operation has been
   * carried out before, and its filter does not find any more what it changed.
   */
  private boolean isSaid(ObjectNode made, ArrayNode elements) {
    for (var there : elements) {
      effort.find(there.size());
      if (made.properties().stream().allMatch(it -> it.getValue().equals(there.get(it.getKey()))))
        return true;
    }
    return false;
  }

  /**
   * No two elements have the same value and type (RFC 7643 §2.4): one that has become like another
   * changes that one, and nothing is left of itself.
   */
  private void unite(ArrayNode elements, List<ObjectNode> changed) {
    if (changed.isEmpty()) return;
    effort.spend(TO_REMEMBER * (long) elements.size());
    var others = Collections.newSetFromMap(new IdentityHashMap<JsonNode, Boolean>());
    elements.forEach(others::add);
    changed.forEach(others::remove);
    var known = new HashMap<String, JsonNode>();
    for (var it : elements) if (others.contains(it)) known.putIfAbsent(reader.identity(it), it);
    for (var it : changed) {
      if (it.isEmpty()) continue;
      if (!(known.putIfAbsent(reader.identity(it), it) instanceof ObjectNode there)) continue;
      var primary = there.path("primary").asBoolean();
      setAll(there, it);
      if (primary) there.put("primary", true);
      becomePrimary(elements, there);
      it.removeAll();
    }
  }

  private static boolean isNothing(Operation operation) {
    return operation.value() == null || operation.value().isNull();
  }

  private static List<ObjectNode> elementsOf(ArrayNode elements) {
    var all = new ArrayList<ObjectNode>();
    for (var it : elements) if (it instanceof ObjectNode object) all.add(object);
    return all;
  }

  /** Gives a new element what the filter that did not find it asks for. */
  private void fulfil(
      ObjectNode made, Filter filter, ResourceSchema.@Nullable Attribute definition) {
    if (filter instanceof Filter.And and) and.all().forEach(it -> fulfil(made, it, definition));
    if (!(filter instanceof Filter.Compare compare)
        || compare.operator() != Filter.Operator.EQ
        || compare.value().isNull()) return;
    var name = Objects.requireNonNull(compare.path().attribute());
    var part = definition == null ? null : definition.part(name);
    var value =
        part != null && compare.value().isNumber()
            ? TextNode.valueOf(compare.text())
            : compare.value();
    var read = reader.value(part, compare.path(), value);
    if (read != null) {
      effort.find(made.size());
      set(made, part == null ? name : part.name(), read);
    }
  }

  /** Adds to an element, or puts another one in its place, which is chosen by the same. */
  private void setElement(
      Operation operation,
      ObjectNode element,
      ResourceSchema.@Nullable Attribute definition,
      Filter filter,
      @Nullable JsonNode read) {
    if (isNothing(operation)) {
      if (operation.kind() == Kind.REPLACE) element.removeAll();
      return;
    }
    if (operation.kind() == Kind.REPLACE) {
      // nobody means to change which one is the primary one who does not say so
      var primary = element.get("primary");
      element.removeAll();
      fulfil(element, filter, definition);
      if (primary != null) element.set("primary", primary);
    }
    if (read instanceof ObjectNode object) setAll(element, object);
    else if (read != null && read.isValueNode()) element.set("value", read);
    else if (read != null)
      throw ResourceReader.invalid(operation.path().dotted(), "is not an object");
  }

  /**
   * What is known of one manager is not of the next, but for what this request has said before it
   * named them.
   */
  private void forgetFormer(ObjectNode object, AttributePath path) {
    var whole = new AttributePath(path.schema(), path.attribute(), null, null).dotted();
    object.properties().removeIf(it -> !named.contains(whole + "." + it.getKey()));
  }

  private @Nullable JsonNode readElement(
      Operation operation, ResourceSchema.@Nullable Attribute definition) {
    var value = operation.value();
    if (definition == null || value == null || value.isNull()) return value;
    return reader.element(definition, operation.path(), ResourceReader.onlyOne(value));
  }

  private void setPart(
      Operation operation,
      ObjectNode element,
      ResourceSchema.@Nullable Attribute definition,
      @Nullable JsonNode read) {
    var part = Objects.requireNonNull(operation.path().part());
    effort.find(element.size());
    var key = ScimJson.keyOf(element, part);
    if (read != null) {
      element.set(key == null ? part : key, read);
    } else if (key != null && operation.kind() != Kind.ADD) {
      element.remove(key);
      if (saysNothing(definition, element)) element.removeAll();
    }
  }

  /** Sets parts of an object; one that is there in other capitals is the same (RFC 7643 §2.1). */
  private void setAll(ObjectNode object, ObjectNode parts) {
    for (var it : parts.properties()) {
      effort.find(object.has(it.getKey()) ? 1 : object.size());
      set(object, it.getKey(), it.getValue());
    }
  }

  private static void set(ObjectNode object, String name, JsonNode value) {
    var key = ScimJson.keyOf(object, name);
    object.set(key == null ? name : key, value);
  }

  /** At most one is the primary one: the one that became it last (RFC 7644 §3.5.2). */
  @SuppressWarnings("ReferenceEquality") // another element may look like this one
  private void becomePrimary(ArrayNode elements, JsonNode element) {
    if (!element.path("primary").asBoolean()) return;
    effort.spend(elements.size());
    for (var it : elements)
      if (it != element && it.path("primary").asBoolean() && it instanceof ObjectNode other)
        other.put("primary", false);
  }

  private static void dropEmpty(ArrayNode elements) {
    for (var i = elements.size() - 1; i >= 0; i--)
      if (elements.get(i) instanceof ObjectNode object && object.isEmpty()) elements.remove(i);
  }
}
