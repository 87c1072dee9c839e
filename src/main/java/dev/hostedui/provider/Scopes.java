package dev.hostedui.provider;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Reads and writes the words of a scope (RFC 6749 §3.3), always in the same order. */
final class Scopes {
  private Scopes() {}

  static Set<String> of(String scope) {
    return new TreeSet<>(Arrays.asList(scope.strip().split(" +")));
  }

  static String written(Set<String> scope) {
    return String.join(" ", new TreeSet<>(scope));
  }
}
