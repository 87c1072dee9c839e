package dev.hostedui.customer.idp.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.Mischief;
import dev.hostedui.customer.idp.Person;
import dev.hostedui.customer.idp.Visits;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.util.Collection;
import java.util.List;

/** A sign-in at a relying party, until it is known as whom. */
final class WaitingApp implements Visits.Waiting {

  private final Idp idp;
  private final Tokens tokens;
  private final OidcApp app;
  private final AuthenticationRequest request;

  WaitingApp(Idp idp, Tokens tokens, OidcApp app, AuthenticationRequest request) {
    this.idp = idp;
    this.tokens = tokens;
    this.app = app;
    this.request = request;
  }

  @Override
  public String app() {
    return app.name();
  }

  @Override
  public Collection<URI> leadsTo() {
    return List.of(request.getRedirectionURI());
  }

  @Override
  public void goOn(Context ctx, Person person, Visits.Session session) {
    var behaviour = idp.behaviour();
    if (behaviour.does(Mischief.NOT_ASSIGNED)) {
      refuse(ctx, denied(person.email() + " is not assigned to " + app.name() + "."));
      return;
    }
    if (behaviour.does(Mischief.REFUSED)) {
      refuse(ctx, new ErrorObject("server_error", printable(behaviour.message())));
      return;
    }
    session.tell(new Visits.Told("oidc", app.id(), person.id(), ""));
    var code = tokens.code(new Tokens.Granted(app, request, person, session));
    lead(
        ctx,
        new AuthenticationSuccessResponse(
                request.getRedirectionURI(),
                new AuthorizationCode(code),
                null,
                null,
                request.getState(),
                null,
                new Issuer(idp.issuer()),
                ResponseMode.QUERY)
            .toURI());
  }

  @Override
  public void cancel(Context ctx) {
    refuse(ctx, denied("The person did not sign in."));
  }

  void refuse(Context ctx, ErrorObject error) {
    lead(
        ctx,
        new AuthenticationErrorResponse(
                request.getRedirectionURI(),
                error,
                request.getState(),
                new Issuer(idp.issuer()),
                ResponseMode.QUERY)
            .toURI());
  }

  private static ErrorObject denied(String words) {
    return OAuth2Error.ACCESS_DENIED.setDescription(printable(words));
  }

  /** A description has only some of the signs of ASCII (RFC 6749 §4.1.2.1). */
  private static String printable(String words) {
    return words.replaceAll("[^\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]", "?");
  }

  private static void lead(Context ctx, URI there) {
    ctx.redirect(there.toString(), HttpStatus.SEE_OTHER);
  }
}
