package dev.hostedui.identity.connection;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The identity providers that there are guides for, and what the attributes are called that each
 * guide tells people to send: a connection begins with those, whoever makes it. Whoever shows the
 * guides tells which there are.
 *
 * @param names for each provider, by its name in the database, and each protocol of its guide
 */
public record KnownProviders(Map<String, Map<Protocol, AttributeMapping>> names) {

  /** Whose guide stands for all that have none, or none for a protocol. */
  private static final String CUSTOM = "CUSTOM";

  public KnownProviders {
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** Their names, in the order in which they are shown. */
  public List<String> all() {
    return List.copyOf(names.keySet());
  }

  /** What a new connection is set to. */
  public ConnectionSettings beginningOf(Connection connection) {
    return ConnectionSettings.blank(connection.protocol())
        .with(suggested(connection.provider(), connection.protocol()));
  }

  /** The names of a provider for what is not named in a mapping, and those that are. */
  public AttributeMapping completed(Connection connection, Map<String, String> mapping) {
    var all =
        new LinkedHashMap<>(suggested(connection.provider(), connection.protocol()).attributes());
    all.putAll(mapping);
    return new AttributeMapping(all);
  }

  private AttributeMapping suggested(String provider, Protocol protocol) {
    var custom = names.getOrDefault(CUSTOM, Map.of());
    return names
        .getOrDefault(provider, custom)
        .getOrDefault(protocol, custom.getOrDefault(protocol, AttributeMapping.BLANK));
  }
}
