package dev.hostedui.portal.sso;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The names of attributes as they were typed, for each field of a profile. */
record NamesInForm(Map<Guide.Field, String> names) {

  static final String FIELD = "attribute_mapping";

  static NamesInForm read(Context ctx) {
    var names = new EnumMap<Guide.Field, String>(Guide.Field.class);
    for (var field : Guide.Field.values())
      names.put(field, Requests.field(ctx, "attribute_" + field.key).strip());
    return new NamesInForm(names);
  }

  private static NamesInForm of(AttributeMapping mapping) {
    var names = new EnumMap<Guide.Field, String>(Guide.Field.class);
    for (var field : Guide.Field.values()) names.put(field, mapping.of(field.ours));
    return new NamesInForm(names);
  }

  /** Settings with these names; other attributes that are mapped stay. */
  ConnectionSettings into(ConnectionSettings settings) {
    var all = new LinkedHashMap<>(settings.mapping().attributes());
    names.forEach((field, name) -> all.put(field.ours, name));
    return settings.with(new AttributeMapping(all));
  }

  /** The form as it is saved. */
  static SetupPage.NamesForm saved(Situation situation) {
    return new SetupPage.NamesForm(fields(of(situation.settings().mapping()), situation), false);
  }

  /** The form with these and what is wrong with them. */
  SetupPage.NamesForm form(Situation situation, Problem problem, Words words) {
    var fields = fields(this, situation);
    var last = fields.get(fields.size() - 1).refused(words.of(problem));
    return new SetupPage.NamesForm(
        Stream.concat(fields.stream().limit(fields.size() - 1), Stream.of(last)).toList(), true);
  }

  private static List<FormField> fields(NamesInForm typed, Situation situation) {
    var mapping = situation.settings().mapping();
    return List.of(Guide.Field.values()).stream()
        .map(
            it ->
                FormField.line(
                    "attribute_" + it.key,
                    it.label,
                    typed.names.getOrDefault(it, ""),
                    mapping.of(it.ours)))
        .toList();
  }
}
