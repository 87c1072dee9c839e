package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.GoOnPage;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.Mischief;
import dev.hostedui.customer.idp.Person;
import dev.hostedui.customer.idp.RefusedPage;
import dev.hostedui.customer.idp.Visits;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Single sign-on (SAML Profiles §4.1): metadata, requests of apps, and answers nobody asked for.
 */
final class SignOn {

  private static final String METADATA = "application/samlmetadata+xml";

  private final Idp idp;
  private final SamlApps apps;
  private final Asks asks;
  private final Assertions assertions;

  /** The last answer that each app got, to be sent once more. */
  private final Map<String, String> last = new ConcurrentHashMap<>();

  SignOn(Idp idp, SamlApps apps, Asks asks) {
    this.idp = idp;
    this.apps = apps;
    this.asks = asks;
    assertions = new Assertions(idp);
  }

  void mount(RoutesConfig routes) {
    routes.get("/saml/metadata", ctx -> ctx.contentType(METADATA).result(IdpMetadata.of(idp)));
    routes.get("/saml/metadata.xml", this::downloadMetadata);
    routes.get("/saml/certificate.pem", this::downloadCertificate);
    routes.get("/saml/sso", this::ask);
    routes.post("/saml/sso", this::ask);
    routes.post("/apps/saml/{id}/start", this::start);
  }

  private void downloadMetadata(Context ctx) {
    ctx.contentType(METADATA)
        .header("Content-Disposition", "attachment; filename=\"basement-it-metadata.xml\"")
        .result(IdpMetadata.of(idp));
  }

  private void downloadCertificate(Context ctx) {
    ctx.contentType("application/x-pem-file")
        .header("Content-Disposition", "attachment; filename=\"basement-it.pem\"")
        .result(idp.publishedKeys().get(0).pem());
  }

  private void ask(Context ctx) {
    try {
      var ask = asks.read(ctx);
      if (!ask.is("AuthnRequest")) throw new SamlRefused("That is no AuthnRequest.");
      var waiting = new WaitingApp(ask.app(), acsUrl(ask), ask.id(), format(ask), ask.relayState());
      var session = idp.visits().session(ctx);
      if (!ask.flag("IsPassive")) ctx.redirect(idp.visits().await(waiting), HttpStatus.SEE_OTHER);
      else if (session.isPresent()) waiting.goOn(ctx, session.get().person(), session.get());
      else waiting.refuse(ctx, "NoPassive", "Nobody is signed in here.");
    } catch (SamlRefused e) {
      idp.site().show(ctx, 400, new RefusedPage(e.words()));
    }
  }

  /** Where the request wants the answer, which must be registered (SAML Core §3.4.1). */
  private static String acsUrl(Ask ask) throws SamlRefused {
    var url = ask.root().getAttribute("AssertionConsumerServiceURL");
    if (url.isEmpty()) return ask.app().acsUrl();
    if (!ask.app().acsUrls().contains(url))
      throw new SamlRefused(
          "The answer is wanted at " + url + ", which is not registered for this app.");
    return url;
  }

  /** The NameID the request wants, or the one that was chosen for the app. */
  private static SamlApp.NameId format(Ask ask) throws SamlRefused {
    var chosen = ask.app().options().nameId();
    var policy = Xml.child(ask.root(), Xml.PROTOCOL, "NameIDPolicy");
    var wanted = policy.map(it -> it.getAttribute("Format")).orElse("");
    if (wanted.isEmpty() || wanted.equals(SamlApp.NameId.UNSPECIFIED.urn())) return chosen;
    return SamlApp.NameId.ofUrn(wanted)
        .orElseThrow(() -> new SamlRefused("There is no NameID of the format " + wanted + "."));
  }

  /** Somebody goes to an app from here, which did not ask (SAML Profiles §4.1.5). */
  private void start(Context ctx) {
    var app = apps.find(ctx.pathParam("id")).orElseThrow(NotFoundResponse::new);
    var relayState = Site.field(ctx, "relay_state");
    var waiting = new WaitingApp(app, app.acsUrl(), "", app.options().nameId(), relayState);
    ctx.redirect(idp.visits().await(waiting), HttpStatus.SEE_OTHER);
  }

  /** A sign-in at an app, until it is known as whom. */
  private final class WaitingApp implements Visits.Waiting {

    private final SamlApp app;
    private final String acsUrl;
    private final String request;
    private final SamlApp.NameId format;
    private final String relayState;

    WaitingApp(
        SamlApp app, String acsUrl, String request, SamlApp.NameId format, String relayState) {
      this.app = app;
      this.acsUrl = acsUrl;
      this.request = request;
      this.format = format;
      this.relayState = relayState;
    }

    @Override
    public String app() {
      return app.name();
    }

    @Override
    public Collection<URI> leadsTo() {
      return List.of(URI.create(acsUrl));
    }

    @Override
    public void goOn(Context ctx, Person person, Visits.Session session) {
      var behaviour = idp.behaviour();
      if (behaviour.does(Mischief.NOT_ASSIGNED)) {
        refuse(ctx, "RequestDenied", person.email() + " is not assigned to " + app.name() + ".");
        return;
      }
      if (behaviour.does(Mischief.REFUSED)) {
        refuse(ctx, "AuthnFailed", behaviour.message());
        return;
      }
      var before = last.get(app.id());
      if (behaviour.does(Mischief.SAME_ANSWER_TWICE) && before != null) {
        post(ctx, before);
        return;
      }
      var said =
          assertions.response(
              new Assertions.SignIn(app, acsUrl, request, format, person, session.id()));
      session.tell(new Visits.Told("saml", app.id(), said.nameId(), format.urn()));
      var response = Assertions.base64(said.xml());
      last.put(app.id(), response);
      post(ctx, response);
    }

    @Override
    public void cancel(Context ctx) {
      refuse(ctx, "AuthnFailed", "The person did not sign in.");
    }

    void refuse(Context ctx, String code, String message) {
      post(ctx, Assertions.base64(assertions.refusal(app, acsUrl, request, code, message)));
    }

    private void post(Context ctx, String response) {
      var fields = new LinkedHashMap<String, String>();
      fields.put("SAMLResponse", response);
      if (!relayState.isEmpty()) fields.put("RelayState", relayState);
      idp.site().mayLeadTo(ctx, leadsTo());
      idp.site().show(ctx, 200, new GoOnPage(app.name(), acsUrl, fields));
    }
  }
}
