package dev.hostedui.identity.directory;

import org.jspecify.annotations.Nullable;

/**
 * What a directory says of a person.
 *
 * @param userName what the directory calls them (RFC 7643 §4.1.1), 1 to 512 characters
 * @param externalId the directory's own id of them (RFC 7643 §3.1), or null
 * @param email their address as it came: the primary or work one, else a user name that is one;
 *     null when there is none
 * @param active whether they may come in
 * @param givenName may be empty
 * @param familyName may be empty
 * @param displayName what people read; may be empty
 * @param attributes JSON of the whole resource as understood, without id, meta, groups and password
 */
public record DirectoryProfile(
    String userName,
    @Nullable String externalId,
    @Nullable String email,
    boolean active,
    String givenName,
    String familyName,
    String displayName,
    String attributes) {

  /** The same of somebody who may not come in. */
  DirectoryProfile inactive() {
    return new DirectoryProfile(
        userName, externalId, email, false, givenName, familyName, displayName, attributes);
  }
}
