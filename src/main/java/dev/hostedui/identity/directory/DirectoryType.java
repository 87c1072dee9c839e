package dev.hostedui.identity.directory;

/** How what a directory knows comes to us. */
public enum DirectoryType {
  /** It calls our SCIM server whenever something changes. */
  SCIM,
  /** We ask it every hour, as Google Workspace wants. */
  POLL
}
