package dev.hostedui.identity.application;

import com.google.common.base.Ascii;
import java.util.Arrays;
import java.util.Optional;

/** What kind of client an application is (RFC 6749 §2.1). It never changes. */
public enum ApplicationType {
  /** Runs on a server and keeps a secret. */
  WEB,
  /** Runs in a browser; keeps none. */
  SPA,
  /** Runs on a device; keeps none. */
  NATIVE;

  /** Whether it can keep a secret. */
  public boolean confidential() {
    return this == WEB;
  }

  /** The type of that name, in any case. */
  public static Optional<ApplicationType> named(String name) {
    return Arrays.stream(values())
        .filter(it -> Ascii.equalsIgnoreCase(it.name(), name))
        .findFirst();
  }
}
