package dev.hostedui.identity.connection;

/** How far a connection is set up. */
public enum ConnectionStatus {
  /** Only the provider and the protocol are chosen. */
  DRAFT,
  /** Something is saved, and something that is needed is missing. */
  IN_PROGRESS,
  /** All that a sign-in needs is there. */
  COMPLETED
}
