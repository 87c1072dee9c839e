package dev.hostedui.identity.directory.poll;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another system whose directory is read, and where its administrators allow it. Its methods call
 * that system and take as long as it does: nothing may be locked meanwhile.
 */
public interface Source {

  /**
   * What came of an administrator's consent.
   *
   * @param subject the system's own id of the account, which outlives its address
   * @param domain of the customer there, for people
   * @param customer the system's own id of the customer, by which another one is told apart
   * @param refreshToken reads on after today
   */
  record Consent(
      String subject, String email, String domain, String customer, String refreshToken) {
    /** Never with the token. */
    @Override
    public String toString() {
      return email;
    }
  }

  /**
   * One page of a list.
   *
   * @param next what to ask the next page with, or null at the end
   */
  record Page<T>(List<T> items, @Nullable String next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /**
   * Whom the system knows.
   *
   * @param id its own, which never changes
   */
  record Person(String id, String email, boolean active) {}

  /**
   * A person with all that is said of them.
   *
   * @param attributes the SCIM resource another directory would push, as JSON text
   */
  record Profile(
      String id,
      String email,
      boolean active,
      String givenName,
      String familyName,
      String displayName,
      String attributes) {}

  /** A group; how many are in it as the system counts them. */
  record Group(String id, String email, String name, long members) {}

  /** What is in a group. */
  enum MemberKind {
    PERSON,
    /** Another group, whose people are listed as well. */
    GROUP,
    /** Everybody the system knows. */
    EVERYBODY,
    /** Somebody of another customer. */
    EXTERNAL
  }

  /** One thing in a group. */
  record Member(String id, MemberKind kind) {}

  /** Reads a directory while an access token is good, and gets another one when it is not. */
  interface Reader {

    /** Whose directory it is: the system's own id of the customer. */
    String customer() throws SourceRefused;

    Page<Person> people(@Nullable String page) throws SourceRefused;

    Page<Profile> profiles(@Nullable String page) throws SourceRefused;

    Page<Group> groups(@Nullable String page) throws SourceRefused;

    /** Who is in a group, by way of groups in it as well. */
    Page<Member> members(String group, @Nullable String page) throws SourceRefused;
  }

  /** Where to send the browser of an administrator. */
  String consentAddress(
      String redirectUri, String state, String nonce, String verifier, @Nullable String hint);

  /** Why the browser brought no code back. */
  SourceRefused refusal(String error, String description);

  /** Exchanges a code, and makes sure that the account may read the directory. */
  Consent exchange(String code, String nonce, String verifier, String redirectUri)
      throws SourceRefused;

  Reader open(String refreshToken) throws SourceRefused;

  /** Lets the system forget what was allowed. A token it does not know any more is no refusal. */
  void revoke(String refreshToken) throws SourceRefused;
}
