package dev.hostedui.guide;

/**
 * A vendor as people choose it and know it again.
 *
 * @param provider its name in the database, like {@code OKTA}
 * @param title what people call it
 * @param order its place among the others
 * @param picture the name of its picture, or empty where letters stand in its place
 * @param monogram the letter or two, where it has no picture
 */
public record Tile(String provider, String title, int order, String picture, String monogram) {}
