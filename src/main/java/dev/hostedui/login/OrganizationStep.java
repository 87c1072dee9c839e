package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Access;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The organization chooser: where to go on, what to join, or a new one. */
final class OrganizationStep {

  private final Web web;
  private final Members members;
  private final Invitations invitations;
  private final Sessions sessions;
  private final OrganizationQueries organizations;
  private final Environments environments;
  private final Journeys journeys;
  private final Entrance entrance;
  private final LoginFlow flow;

  OrganizationStep(
      Core core, Web web, Login.Ways ways, Journeys journeys, Entrance entrance, LoginFlow flow) {
    this.web = web;
    this.flow = flow;
    members = core.members;
    invitations = core.invitations;
    sessions = core.sessions;
    organizations = ways.organizations();
    environments = core.environments;
    this.journeys = journeys;
    this.entrance = entrance;
  }

  void mount(Routes routes) {
    routes.get(Journeys.APP, Access.signedIn(), this::toApp);
    routes.get("/login/organization", Access.signedIn(), this::showOrganizations);
    routes.post("/login/organization", Access.signedIn(), this::chooseOrganization);
    routes.post("/login/organization/invited", Access.signedIn(), this::joinInvited);
    routes.post("/login/organization/suggested", Access.signedIn(), this::joinSuggested);
    routes.post("/login/organization/new", Access.signedIn(), this::createOrganization);
    for (var form : List.of("invited", "suggested"))
      routes.get(
          "/login/organization/" + form, Access.anyone(), Entrance.to("/login/organization"));
    routes.get("/login/organization/new", Access.anyone(), Entrance.to("/login/organization?new"));
  }

  /** To where the app begins to sign in to the organization that the session is in. */
  private void toApp(Context ctx) {
    var visitor = Visitor.of(ctx);
    var active = visitor.active();
    var journey = Journey.to(Journeys.APP);
    entrance.leave(
        ctx,
        active == null
            ? Journey.to(Journeys.chooser(journey))
            : Journey.toApp(
                web.brand().toApp(visitor.session().user().email().value(), active.id())));
  }

  private void showOrganizations(Context ctx) {
    organizationPage(
        ctx,
        200,
        journeys.of(Requests.query(ctx, "return_to")),
        Requests.hasQuery(ctx, "new"),
        Requests.query(ctx, "display_name"),
        null,
        Requests.hasQuery(ctx, "invited") ? invitationRefused(ctx) : null);
  }

  /** Why somebody is not offered what they have come for, or null. */
  private @Nullable String invitationRefused(Context ctx) {
    var user = Visitor.of(ctx).session().user();
    var refused =
        !environments.current().multipleMemberships()
            && !organizations.own(user).isEmpty()
            && !organizations.invited(user).isEmpty();
    if (!refused) return null;
    return OwnRefusals.words(
        ctx, Problem.conflict("other_organization").with(user.email().value()));
  }

  /**
   * Answers the page.
   *
   * @param naming whether the form for a new organization is open, if one may be made
   * @param nameError what is wrong with the name in it; where none may be made, it is said above
   */
  private void organizationPage(
      Context ctx,
      int status,
      Journey journey,
      boolean naming,
      String name,
      @Nullable String nameError,
      @Nullable String formError) {
    var visitor = Visitor.of(ctx);
    var user = visitor.session().user();
    var active = visitor.active();
    var environment = environments.current();
    var onlyIn = visitor.onlyIn();
    var all = organizations.own(user);
    // an organization's provider learns nothing of the others by its word
    var own =
        onlyIn == null ? all : all.stream().filter(it -> it.id().equals(onlyIn.value())).toList();
    // where people belong to one only, what they cannot accept is not offered either
    var mayBelongToMore = all.isEmpty() || environment.multipleMemberships();
    var offers = mayBelongToMore && onlyIn == null;
    var creationRefused = mayBelongToMore ? members.creationRefused(user).orElse(null) : null;
    var canCreate = mayBelongToMore && creationRefused == null;
    var said = formError == null && !canCreate ? nameError : formError;
    web.html()
        .answer(
            ctx,
            status,
            new OrganizationPage(
                web.looks().of(ctx),
                journey.application(web.brand().look().appName()),
                user.email().value(),
                OwnOrganizations.of(own, Requests.query(ctx, "q"), Requests.hasQuery(ctx, "all")),
                offers ? organizations.invited(user) : List.of(),
                offers ? organizations.suggested(user) : List.of(),
                onlyIn == null ? organizations.deactivated(user) : List.of(),
                offers ? organizations.expired(user) : List.of(),
                onlyIn == null
                    ? null
                    : ProofPurpose.SEE_ORGANIZATIONS.address(
                        user.email().value(), Journeys.chooser(journey), Journeys.HOME),
                active == null ? "" : active.id().value(),
                web.brand().showsOrganizations(),
                canCreate,
                said == null && creationRefused != null && creationRefused.isAt("display_name")
                    ? Words.of(ctx).of(creationRefused)
                    : null,
                refusedAddress(ctx, user.email()),
                naming && canCreate,
                name,
                nameError,
                said,
                journey.returnTo()));
  }

