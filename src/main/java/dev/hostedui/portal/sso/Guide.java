package dev.hostedui.portal.sso;

import dev.hostedui.guide.GuideFolder;
import dev.hostedui.guide.GuideText;
import dev.hostedui.guide.Guided;
import dev.hostedui.guide.Guides;
import dev.hostedui.guide.Tile;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.Protocol;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one identity provider is connected: its name, what its console calls things, and the
 * instructions for each protocol it speaks. Its folder holds a text file for each protocol.
 *
 * @param manuals for each protocol it speaks
 */
public record Guide(Tile tile, Map<Protocol, Manual> manuals) implements Guided {

  static final String SERVICE_PROVIDER = "service provider";
  static final String ATTRIBUTES = "attributes";
  static final String IDENTITY_PROVIDER = "identity provider";
  static final String ASSIGN = "assign";

  /** The sections of a manual, in this order. */
  static final List<String> SECTIONS =
      List.of(SERVICE_PROVIDER, ATTRIBUTES, IDENTITY_PROVIDER, ASSIGN);

  /** What a person's profile is made of, in the order of the attribute tables. */
  public enum Field {
    EMAIL("email", AttributeMapping.EMAIL, "Email"),
    FIRST_NAME("first_name", AttributeMapping.GIVEN_NAME, "First name"),
    LAST_NAME("last_name", AttributeMapping.FAMILY_NAME, "Last name"),
    USER_ID("user_id", AttributeMapping.USER_ID, "User ID");

    /** How guides call it. */
    final String key;

    /** How a mapping of attributes calls it. */
    final String ours;

    final String label;

    Field(String key, String ours, String label) {
      this.key = key;
      this.ours = ours;
      this.label = label;
    }
  }

  /** A way to tell us about an identity provider that speaks SAML. */
  public enum Way {
    /** By the address of its metadata. */
    ADDRESS,
    /** By its metadata as a file or as text. */
    FILE,
    /** By its values, one by one. */
    MANUAL
  }

  /**
   * A line of the table in step 2.
   *
   * @param field what of a person's profile it fills
   * @param name the name of the attribute in an answer, which we look for by default
   * @param shown what the console calls that name: the same where it shows the name itself
   * @param source where the provider takes it from, in the words of its console
   */
  public record Attribute(Field field, String name, String shown, String source) {

    /** Whether its name is to be typed or picked there, and can be copied. */
    public boolean copied() {
      return shown.equals(name) && !name.equals("NameID");
    }

    public String label() {
      return field.label;
    }
  }

  /**
   * The instructions for one protocol.
   *
   * @param ways the ways of step 3, the best first; empty for OpenID Connect, which has one
   * @param attributes the table of step 2
   * @param words the labels, examples and given values of the fields in step 3, by their keys
   */
  public record Manual(
      GuideText text, List<Way> ways, List<Attribute> attributes, Map<String, String> words) {

    /** What the console calls a value of step 3. */
    String label(String field) {
      return word("label." + field);
    }

    /** What such a value looks like, or empty. */
    String example(String field) {
      return words.getOrDefault("example." + field, "");
    }

    /** The value that is the same for every customer of the provider, or empty. */
    String given(String field) {
      return words.getOrDefault(field, "");
    }

    /** The names of attributes that it tells people to send. */
    AttributeMapping suggested() {
      var names = new LinkedHashMap<String, String>();
      for (var it : attributes) names.put(it.field().ours, it.name());
      return new AttributeMapping(names);
    }

    /** What stands above the columns of the attribute table: the name, then the source. */
    List<String> columns() {
      return List.of(word("columns").split(",", 2));
    }

    private String word(String key) {
      var word = words.get(key);
      if (word == null) throw new IllegalArgumentException("a guide does not say " + key);
      return word;
    }
  }

  /** What a manual must say beside its instructions. */
  private static final Map<Protocol, List<String>> DEMANDED =
      Map.of(
          Protocol.SAML,
          List.of(
              "ways",
              "label.address",
              "label.entity_id",
              "label.sso_url",
              "label.certificate",
              "columns"),
          Protocol.OIDC,
          List.of(
              "label.client_id",
              "label.client_secret",
              "label.issuer",
              "example.issuer",
              "columns"));

  /** Those that come with the program; read once for all that show them. */
  static Guides<Guide> ofProgram() {
    return OfProgram.GUIDES;
  }

  private static final class OfProgram {
    static final Guides<Guide> GUIDES = Guides.ofProgram(Guide.class, Guide::of);
  }

  /**
   * Makes a guide of what stands in its folder.
   *
   * @throws IllegalArgumentException when something is missing or cannot be read
   */
  static Guide of(GuideFolder folder) {
    folder.demand(List.of("protocols"));
    var manuals = new EnumMap<Protocol, Manual>(Protocol.class);
    for (var name : List.of(folder.word("protocols").split(",")))
      manuals.put(
          Protocol.valueOf(name),
          manual(folder, Protocol.valueOf(name), name.toLowerCase(Locale.ROOT)));
    return new Guide(folder.tile(), manuals);
  }

  private static Manual manual(GuideFolder folder, Protocol protocol, String prefix) {
    folder.demand(
        Stream.concat(
                DEMANDED.getOrDefault(protocol, List.of()).stream(),
                Stream.of(Field.values()).map(it -> it.key))
            .map(key -> prefix + "." + key)
            .toList());
    var own =
        folder.keys().stream()
            .filter(key -> key.startsWith(prefix + "."))
            .collect(Collectors.toMap(key -> key.substring(prefix.length() + 1), folder::word));
    var ways =
        protocol == Protocol.SAML
            ? List.of(own.getOrDefault("ways", "").split(",")).stream()
                .map(way -> Way.valueOf(way.toUpperCase(Locale.ROOT)))
                .toList()
            : List.<Way>of();
    return new Manual(
        folder.text(prefix + ".txt", SECTIONS, ConnectionValues.NAMES),
        ways,
        attributes(folder.name(), own),
        own);
  }

  private static List<Attribute> attributes(String folder, Map<String, String> words) {
    return List.of(Field.values()).stream()
        .map(
            field -> {
              var said = words.getOrDefault(field.key, "");
              var comma = said.indexOf(',');
              if (comma < 0)
                throw new IllegalArgumentException(folder + " has no source of " + field.key);
              var name = said.substring(0, comma);
              return new Attribute(
                  field,
                  name,
                  words.getOrDefault("shown." + field.key, name),
                  said.substring(comma + 1));
            })
        .toList();
  }

  /** Whether there is only one protocol to choose. */
  public boolean speaksSamlOnly() {
    return protocols().equals(Set.of(Protocol.SAML));
  }

  /** The protocols it speaks. */
  Set<Protocol> protocols() {
    return manuals.keySet();
  }

  /** The manual for a protocol that it speaks. */
  Manual manual(Protocol protocol) {
    var manual = manuals.get(protocol);
    if (manual == null)
      throw new IllegalArgumentException(title() + " has no manual for " + protocol);
    return manual;
  }
}
