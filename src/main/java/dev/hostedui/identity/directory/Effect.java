package dev.hostedui.identity.directory;

/** What became of what a directory said about a person. */
public enum Effect {
  /** A new person, and a new member. */
  CREATED,
  /** They had an account here already, or belonged to the organization. */
  LINKED,
  UPDATED,
  /** Everything was so already; nothing was written. */
  UNCHANGED,
  /** They may not come in any more. */
  DEACTIVATED,
  /** They may come in again. */
  REACTIVATED,
  /** The directory does not know them any more, and they may not come in. */
  REMOVED
}
