package dev.hostedui.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.api.Operation.Group;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reference of the API for people. */
public record ReferencePage(Look look, Reference reference) implements View {

  /** All of it, the same for everybody. */
  public record Reference(String issuer, List<Part> parts) {

    static Reference of(String issuer, List<Operation> operations) {
      var parts = new LinkedHashMap<Group, List<Entry>>();
      for (var operation : operations)
        parts
            .computeIfAbsent(operation.group, any -> new ArrayList<>())
            .add(Entry.of(issuer, operation));
      return new Reference(
          issuer,
          parts.entrySet().stream()
              .map(
                  it ->
                      new Part(
                          it.getKey().name().toLowerCase(Locale.ROOT),
                          it.getKey().title,
                          it.getKey().description,
                          it.getValue()))
              .toList());
    }
  }

  /** Operations of one noun. */
  public record Part(String anchor, String title, String description, List<Entry> entries) {}

  /**
   * One operation.
   *
   * @param call the command that tries it
   * @param answer an example of what it answers
   */
  public record Entry(
      String id,
      String method,
      String path,
      String summary,
      String description,
      List<String> scopes,
      List<Line> parameters,
      List<Line> fields,
      String call,
      int status,
      String answer,
      List<Refusal> refusals) {

    static Entry of(String issuer, Operation it) {
      var body = it.body();
      return new Entry(
          it.id,
          it.method,
          Api.ROOT + it.path,
          it.summary(),
          it.description(),
          it.scopes(),
          it.parameters().stream().map(Line::of).toList(),
          body instanceof Schema.Shape shape ? lines(shape, "") : List.of(),
          command(issuer, it),
          it.status(),
          it.files().isEmpty()
              ? json(it.answer().example(), true)
              : "a file: " + String.join(" or ", it.files()),
          it.refusals().stream().map(code -> new Refusal(code, OpenApi.words(code))).toList());
    }

    private static String command(String issuer, Operation it) {
      var path = Api.ROOT + it.path;
      for (var name : it.pathNames())
        path = path.replace("{" + name + "}", Shapes.pathParameter(name).example().toString());
      var query = new ArrayList<String>();
      for (var parameter : it.parameters())
        if (parameter.place() == Operation.Place.QUERY && parameter.required())
          query.add(parameter.name() + "=" + parameter.schema().example());
      if (!query.isEmpty()) path += "?" + String.join("&", query);
      var command = new StringBuilder("curl");
      if (!it.method.equals("GET")) command.append(" -X ").append(it.method);
      command.append(" -H \"Authorization: Bearer $TOKEN\"");
      var body = it.body();
      if (body != null)
        command
            .append(" -H 'Content-Type: application/json' \\\n  -d '")
            .append(json(it.bodyExample(), false))
            .append('\'');
      return command.append(" \\\n  '").append(issuer).append(path).append('\'').toString();
    }
  }

  /** A parameter or a field. */
  public record Line(String name, String kind, boolean required, String description) {
    static Line of(Operation.Parameter it) {
      return new Line(
          it.name(),
          it.place().name().toLowerCase(Locale.ROOT) + ", " + kindOf(it.schema()),
          it.required(),
          it.description());
    }
  }

  /** A status it may refuse with. */
  public record Refusal(int status, String words) {}

  private static List<Line> lines(Schema.Shape shape, String before) {
    var lines = new ArrayList<Line>();
    for (var field : shape.fields()) {
      lines.add(
          new Line(
              before + field.name(),
              kindOf(field.schema()),
              field.required(),
              field.description()));
      var inside = inside(field.schema());
      if (inside != null)
        lines.addAll(
            lines(
                inside,
                before + field.name() + (field.schema() instanceof Schema.Items ? "[]." : ".")));
    }
    return lines;
  }

  private static Schema.@Nullable Shape inside(Schema schema) {
    if (schema instanceof Schema.Shape shape) return shape;
    return schema instanceof Schema.Items items ? inside(items.of()) : null;
  }

  private static String kindOf(Schema schema) {
    if (schema instanceof Schema.Text text)
      return text.oneOf().isEmpty() ? "text" : String.join(", ", text.oneOf());
    if (schema instanceof Schema.Whole) return "whole number";
    if (schema instanceof Schema.Truth) return "true or false";
    if (schema instanceof Schema.Items) return "list";
    return schema instanceof Schema.Pairs ? "names and texts" : "object";
  }

  private static String json(Object value, boolean pretty) {
    var mapper = new ObjectMapper();
    try {
      return pretty
          ? mapper.writerWithDefaultPrettyPrinter().writeValueAsString(value)
          : mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values only", e);
    }
  }

  /** For the page's list of contents. */
  public Map<String, String> contents() {
    var contents = new LinkedHashMap<String, String>();
    for (var part : reference.parts()) contents.put(part.anchor(), part.title());
    return contents;
  }
}
