package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.IdentityProviderMetadata.OfferedAttribute;
import dev.hostedui.protocol.saml.IdentityProviderMetadata.Warning;
import dev.hostedui.protocol.saml.MetadataRefused.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** What one entity says about itself in the role of an identity provider. */
final class MetadataRole {

  private static final int LONGEST_ENTITY_ID = 1024;
  private static final int LONGEST_ADDRESS = 2048;
  private static final int MOST_ATTRIBUTES = 200;
  private static final String UI = "urn:oasis:names:tc:SAML:metadata:ui";

  private final MetadataReader reader;
  private final Element entity;
  private final Element role;
  private final List<Warning> warnings = new ArrayList<>();

  MetadataRole(MetadataReader reader, Element entity) {
    this.reader = reader;
    this.entity = entity;
    this.role = of(entity).orElseThrow();
  }

  /**
   * The part of an entity that says how it signs people in with SAML 2.0. Others beside it, like
   * those of WS-Federation, have keys of their own.
   */
  static Optional<Element> of(Element entity) {
    return Elements.children(entity, Elements.METADATA, "IDPSSODescriptor").stream()
        .filter(
            it ->
                Arrays.asList(
                        Elements.attribute(it, "protocolSupportEnumeration").strip().split("\\s+"))
                    .contains(Elements.PROTOCOL))
        .findFirst();
  }

  IdentityProviderMetadata read() throws MetadataRefused {
    var entityId = entityId();
    var validUntil = validUntil();
    var sso = ssoServices();
    var slo = sloServices();
    var keys = new MetadataKeys(reader.now(), role, warnings);
    keys.read();
    if (signed()) warn("signature_not_anchored", "");
    var formats = nameIdFormats();
    return new IdentityProviderMetadata(
        entityId,
        displayName(entity),
        sso,
        slo,
        keys.signing(),
        keys.encryption(),
        isTrue(Elements.attribute(role, "WantAuthnRequestsSigned")),
        formats,
        attributes(),
        validUntil,
        warnings);
  }

  private void warn(String code, String about) {
    warnings.add(new Warning(code, about));
  }

  /** A signature proves nothing as long as nobody was told whose it must be. */
  private boolean signed() {
    for (var at = entity; at != null; at = parent(at))
      if (Elements.child(at, Elements.SIGNATURE, "Signature").isPresent()) return true;
    return false;
  }

  private static @Nullable Element parent(Element element) {
    return element.getParentNode() instanceof Element parent ? parent : null;
  }

  private String entityId() throws MetadataRefused {
    var id = Elements.attribute(entity, "entityID");
    if (id.isBlank()) throw new MetadataRefused(Reason.NO_ENTITY_ID);
    if (id.length() > LONGEST_ENTITY_ID)
      throw new MetadataRefused(Reason.ENTITY_ID_TOO_LONG, Integer.toString(LONGEST_ENTITY_ID));
    if (reader.ours().test(id)) throw new MetadataRefused(Reason.OWN_FILE, id);
    // it should be one (SAML Core §8.3.6), and compares just as well if it is none
    if (uri(id).filter(URI::isAbsolute).isEmpty()) warn("entity_id_not_uri", id);
    return id;
  }

  /** The earliest end that the entity, its role and the lists around it name. */
  private @Nullable Instant validUntil() throws MetadataRefused {
    Instant earliest = null;
    for (var at = role; at != null; at = parent(at)) {
      var text = Elements.attribute(at, "validUntil");
      if (text.isEmpty()) continue;
      var time = Times.read(text);
      if (time.isEmpty()) warn("valid_until_unreadable", Shown.text(text));
      else if (earliest == null || time.get().isBefore(earliest)) earliest = time.get();
    }
    if (earliest != null && earliest.isBefore(reader.now()))
      throw new MetadataRefused(Reason.METADATA_EXPIRED, Times.text(earliest));
    return earliest;
  }

  // ------------------------------------------------------------------ addresses

