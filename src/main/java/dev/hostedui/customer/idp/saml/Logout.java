package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.RefusedPage;
import dev.hostedui.customer.idp.SignOuts;
import dev.hostedui.customer.idp.Visits;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Single logout by redirect (SAML Profiles §4.4): apps ask for it, and apps are told of it. */
final class Logout implements SignOuts.Chain {

  private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

  private final Idp idp;
  private final SamlApps apps;
  private final Asks asks;
  private final SignOuts signOuts;

  Logout(Idp idp, SamlApps apps, Asks asks, SignOuts signOuts) {
    this.idp = idp;
    this.apps = apps;
    this.asks = asks;
    this.signOuts = signOuts;
  }

  void mount(RoutesConfig routes) {
    routes.get("/saml/slo", this::hear);
    routes.post("/saml/slo", this::hear);
  }

  private void hear(Context ctx) {
    try {
      var ask = asks.read(ctx);
      if (ask.is("LogoutRequest")) end(ctx, ask);
      else if (ask.is("LogoutResponse")) signOuts.goOn(ctx, ask.relayState(), outcome(ask));
      else throw new SamlRefused("That is no LogoutRequest.");
    } catch (SamlRefused e) {
      idp.site().show(ctx, 400, new RefusedPage(e.words()));
    }
  }

  private static String outcome(Ask ask) {
    var code =
        Xml.child(ask.root(), Xml.PROTOCOL, "Status")
            .flatMap(it -> Xml.child(it, Xml.PROTOCOL, "StatusCode"))
            .map(it -> it.getAttribute("Value"))
            .orElse("nothing");
    return ask.app().name() + " answered " + code.substring(code.lastIndexOf(':') + 1) + ".";
  }

  private void end(Context ctx, Ask ask) throws SamlRefused {
    var nameId = Xml.childText(ask.root(), Xml.ASSERTION, "NameID");
    var index = Xml.childText(ask.root(), Xml.PROTOCOL, "SessionIndex");
    for (var session : idp.visits().known(ask.app().id(), nameId, index.isEmpty() ? null : index))
      signOuts.end(session, ask.app().id());
    if (ask.app().logoutAnswerUrl().isEmpty())
      throw new SamlRefused("You are signed out here; the app did not say where to answer.");
    var answer =
        head("LogoutResponse", ask.app().logoutAnswerUrl(), ask.id())
            + """
            <samlp:Status><samlp:StatusCode Value="%s"/></samlp:Status></samlp:LogoutResponse>"""
                .formatted(SUCCESS);
    send(ctx, ask.app().logoutAnswerUrl(), "SAMLResponse", answer, ask.relayState());
  }

  @Override
  public Optional<URI> leadsTo(Visits.Told told) {
    if (!told.protocol().equals("saml")) return Optional.empty();
    return apps.find(told.appId())
        .map(SamlApp::sloUrl)
        .filter(it -> !it.isEmpty())
        .map(URI::create);
  }

  @Override
  public void tell(Context ctx, Visits.Told told, Visits.Session session, String key) {
    var app = apps.find(told.appId()).orElseThrow();
    var request =
        head("LogoutRequest", app.sloUrl(), "")
            + """
            <saml:NameID xmlns:saml="%s" Format="%s">%s</saml:NameID>\
            <samlp:SessionIndex>%s</samlp:SessionIndex></samlp:LogoutRequest>"""
                .formatted(
                    Xml.ASSERTION,
                    Xml.escape(told.nameIdFormat()),
                    Xml.escape(told.subject()),
                    Xml.escape(session.id()));
    send(ctx, app.sloUrl(), "SAMLRequest", request, key);
  }

  private String head(String name, String destination, String inResponseTo) {
    return Messages.head(
        name, "_" + idp.visits().secret(), idp.now(), destination, inResponseTo, idp.entityId());
  }

  /** By redirect, signed over the query (SAML Bindings §3.4.4.1). */
  private void send(Context ctx, String url, String name, String xml, String relayState) {
    var query = name + "=" + Site.encoded(deflated(xml));
    if (!relayState.isEmpty()) query += "&RelayState=" + Site.encoded(relayState);
    query += "&SigAlg=" + Site.encoded("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(idp.signingKey().keys().getPrivate());
      signature.update(query.getBytes(StandardCharsets.US_ASCII));
      query += "&Signature=" + Site.encoded(Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    ctx.redirect(url + (url.contains("?") ? "&" : "?") + query, HttpStatus.SEE_OTHER);
  }

  private static String deflated(String xml) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION, true))) {
      out.write(xml.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
