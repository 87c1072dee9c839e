package dev.hostedui.db;

/**
 * A constant of an enum that columns hold, and others are told, under a name that outlives the one
 * in the source. It is bound as it is, and can be read with {@code mapTo}.
 */
public interface WireNamed {
  String wireName();
}
