package dev.hostedui.identity.directory;

import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import org.jspecify.annotations.Nullable;

/**
 * What a directory says of a person, in the form in which it is kept and compared.
 *
 * @param email null when none was sent
 */
record Said(DirectoryProfile profile, @Nullable EmailAddress email) {

  static final int LONGEST_USER_NAME = 512;
  static final int LONGEST_EXTERNAL_ID = 512;
  static final int LONGEST_DISPLAY_NAME = 512;
  static final int LONGEST_ATTRIBUTES = 128 * 1024;

  /**
   * Cleans what was sent.
   *
   * @throws Problem INVALID for what is too long, a user name that is missing, and an address that
   *     is none; each names its field
   */
  static Said of(DirectoryProfile sent) {
    var clean =
        new DirectoryProfile(
            Names.line(sent.userName()),
            sent.externalId() == null ? null : externalId(sent.externalId()),
            sent.email(),
            sent.active(),
            Names.line(sent.givenName()),
            Names.line(sent.familyName()),
            Names.line(sent.displayName()),
            sent.attributes());
    if (clean.userName().isEmpty())
      throw Problem.invalid("directory_user_name_missing").at("userName");
    refuseLong(clean.userName(), LONGEST_USER_NAME, "userName");
    refuseLong(clean.givenName(), Users.LONGEST_NAME, "name.givenName");
    refuseLong(clean.familyName(), Users.LONGEST_NAME, "name.familyName");
    refuseLong(clean.displayName(), LONGEST_DISPLAY_NAME, "displayName");
    // events show all of it, before and after
    refuseLong(clean.attributes(), LONGEST_ATTRIBUTES, "attributes");
    return new Said(clean, address(sent.email()));
  }

  /** The user name without what does not tell two apart. */
  String key() {
    return Names.caseless(profile.userName());
  }

  /** What the person is called here, where one name may stand for both. */
  String givenName() {
    var nameless = profile.givenName().isEmpty() && profile.familyName().isEmpty();
    return nameless && Names.length(profile.displayName()) <= Users.LONGEST_NAME
        ? profile.displayName()
        : profile.givenName();
  }

  private static @Nullable EmailAddress address(@Nullable String sent) {
    if (sent == null || sent.isBlank()) return null;
    return EmailAddress.parse(sent)
        .orElseThrow(() -> Problem.invalid("directory_email_malformed").at("emails").with(sent));
  }

  /** An external id is compared exactly, so nothing in it is changed; it may only not be absurd. */
  private static @Nullable String externalId(String sent) {
    if (sent.isEmpty()) return null;
    if (sent.chars().anyMatch(Character::isISOControl))
      throw Problem.invalid("directory_external_id_malformed").at("externalId");
    refuseLong(sent, LONGEST_EXTERNAL_ID, "externalId");
    return sent;
  }

  private static void refuseLong(String value, int most, String field) {
    if (Names.length(value) > most)
      throw Problem.invalid("directory_value_too_long").at(field).with(field, most);
  }
}
