package dev.hostedui.login;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in: who it is about, by what means they prove it, whether they have, and where it leads.
 *
 * @param id names it in the addresses of its pages; it is no secret, and opens nothing without the
 *     browser's
 * @param browserHash of the browser it belongs to
 * @param email whose it is, or null while nobody knows
 * @param proof how it was proven, as {@code amr} writes it, or null until it was
 * @param returnTo where it leads; see {@link Journeys}
 * @param used whether a session has begun with it
 * @param connection the id of the connection whose identity provider has to vouch for it, or null
 *     when that is left to the address
 * @param maxAgeSeconds how long ago the person may have proven it there, or null when that does not
 *     matter
 * @param organization which one it is about, as far as whoever began it has shown to know that, or
 *     null: a typed address alone says nothing of it
 * @param answer the id of the request that an identity provider has answered, while the mailbox it
 *     named is proven as well, or null
 */
record LoginAttempt(
    String id,
    String browserHash,
    Means means,
    @Nullable EmailAddress email,
    @Nullable String proof,
    String returnTo,
    Instant createdAt,
    Instant expiresAt,
    boolean used,
    @Nullable String connection,
    @Nullable Long maxAgeSeconds,
    @Nullable OrganizationId organization,
    @Nullable String answer) {

  /** The address; of an attempt by mail there always is one. */
  EmailAddress mailbox() {
    if (email == null) throw new IllegalStateException("this sign-in has no address: " + id);
    return email;
  }

  boolean isProven() {
    return proof != null;
  }

  /** Whether it can still lead to a session. */
  boolean isOpen(Instant now) {
    return !used && now.isBefore(expiresAt);
  }

  LoginAttempt provenBy(String method) {
    return with(means, email, method, connection, organization, answer);
  }

  /** This sign-in by other means; what was proven so far does not count. */
  LoginAttempt by(Means other) {
    return with(other, email, null, connection, organization, null);
  }

  /** This sign-in as one that the home realm of an address has to vouch for. */
  LoginAttempt handedTo(EmailAddress address) {
    return with(Means.UPSTREAM, address, null, null, organization, null);
  }

  /**
   * This sign-in while the mailbox is proven that an identity provider has named.
   *
   * @param providersOwner the organization whose provider that is, or null for one for everybody
   */
  LoginAttempt answeredBy(
      String request, EmailAddress named, @Nullable OrganizationId providersOwner) {
    var about = providersOwner == null ? organization : providersOwner;
    return with(Means.MAIL, named, null, connection, about, request);
  }

  private LoginAttempt with(
      Means means,
      @Nullable EmailAddress email,
      @Nullable String proof,
      @Nullable String connection,
      @Nullable OrganizationId organization,
      @Nullable String answer) {
    return new LoginAttempt(
        id,
        browserHash,
        means,
        email,
        proof,
        returnTo,
        createdAt,
        expiresAt,
        used,
        connection,
        maxAgeSeconds,
        organization,
        answer);
  }

  /** Never with where it leads, which may hold the token of an authorization. */
  @Override
  public String toString() {
    return id;
  }
}
