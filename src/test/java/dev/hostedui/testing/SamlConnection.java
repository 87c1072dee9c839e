package dev.hostedui.testing;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.protocol.saml.Credential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * An organization of the sample that is connected to a SAML identity provider, and that provider:
 * what it is asked, and what it answers.
 */
public final class SamlConnection {

  private static final String UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

  private final TestApp app;
  private final SettingsOfConnection connection;
  private final String name;
  private Credential signer;

  private SamlConnection(
      TestApp app, SettingsOfConnection connection, String name, Credential signer) {
    this.app = app;
    this.connection = connection;
    this.name = name;
    this.signer = signer;
  }

  /** Connects an organization and enables it. Its people are those of its verified domain. */
  public static SamlConnection enabled(TestApp app, String slug) {
    return enabled(app, slug, it -> it);
  }

  /** The same with settings of one's own. */
  public static SamlConnection enabled(
      TestApp app, String slug, UnaryOperator<SamlSettings> settings) {
    var made = draft(app, slug, settings);
    made.enable();
    return made;
  }

  /** Connects an organization without enabling it. */
  public static SamlConnection draft(
      TestApp app, String slug, UnaryOperator<SamlSettings> settings) {
    return draft(app, SettingsOfConnection.choose(app, slug, Protocol.SAML, null), slug, settings);
  }

  /**
   * Connects an organization to one more provider, of its own name, and enables it. Its people are
   * those of a domain of their own.
   */
  public static SamlConnection beside(TestApp app, String slug, String name, String domain) {
    var core = app.app().core();
    var connection = SettingsOfConnection.add(app, slug, Protocol.SAML);
    var made = draft(app, connection, name, it -> it);
    made.enable();
    var organization = connection.organization();
    var verified =
        core.database.inTransaction(
            tx ->
                core.organizationDomains.addVerified(
                    tx, Identity.INTERNAL, organization, DomainName.parse("domain", domain)));
    core.connectionSetup.attach(
        Identity.INTERNAL, organization, connection.id(), null, Set.of(verified));
    return made;
  }

  private static SamlConnection draft(
      TestApp app,
      SettingsOfConnection connection,
      String name,
      UnaryOperator<SamlSettings> settings) {
    var signer = SamlMint.credential("idp-" + name);
    var made = new SamlConnection(app, connection, name, signer);
    connection.save(settings.apply(made.settings(signer)));
    return made;
  }

  private SamlSettings settings(Credential... signers) {
    return new SamlSettings(
        "",
        entityId(),
        new SamlSettings.SignOn(
            "https://idp." + name + ".example/sso", SamlSettings.Binding.HTTP_REDIRECT),
        SamlSettings.Logout.NONE,
        List.of(signers).stream()
            .map(it -> IdpCertificate.of(it.certificate().certificate()))
            .toList(),
        SamlSettings.NameIdFormat.UNSPECIFIED,
        SamlSettings.Signing.SAML_RESPONSE_OR_ASSERTION_SIGNING,
        false,
        false,
        false,
        new AttributeMapping(
            Map.of("email", "email", "given_name", "firstName", "family_name", "lastName")));
  }

  public void enable() {
    connection.enable();
  }

  public void disable() {
    connection.disable();
  }

  public SamlConnection turn(Switch which, boolean on) {
    app.app()
        .core()
        .connectionSetup
        .set(
            Identity.INTERNAL,
            organization(),
            id(),
            null,
            ConnectionSetup.Wanted.turned(Map.of(which, on)));
    return this;
  }

  /** Its draft gets other settings. */
  public void redraft(UnaryOperator<SamlSettings> change) {
    connection.save(change.apply((SamlSettings) connection.draft()));
  }

  /** Its live settings become others, by way of a draft. */
  public void change(UnaryOperator<SamlSettings> change) {
    connection.save(change.apply((SamlSettings) connection.live()));
    connection.makeLive();
  }

  /** Settings with another way for requests. */
  public static SamlSettings with(SamlSettings it, SamlSettings.SignOn signOn) {
    return of(it, signOn, it.logout(), it.mapping());
  }

  /** Settings with another way for sign-outs. */
  public static SamlSettings with(SamlSettings it, SamlSettings.Logout logout) {
    return of(it, it.signOn(), logout, it.mapping());
  }

  /** Settings with other names of attributes. */
  public static SamlSettings with(SamlSettings it, AttributeMapping mapping) {
    return of(it, it.signOn(), it.logout(), mapping);
  }

