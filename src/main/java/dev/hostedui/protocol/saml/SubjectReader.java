package dev.hostedui.protocol.saml;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Reads whom an assertion names (SAML Core §2.4.1). */
final class SubjectReader {

  private final @Nullable NameId nameId;
  private final boolean encrypted;

  SubjectReader(Element assertion, Decryption decryption) {
    var subject = Elements.child(assertion, Elements.ASSERTION, "Subject").orElse(null);
    nameId = subject == null ? null : named(subject, decryption);
    encrypted = nameId == null && subject != null && child(subject, "EncryptedID") != null;
  }

  /** Whom an element names, plain or encrypted for us; null when nobody that we could read. */
  static @Nullable NameId named(Element parent, Decryption decryption) {
    var plain = child(parent, "NameID");
    if (plain != null) return read(plain);
    var sealed = child(parent, "EncryptedID");
    if (sealed == null) return null;
    var opened = decryption.open(sealed, sealed, "NameID").element();
    return opened == null ? null : read(opened);
  }

  private static @Nullable Element child(Element parent, String name) {
    return Elements.child(parent, Elements.ASSERTION, name).orElse(null);
  }

  private static @Nullable NameId read(Element element) {
    var value = Elements.plainText(element);
    if (value.isEmpty()) return null;
    return new NameId(
        value,
        Elements.attribute(element, "Format").strip(),
        Elements.attribute(element, "NameQualifier"),
        Elements.attribute(element, "SPNameQualifier"));
  }

  /** The name, or null when there is none, or none that we can open. */
  @Nullable NameId nameId() {
    return nameId;
  }

  /**
   * An attribute may be mapped to the user id: what is missing here is worth a word, and whoever
   * knows the mapping says whether it is needed.
   */
  void examine(Checks checks) {
    var wanted = "a lasting name";
    if (nameId == null) {
      var cause = encrypted ? Cause.NAME_ID_ENCRYPTED : Cause.NAME_ID_MISSING;
      checks.doubtful("name_id", wanted, "", cause);
      return;
    }
    var received = nameId.value() + (nameId.format().isEmpty() ? "" : " (" + nameId.format() + ")");
    if (!nameId.lasting()) checks.doubtful("name_id", wanted, received, Cause.NAME_ID_TRANSIENT);
    else if (NameIdFormat.EMAIL.is(nameId.format()) && nameId.address().isEmpty())
      checks.doubtful("name_id", wanted, received, Cause.NAME_ID_NOT_AN_ADDRESS);
    else checks.passed("name_id", wanted, received);
  }
}
