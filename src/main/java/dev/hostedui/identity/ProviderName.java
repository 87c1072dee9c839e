package dev.hostedui.identity;

import java.util.regex.Pattern;

/**
 * How the guide is named by which a customer sets something up with their provider: {@code OKTA}.
 * Which guides there are is told by whoever shows them.
 */
public final class ProviderName {

  public static final String FORM = "[A-Z][A-Z0-9_]{1,39}";

  private static final Pattern PATTERN = Pattern.compile(FORM);

  private ProviderName() {}

  /**
   * Refuses what cannot be one.
   *
   * @param unknown the code of the refusal
   * @throws Problem INVALID at {@code provider}
   */
  public static void check(String name, String unknown) {
    if (!PATTERN.matcher(name).matches()) throw Problem.invalid(unknown).at("provider");
  }
}
