package dev.hostedui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes the answer of a recipe as text, in the style of its vendor, still without signatures. */
final class SamlWriter {

  private static final String XS = "http://www.w3.org/2001/XMLSchema";
  private static final String XSI = XS + "-instance";

  private final JsonNode recipe;
  private final UnaryOperator<String> filled;
  private final String p;
  private final String a;
  private final boolean onRoot;
  private final boolean onEveryChild;
  private final boolean onIssuer;
  private final boolean uselessDefault;
  private final boolean pretty;
  private final String responseId;
  private final String assertionId;
  private final StringBuilder out = new StringBuilder();

  SamlWriter(JsonNode recipe, UnaryOperator<String> filled, UnaryOperator<String> id) {
    this.recipe = recipe;
    this.filled = filled;
    p = prefix("protocol");
    a = prefix("assertion");
    var style = recipe.at("/xml/namespace_declarations").asText();
    onRoot = style.contains("on the root");
    onEveryChild = style.contains("every child");
    onIssuer = style.contains("on Issuer");
    uselessDefault = style.contains("useless default");
    pretty = recipe.at("/xml/whitespace_between_elements").asText().startsWith("pretty");
    var like = recipe.at("/response/ID").asText("_uuid");
    responseId = id.apply(like);
    assertionId = id.apply(recipe.at("/assertion/ID").asText(like));
  }

  private String prefix(String of) {
    var prefix = recipe.at("/xml/prefix/" + of).asText();
    return prefix.startsWith("(") || prefix.isEmpty() ? "" : prefix + ":";
  }

  private String declared(String prefix, String namespace) {
    return (prefix.isEmpty() ? " xmlns" : " xmlns:" + prefix.substring(0, prefix.length() - 1))
        + "=\""
        + namespace
        + "\"";
  }

  // ------------------------------------------------------------------ small pieces

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private String attribute(String name, JsonNode value) {
    return value.isMissingNode() || value.isNull() || value.asText().equals("absent")
        ? ""
        : " " + name + "=\"" + escaped(filled.apply(value.asText())) + "\"";
  }

  private void line(int depth) {
    if (pretty) out.append('\n').append("  ".repeat(depth));
  }

  private void open(int depth, String name, String rest) {
    line(depth);
    out.append('<').append(name).append(rest).append('>');
  }

  private void close(int depth, String name) {
    if (depth >= 0) line(depth);
    out.append("</").append(name).append('>');
  }

  private void leaf(int depth, String name, String rest, String text) {
    open(depth, name, rest);
    out.append(text);
    close(-1, name);
  }

  // ------------------------------------------------------------------ the response

  String response() {
    var response = recipe.get("response");
    var name = p + "Response";
    out.append('<').append(name).append(declared(p, SamlMint.PROTOCOL));
    if (onRoot) out.append(declared(a, SamlMint.ASSERTION));
    out.append(" ID=\"")
        .append(responseId)
        .append("\" Version=\"2.0\" IssueInstant=\"")
        .append(filled.apply("now"))
        .append('"')
        .append(attribute("Destination", response.path("Destination")))
        .append(attribute("InResponseTo", response.path("InResponseTo")))
        .append(attribute("Consent", response.path("Consent")))
        .append('>');
    issuer(1, !onRoot, response.path("Issuer"));
    status(response.path("Status"));
    if (!recipe.at("/assertion/none").isTextual()) assertion();
    line(0);
    return out.append("</").append(name).append('>').toString();
  }

  private void issuer(int depth, boolean declares, JsonNode issuer) {
    if (issuer.isMissingNode()) return;
    leaf(
        depth,
        a + "Issuer",
        (declares ? declared(a, SamlMint.ASSERTION) : "")
            + attribute("Format", issuer.path("Format")),
        raw(issuer.path("text").asText()));
  }

  private void status(JsonNode status) {
    open(1, p + "Status", "");
    var codes = new ArrayList<>(List.of(status.path("StatusCode").asText().split(" > ")));
    var urn = "urn:oasis:names:tc:SAML:2.0:status:";
    codes.replaceAll(it -> it.startsWith(urn) ? it : urn + it);
    for (var code : codes)
      out.append("<").append(p).append("StatusCode Value=\"").append(code).append("\">");
    for (var i = 0; i < codes.size(); i++) out.append("</").append(p).append("StatusCode>");
    if (status.has("StatusMessage"))
      leaf(2, p + "StatusMessage", "", escaped(status.get("StatusMessage").asText()));
    close(1, p + "Status");
  }

  // ------------------------------------------------------------------ the assertion

