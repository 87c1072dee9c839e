package dev.hostedui.protocol.relyingparty;

import java.util.Map;

/** Something of a provider's that cannot be used. The code has words and a remedy elsewhere. */
public final class Unusable extends Exception {

  private final String code;
  private final transient Map<String, String> arguments;

  Unusable(String code, Map<String, String> arguments) {
    super(code, null, false, false);
    this.code = code;
    this.arguments = Map.copyOf(arguments);
  }

  Unusable(String code) {
    this(code, Map.of());
  }

  /** Why, in small letters and underscores. */
  public String code() {
    return code;
  }

  /** What the words want to name, by name; texts for people, cut to what can be shown. */
  public Map<String, String> arguments() {
    return arguments;
  }
}