  /** Why nobody with such an address comes in anywhere, or null. */
  private @Nullable String refusedAddress(Context ctx, EmailAddress email) {
    try {
      Members.refuseBlockedSignUp(environments.current(), email);
      return null;
    } catch (Problem blocked) {
      return Words.of(ctx).of(blocked);
    }
  }

  private void chooseOrganization(Context ctx) {
    choose(ctx, id -> sessions.choose(Visitor.of(ctx).actor(), id));
  }

  private void joinInvited(Context ctx) {
    choose(
        ctx, id -> invitations.acceptPending(Visitor.of(ctx).actor(), Visitor.of(ctx).user(), id));
  }

  private void joinSuggested(Context ctx) {
    choose(
        ctx, id -> members.joinByEmailDomain(Visitor.of(ctx).actor(), Visitor.of(ctx).user(), id));
  }

  private void choose(Context ctx, Consumer<OrganizationId> verb) {
    var journey = journeys.of(Requests.fieldOrQuery(ctx, "return_to"));
    try {
      verb.accept(
          OrganizationId.parse(Requests.field(ctx, "organization"))
              .orElseThrow(() -> Problem.notFound("organization_not_found")));
      entrance.leave(ctx, journey);
    } catch (Problem problem) {
      if (Sessions.asksForProof(problem))
        prove(
            ctx,
            journey.orBack(Journeys.chooser(journey)),
            refused -> refuse(ctx, journey, refused));
      else refuse(ctx, journey, problem);
    }
  }

  /** By the organization's own provider, or by a mail where another one's word is all there is. */
  private void prove(Context ctx, Journey journey, Consumer<Problem> refused) {
    try {
      flow.beginOrGoOn(ctx, Visitor.of(ctx).session().user().email(), journey, () -> {});
    } catch (Problem problem) {
      refused.accept(problem);
    }
  }

  private void refuse(Context ctx, Journey journey, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    organizationPage(
        ctx, Statuses.of(problem), journey, false, "", null, OwnRefusals.words(ctx, problem));
  }

  private void createOrganization(Context ctx) {
    var journey = journeys.of(Requests.fieldOrQuery(ctx, "return_to"));
    var name = Requests.field(ctx, "display_name");
    try {
      members.createOrganization(Visitor.of(ctx).actor(), Visitor.of(ctx).user(), name);
      entrance.leave(ctx, journey);
    } catch (Problem problem) {
      if (Sessions.asksForProof(problem))
        prove(
            ctx,
            journeys.of(Journeys.newOrganization(name, journey)).orBack(Journeys.chooser(journey)),
            refused -> refuseNew(ctx, journey, name, refused));
      else refuseNew(ctx, journey, name, problem);
    }
  }

  private void refuseNew(Context ctx, Journey journey, String name, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    var words = Words.of(ctx);
    organizationPage(
        ctx,
        Statuses.of(problem),
        journey,
        true,
        name,
        words.at(problem, "display_name"),
        words.besides(OwnRefusals.of(problem), "display_name"));
  }
}