  /** Settings of a provider that calls itself otherwise. */
  public static SamlSettings with(SamlSettings it, String entityId) {
    return of(it, entityId, it.signOn(), it.logout(), it.mapping());
  }

  private static SamlSettings of(
      SamlSettings it,
      SamlSettings.SignOn signOn,
      SamlSettings.Logout logout,
      AttributeMapping mapping) {
    return of(it, it.entityId(), signOn, logout, mapping);
  }

  private static SamlSettings of(
      SamlSettings it,
      String entityId,
      SamlSettings.SignOn signOn,
      SamlSettings.Logout logout,
      AttributeMapping mapping) {
    return new SamlSettings(
        it.metadataUrl(),
        entityId,
        signOn,
        logout,
        it.certificates(),
        it.nameIdFormat(),
        it.signing(),
        it.requestsSigned(),
        it.assertionsEncrypted(),
        it.forceAuthentication(),
        mapping);
  }

  /** The provider signs by another key from now on. */
  public SamlConnection signsBy(Credential other) {
    signer = other;
    return this;
  }

  public ConnectionId id() {
    return connection.id();
  }

  public OrganizationId organization() {
    return connection.organization();
  }

  /** The provider's name. */
  public String entityId() {
    return "https://idp." + name + ".example/saml";
  }

  public String address(String rest) {
    return "/sso/v1/saml/" + id().value() + rest;
  }

  // ------------------------------------------------------------------ what it is asked

  /**
   * A request as it comes to the provider.
   *
   * @param xml the message
   */
  public record Asked(String id, String relayState, String address, String xml) {}

  /** Types an address on the first page and goes where that leads, up to the provider. */
  public Asked askedFor(TestApp.Browser browser, String email) {
    return asked(browser, browser.post("/login", "email", email, "return_to", "/ui/"));
  }

  /** Follows an answer of ours up to the provider. */
  public static Asked asked(TestApp.Browser browser, Answer answer) {
    var at = answer;
    while (!at.next().startsWith("https://idp.")) {
      if (at.next().isEmpty()) throw new AssertionError("it leads to no provider: " + at);
      at = browser.follow(at);
    }
    return asked(at.next());
  }

  /** Reads a request off the address by which it comes. */
  public static Asked asked(String address) {
    var query = parameters(address);
    var message =
        query.containsKey("SAMLRequest") ? query.get("SAMLRequest") : query.get("SAMLResponse");
    var xml = inflated(message);
    return new Asked(
        SamlMint.parse(xml).getDocumentElement().getAttribute("ID"),
        query.getOrDefault("RelayState", ""),
        address,
        xml);
  }

  /** The parameters of an address. */
  public static Map<String, String> parameters(String address) {
    var found = new HashMap<String, String>();
    var query = URI.create(address).getRawQuery();
    if (query == null) return found;
    for (var pair : query.split("&")) {
      var parts = pair.split("=", 2);
      found.put(
          parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return found;
  }

  private static String inflated(String message) {
    var bytes = Base64.getDecoder().decode(message);
    try (var plain = new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true))) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ------------------------------------------------------------------ what it answers

  /** An answer that holds, to be changed at will. */
  public SamlMint mint(Asked asked, String subject, String email) {
    var base = app.app().core().connections.baseUrl(id());
    return SamlMint.of("okta-both-signed")
        .to(base + address("/callback"), base + address(""))
        .from(entityId())
        .answering(asked.id())
        .at(app.clock().instant())
        .seed(asked.id().hashCode())
        .signedBy(signer)
        .nameId(UNSPECIFIED, subject)
        .change("/assertion/AuthnStatement/SessionIndex", "index-of-" + asked.id())
        .attribute("email", email)
        .attribute("firstName", "Ivy")
        .attribute("lastName", "Initech");
  }

  /** Posts an answer as the provider's page has a browser do it: without our cookies. */
  public Answer post(SamlMint answer, String relayState) {
    return post(answer.field(), relayState);
  }

  public Answer post(String field, String relayState) {
    return post(app, field, relayState);
  }

  /** The same at another node of the program. */
  public Answer post(TestApp node, String field, String relayState) {
    return node.browser()
        .with("Sec-Fetch-Site", "cross-site")
        .with("Origin", "https://idp." + name + ".example")
        .postBare(address("/callback"), "SAMLResponse", field, "RelayState", relayState);
  }

  /** Signs somebody in, in this browser: up to the page they land on. */
  public Answer signIn(TestApp.Browser browser, String subject, String email) {
    var asked = askedFor(browser, email);
    return browser.follow(post(mint(asked, subject, email), asked.relayState()));
  }
}
