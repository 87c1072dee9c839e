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

  /** Whether a guide may be named so. */
  public static boolean isOne(String name) {
    return PATTERN.matcher(name).matches();
  }
}
