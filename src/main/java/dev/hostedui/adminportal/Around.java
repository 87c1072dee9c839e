package dev.hostedui.adminportal;

import dev.hostedui.web.ColorScheme;
import org.jspecify.annotations.Nullable;

/**
 * What is around a page of the admin portal.
 *
 * @param host the registered origin that shows it, or null when none is known
 * @param framed whether it is loaded into a frame now
 */
public record Around(@Nullable String host, boolean framed, ColorScheme scheme) {}
