package dev.hostedui.identity.environment;

import dev.hostedui.identity.Id;

/** Names the environment. */
public record EnvironmentId(String value) implements Id {}
