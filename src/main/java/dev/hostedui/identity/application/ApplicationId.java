package dev.hostedui.identity.application;

import dev.hostedui.identity.Id;

/** The id of an application; its client id is another name, for the outside. */
public record ApplicationId(String value) implements Id {
  static final String PREFIX = "app_";
}
