package dev.hostedui.guide;

/**
 * A vendor as people choose it and know it again.
 *
 * @param provider its name in the database, like {@code OKTA}
 * @param title what people call it
 * @param order its place among the others
 * @param monogram the letter or two of its picture
 * @param tone the colour of its picture, one of the eight of avatars, or 8 for grey
 */
public record Tile(String provider, String title, int order, String monogram, int tone) {}