  private List<Endpoint> ssoServices() throws MetadataRefused {
    var services = Elements.children(role, Elements.METADATA, "SingleSignOnService");
    var usable = new LinkedHashSet<Endpoint>();
    MetadataRefused refused = null;
    for (var service : services) {
      var binding = Binding.of(Elements.attribute(service, "Binding").strip());
      if (binding.isEmpty()) continue;
      try {
        usable.add(new Endpoint(binding.get(), address(service, "Location")));
      } catch (MetadataRefused e) {
        refused = e;
      }
    }
    if (usable.isEmpty() && refused != null) throw refused;
    if (usable.isEmpty())
      throw new MetadataRefused(
          Reason.NO_USABLE_SSO_BINDING,
          services.stream().map(MetadataRole::bindingName).distinct().limit(10).toList(),
          List.of());
    if (usable.stream().allMatch(it -> it.binding() == Binding.POST)) warn("post_binding_only", "");
    usable.stream()
        .map(Endpoint::location)
        .filter(it -> it.startsWith("http:"))
        .findFirst()
        .ifPresent(it -> warn("sso_address_not_https", it));
    return List.copyOf(usable);
  }

  private List<Endpoint> sloServices() {
    var usable = new LinkedHashSet<Endpoint>();
    for (var service : Elements.children(role, Elements.METADATA, "SingleLogoutService")) {
      var binding = Binding.of(Elements.attribute(service, "Binding").strip());
      if (binding.isEmpty()) continue;
      try {
        var location = address(service, "Location");
        var answers =
            service.hasAttributeNS(null, "ResponseLocation")
                ? address(service, "ResponseLocation")
                : location;
        usable.add(new Endpoint(binding.get(), location, answers));
      } catch (MetadataRefused e) {
        // people can sign in without it
        warn("slo_address_refused", Shown.text(Elements.attribute(service, "Location")));
      }
    }
    return List.copyOf(usable);
  }

  /** The last word of the address that names a binding, like {@code SOAP}. */
  private static String bindingName(Element service) {
    var uri = Elements.attribute(service, "Binding").strip();
    return Shown.text(uri.substring(uri.lastIndexOf(':') + 1));
  }

  private String address(Element service, String attribute) throws MetadataRefused {
    var address = Elements.attribute(service, attribute).strip();
    var uri = uri(address).orElse(null);
    if (uri == null
        || address.length() > LONGEST_ADDRESS
        || uri.getHost() == null
        || uri.getRawFragment() != null
        || uri.getRawUserInfo() != null
        || !("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme())))
      throw new MetadataRefused(Reason.BAD_ADDRESS, Shown.text(address));
    if (!"https".equalsIgnoreCase(uri.getScheme()) && !reader.plainHttpAllowed())
      throw new MetadataRefused(Reason.SSO_ADDRESS_NOT_HTTPS, Shown.text(address));
    return address;
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  // ------------------------------------------------------------------ names

  private List<String> nameIdFormats() {
    var formats =
        Elements.children(role, Elements.METADATA, "NameIDFormat").stream()
            .map(Elements::plainText)
            .filter(it -> !it.isEmpty())
            .distinct()
            .toList();
    var onlyTransient =
        formats.stream().anyMatch(NameIdFormat.TRANSIENT::is)
            && formats.stream()
                .noneMatch(
                    it ->
                        NameIdFormat.EMAIL.is(it)
                            || NameIdFormat.UNSPECIFIED.is(it)
                            || NameIdFormat.PERSISTENT.is(it));
    if (onlyTransient) warn("email_needs_attribute_because_nameid_is_transient", "");
    return formats;
  }

  private List<OfferedAttribute> attributes() {
    return Elements.children(role, Elements.ASSERTION, "Attribute").stream()
        .limit(MOST_ATTRIBUTES)
        .map(
            it ->
                new OfferedAttribute(
                    Shown.text(Elements.attribute(it, "Name")),
                    Shown.text(Elements.attribute(it, "FriendlyName"))))
        .distinct()
        .toList();
  }

  /** What people call it, in English if it has such a name; empty when it has none at all. */
  static String displayName(Element entity) {
    var names = new ArrayList<Element>();
    for (var child : Elements.children(entity))
      if ("IDPSSODescriptor".equals(child.getLocalName()))
        Elements.child(child, Elements.METADATA, "Extensions")
            .flatMap(it -> Elements.child(it, UI, "UIInfo"))
            .ifPresent(it -> names.addAll(Elements.children(it, UI, "DisplayName")));
    Elements.child(entity, Elements.METADATA, "Organization")
        .ifPresent(
            it ->
                names.addAll(Elements.children(it, Elements.METADATA, "OrganizationDisplayName")));
    return names.stream()
        .filter(it -> it.getAttribute("xml:lang").startsWith("en"))
        .findFirst()
        .or(() -> names.stream().findFirst())
        .map(it -> Shown.text(Elements.plainText(it)))
        .orElse("");
  }

  private static boolean isTrue(String text) {
    return text.strip().equals("true") || text.strip().equals("1");
  }
}
