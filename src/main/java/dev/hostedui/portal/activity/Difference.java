package dev.hostedui.portal.activity;

/**
 * A value that an event changed, as people read it.
 *
 * @param label what it is called
 * @param isRaw whether nobody has found words for it, so that it is called as in the event, like
 *     {@code raw_attributes.title}
 * @param before what it was, or empty
 * @param after what it is, or empty
 */
public record Difference(String label, boolean isRaw, String before, String after) {}
