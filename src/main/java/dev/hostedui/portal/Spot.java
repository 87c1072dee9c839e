package dev.hostedui.portal;

import org.jspecify.annotations.Nullable;

/**
 * Where a view stands: what its links begin with, and which organization it shows. Every form
 * carries that organization, so that a page which stayed open while another organization was chosen
 * changes neither.
 *
 * @param path the address of the widget on its surface, without a slash at the end
 * @param organization the id of the organization, or null where none is shown
 * @param organizationName its name, or empty
 */
public record Spot(String path, @Nullable String organization, String organizationName) {}
