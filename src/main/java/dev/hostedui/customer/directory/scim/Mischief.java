package dev.hostedui.customer.directory.scim;

/** How provisioning can misbehave, and what the portal should answer. */
public enum Mischief {
  TWICE(
      "Everything is sent twice",
      "As after a time-out that was none.",
      "The second call changes nothing: 200 or 204 again, and 409 uniqueness for a second POST"
          + " of a person. Nobody is there twice; a group may be, for names of groups need not be"
          + " unique."),
  SIDE_BY_SIDE(
      "Four of each call at the same time",
      "As several workers of one directory do.",
      "One POST makes the person, the others get 409 uniqueness; PATCH and PUT come to one end."
          + " No 500."),
  GROUPS_FIRST(
      "Groups before their members",
      "The app is told of members it does not know, by the directory's own ids.",
      "200 or 201. The unknown members are kept pending and join when they arrive; the request log"
          + " names them."),
  WRONG_TOKEN(
      "A wrong token",
      "Its last letter is another one.",
      "401 with WWW-Authenticate: Bearer. Nothing changes; the health of the directory says so."),
  DOUBLED_BEARER(
      "\"Bearer\" twice",
      "As where the word was pasted with the token.",
      "401. The health of the directory says that the word was sent twice.");

  private final String words;
  private final String where;
  private final String answer;

  Mischief(String words, String where, String answer) {
    this.words = words;
    this.where = where;
    this.answer = answer;
  }

  public String words() {
    return words;
  }

  public String where() {
    return where;
  }

  public String answer() {
    return answer;
  }
}
