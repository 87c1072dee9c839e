package dev.hostedui.db;

/**
 * A value that a column holds as its text, like an id or an address. It is bound as it is, and a
 * record of it with that one component can be read with {@code mapTo}.
 */
public interface TextValue {
  String value();
}