  private void assertion() {
    var name = a + "Assertion";
    open(
        1,
        name,
        (onRoot ? "" : declared(a, SamlMint.ASSERTION))
            + (uselessDefault ? declared("", SamlMint.ASSERTION) : "")
            + " ID=\""
            + assertionId
            + "\" Version=\"2.0\" IssueInstant=\""
            + filled.apply("now")
            + "\"");
    var assertion = recipe.get("assertion");
    for (var part : assertion.path("element_order")) {
      switch (part.asText()) {
        case "Issuer" -> issuer(2, onEveryChild || onIssuer, recipe.at("/response/Issuer"));
        case "Subject" -> subject(assertion);
        case "Conditions" -> conditions(assertion.path("Conditions"));
        case "AuthnStatement" -> authnStatement(assertion.path("AuthnStatement"));
        case "AttributeStatement" -> attributes(assertion.path("Attributes"));
        case "Signature" -> {}
        default -> throw new IllegalArgumentException(part.asText());
      }
    }
    close(1, name);
  }

  private String again() {
    return onEveryChild ? declared(a, SamlMint.ASSERTION) : "";
  }

  private void subject(JsonNode assertion) {
    open(2, a + "Subject", again());
    var nameId = assertion.path("NameID");
    if (nameId.isObject())
      leaf(
          3,
          a + "NameID",
          attribute("Format", nameId.path("Format"))
              + attribute("NameQualifier", nameId.path("NameQualifier"))
              + attribute("SPNameQualifier", nameId.path("SPNameQualifier")),
          raw(nameId.path("text").asText()));
    for (var confirmation : assertion.path("SubjectConfirmation")) {
      open(3, a + "SubjectConfirmation", attribute("Method", confirmation.path("Method")));
      line(4);
      out.append('<').append(a).append("SubjectConfirmationData");
      confirmation
          .path("SubjectConfirmationData")
          .properties()
          .forEach(it -> out.append(attribute(it.getKey(), it.getValue())));
      out.append("/>");
      close(3, a + "SubjectConfirmation");
    }
    close(2, a + "Subject");
  }

  private void conditions(JsonNode conditions) {
    if (conditions.isMissingNode()) return;
    open(
        2,
        a + "Conditions",
        again()
            + attribute("NotBefore", conditions.path("NotBefore"))
            + attribute("NotOnOrAfter", conditions.path("NotOnOrAfter")));
    if (conditions.has("Audience")) {
      open(3, a + "AudienceRestriction", "");
      for (var audience : conditions.get("Audience"))
        leaf(4, a + "Audience", "", raw(audience.asText()));
      close(3, a + "AudienceRestriction");
    }
    if (conditions.has("more")) out.append(conditions.get("more").asText().replace("{a}", a));
    close(2, a + "Conditions");
  }

  private void authnStatement(JsonNode statement) {
    if (statement.isMissingNode()) return;
    var index = statement.path("SessionIndex").asText("");
    open(
        2,
        a + "AuthnStatement",
        again()
            + attribute("AuthnInstant", statement.path("AuthnInstant"))
            + (index.isEmpty()
                ? ""
                : " SessionIndex=\""
                    + (index.startsWith("=") ? assertionId : filled.apply(index))
                    + "\"")
            + attribute("SessionNotOnOrAfter", statement.path("SessionNotOnOrAfter")));
    open(3, a + "AuthnContext", "");
    leaf(4, a + "AuthnContextClassRef", "", statement.path("AuthnContextClassRef").asText());
    if (statement.has("AuthenticatingAuthority"))
      leaf(
          4,
          a + "AuthenticatingAuthority",
          "",
          raw(statement.get("AuthenticatingAuthority").asText()));
    close(3, a + "AuthnContext");
    close(2, a + "AuthnStatement");
  }

  private void attributes(JsonNode attributes) {
    if (attributes.isMissingNode() || attributes.isEmpty()) return;
    open(2, a + "AttributeStatement", again());
    for (var attribute : attributes) {
      open(
          3,
          a + "Attribute",
          attribute("Name", attribute.path("Name"))
              + attribute("NameFormat", attribute.path("NameFormat"))
              + attribute("FriendlyName", attribute.path("FriendlyName")));
      var type = attribute.path("xsi_type").asText("");
      for (var value : attribute.path("values"))
        leaf(
            4,
            a + "AttributeValue",
            type.isEmpty() || type.equals("null")
                ? ""
                : " xmlns:xs=\"" + XS + "\" xmlns:xsi=\"" + XSI + "\" xsi:type=\"" + type + "\"",
            raw(value.asText()));
      close(3, a + "Attribute");
    }
    close(2, a + "AttributeStatement");
  }

  /**
   * The text of an element. One that has an element, a comment or a CDATA section in it is taken as
   * it is, because the recipe means it.
   */
  private String raw(String text) {
    var full = filled.apply(text);
    return full.contains("<!") || full.contains("</") ? full.replace(" ...>", ">") : escaped(full);
  }
}
