package dev.hostedui.login;

import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the first page was opened for. All of it stands in the address of the page and of its forms:
 * what was wrong with a form stands there too, and whoever loads it again gets the same page.
 *
 * @param again whether it is shown to somebody who is signed in as well
 * @param choose whether it is shown although the application has said by which provider to come
 * @param confirmation what somebody must confirm that it is them for, or null
 * @param hint the address to fill in
 */
record Opening(
    Journey journey,
    boolean again,
    boolean choose,
    SignInPage.@Nullable Confirmation confirmation,
    Optional<EmailAddress> hint) {

  /** How a request opens it, or a form of it was opened. */
  static Opening of(Context ctx, Journeys journeys) {
    var confirmation =
        ProofPurpose.named(Requests.fieldOrQuery(ctx, "confirm"))
            .map(
                it ->
                    new SignInPage.Confirmation(
                        it, journeys.of(Requests.fieldOrQuery(ctx, "back")).returnTo()));
    var journey = journeys.of(Requests.fieldOrQuery(ctx, "return_to"));
    return new Opening(
        confirmation.map(it -> journey.provenAnew(it.back())).orElse(journey),
        Requests.hasQuery(ctx, "again"),
        Requests.hasQuery(ctx, "choose"),
        confirmation.orElse(null),
        EmailAddress.parse(Requests.query(ctx, "login_hint")));
  }

  /**
   * Who is signed in and was asked to confirm it, when somebody else does: that would end their
   * session.
   */
  Optional<EmailAddress> asked(Context ctx, EmailAddress confirming) {
    return confirmation == null
        ? Optional.empty()
        : Visitor.maybe(ctx)
            .map(it -> it.session().user().email())
            .filter(it -> !it.equals(confirming));
  }

  /** As addresses write it, without the address to fill in. */
  String query() {
    var query = new StringBuilder();
    if (again) query.append("&again");
    if (choose) query.append("&choose");
    if (confirmation != null) {
      query.append("&confirm=").append(confirmation.purpose().wireName());
      query.append("&back=").append(Query.encoded(confirmation.back()));
    }
    if (!journey.returnTo().equals(Journeys.HOME))
      query.append("&return_to=").append(Query.encoded(journey.returnTo()));
    return query.isEmpty() ? "" : query.replace(0, 1, "?").toString();
  }
}
