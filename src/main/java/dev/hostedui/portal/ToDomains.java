package dev.hostedui.portal;

import org.jspecify.annotations.Nullable;

/**
 * How whoever looks comes to a verified domain of the organization.
 *
 * @param path where they verify one themselves, or null when they may not
 * @param switchedOn whether anybody of the organization can: without its feature only the people
 *     who run the app can help
 */
public record ToDomains(@Nullable String path, boolean switchedOn) {}
