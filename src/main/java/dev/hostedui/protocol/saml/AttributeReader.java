package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;

/**
 * Reads the attributes of an assertion by their names (SAML Core §2.7.3). One that is repeated, as
 * Keycloak does with roles, has all the values; a value that is empty is none. Secrets that
 * directories let slip, like the hash of a password, are not taken.
 */
final class AttributeReader {

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> secrets = new ArrayList<>();
  private boolean sealed;

  AttributeReader(Element assertion, Decryption decryption) {
    for (var statement : Elements.children(assertion, Elements.ASSERTION, "AttributeStatement")) {
      for (var element : Elements.children(statement)) {
        if (Elements.is(element, Elements.ASSERTION, "Attribute")) {
          take(element);
        } else if (Elements.is(element, Elements.ASSERTION, "EncryptedAttribute")) {
          var opened = decryption.open(element, element, "Attribute").element();
          if (opened == null) sealed = true;
          else take(opened);
        }
      }
    }
  }

  private void take(Element attribute) {
    var name = Elements.attribute(attribute, "Name").strip();
    var taken = values.computeIfAbsent(name, any -> new ArrayList<>());
    if (Secrets.isIn(attribute)) {
      secrets.add(name);
      return;
    }
    for (var value : Elements.children(attribute, Elements.ASSERTION, "AttributeValue")) {
      var text = Elements.text(value);
      if (!text.isEmpty()) taken.add(text);
    }
  }

  Map<String, List<String>> values() {
    return values;
  }

  void examine(Checks checks) {
    var names = String.join(", ", values.keySet());
    var instead = UpstreamIdentity.groupsElsewhere(values);
    if (!secrets.isEmpty())
      checks.doubtful("attributes", "", String.join(", ", secrets), Cause.SECRET_IN_ATTRIBUTE);
    if (instead.isPresent())
      checks.doubtful("attributes", "", instead.get(), Cause.GROUPS_NOT_SENT);
    if (sealed) checks.doubtful("attributes", "", names, Cause.ATTRIBUTE_ENCRYPTED);
    if (secrets.isEmpty() && instead.isEmpty() && !sealed) checks.passed("attributes", "", names);
  }
}
