package dev.hostedui.identity.directory.poll;

/** Whose people are followed. */
public enum Tracking {
  /** Everybody, and all groups. */
  ALL,
  /** Only people who are in one of the chosen groups, and only these groups. */
  SELECTED
}
