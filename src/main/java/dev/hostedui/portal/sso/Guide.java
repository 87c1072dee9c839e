package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How one identity provider is connected: its name, what its console calls things, and the
 * instructions for each protocol it speaks (behaviour §2.3.2 to §2.3.5).
 *
 * @param provider the name of the provider in connections, like {@code OKTA}
 * @param title what people call it
 * @param order its place among the providers
 * @param monogram the letters of its tile
 * @param tone the colour of its tile, one of the eight of avatars
 * @param manuals for each protocol it speaks
 */
public record Guide(
    String provider,
    String title,
    int order,
    String monogram,
    int tone,
    Map<Protocol, Manual> manuals) {

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

  /**
   * Makes a guide of what stands in its folder.
   *
   * @param lines the lines of a text file of the folder
   * @throws IllegalArgumentException when something is missing or cannot be read
   */
  static Guide of(String folder, Properties words, Function<String, List<String>> lines) {
    var missing = new TreeSet<String>();
    var said = demanded(words, missing);
    var provider = said.apply("provider");
    var title = said.apply("title");
    var order = said.apply("order");
    var monogram = said.apply("monogram");
    var tone = said.apply("tone");
    var protocols = said.apply("protocols");
    refuseMissing(folder, missing);
    var manuals = new EnumMap<Protocol, Manual>(Protocol.class);
    for (var name : List.of(protocols.split(","))) {
      var protocol = Protocol.valueOf(name);
      var file = name.toLowerCase(Locale.ROOT);
      var text = GuideText.read(folder + "/" + file + ".txt", lines.apply(file + ".txt"));
      manuals.put(protocol, manual(folder, protocol, file, words, text));
    }
    return new Guide(
        provider, title, Integer.parseInt(order), monogram, Integer.parseInt(tone), manuals);
  }

  private static Manual manual(
      String folder, Protocol protocol, String prefix, Properties words, GuideText text) {
    var own =
        words.stringPropertyNames().stream()
            .filter(key -> key.startsWith(prefix + "."))
            .collect(
                Collectors.toMap(key -> key.substring(prefix.length() + 1), words::getProperty));
    var missing = new TreeSet<>(DEMANDED.getOrDefault(protocol, List.of()));
    for (var field : Field.values()) missing.add(field.key);
    missing.removeAll(own.keySet());
    refuseMissing(folder + " for " + prefix, missing);
    var ways =
        protocol == Protocol.SAML
            ? List.of(own.getOrDefault("ways", "").split(",")).stream()
                .map(way -> Way.valueOf(way.toUpperCase(Locale.ROOT)))
                .toList()
            : List.<Way>of();
    return new Manual(text, ways, attributes(folder, own), own);
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

  private static Function<String, String> demanded(Properties words, Set<String> missing) {
    return key -> {
      var word = words.getProperty(key, "");
      if (word.isBlank()) missing.add(key);
      return word;
    };
  }

  private static void refuseMissing(String folder, Set<String> missing) {
    if (!missing.isEmpty())
      throw new IllegalArgumentException("the guide " + folder + " does not say " + missing);
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
      throw new IllegalArgumentException(title + " has no manual for " + protocol);
    return manual;
  }
}
