package dev.hostedui.sso;

import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.saml.NameIdFormat;
import dev.hostedui.protocol.saml.SpMetadata;
import dev.hostedui.web.Access;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;

/**
 * The file by which a SAML identity provider learns of us (SAML Metadata §2.4.4): at its address
 * for providers that read it again, and as a download for people.
 */
final class OurMetadata {

  private static final int A_MINUTE = 120;

  private final Web web;
  private final Parties parties;
  private final ServiceProviders serviceProviders;
  private final Refusals refusals;

  OurMetadata(Web web, Parties parties, ServiceProviders serviceProviders, Refusals refusals) {
    this.web = web;
    this.parties = parties;
    this.serviceProviders = serviceProviders;
    this.refusals = refusals;
  }

  void mount(Routes routes) {
    routes.get(OurAddresses.SAML + "{connection}/metadata", Access.client(), this::give);
  }

  private void give(Context ctx) {
    web.limits().take("metadata", A_MINUTE, web.requests().ip(ctx));
    var connection =
        Parties.idOf(ctx)
            .flatMap(parties::connection)
            .filter(it -> it.protocol() == Protocol.SAML)
            .orElse(null);
    if (connection == null) {
      refusals.unknownConnection(ctx);
      return;
    }
    var settings =
        parties
            .newest(connection.id())
            .filter(SamlSettings.class::isInstance)
            .map(SamlSettings.class::cast)
            .orElse(SamlSettings.BLANK);
    var metadata =
        new SpMetadata(
            serviceProviders.of(connection.id()),
            serviceProviders.certificates(connection.id()),
            settings.requestsSigned(),
            settings.signing().needsAssertion(),
            NameIdFormat.valueOf(settings.nameIdFormat().name()));
    if (Requests.hasQuery(ctx, "download"))
      ctx.header(
          "Content-Disposition",
          "attachment; filename=\"" + connection.id().value() + "-metadata.xml\"");
    ctx.contentType("application/samlmetadata+xml")
        .result(Requests.hasQuery(ctx, "signed") ? metadata.signedXml() : metadata.xml());
  }
}
