package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.connection.Arrival;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.connection.SignInAttempt;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.connection.UpstreamPerson;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.identity.session.Voucher;
import dev.hostedui.identity.signon.SignOnAnswer;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The word of an identity provider for who somebody is, used up by the session it leads to. */
final class UpstreamProof implements Vouched {

  private final Core core;
  private final SignOnRequest request;
  private final SignOnAnswer answer;
  private final Actor.Origin origin;
  private final @Nullable EmailAddress proven;
  private final @Nullable Instant provenAt;
  private final RoutedConnection route;
  private final String issuer;

  /** Whom one provider has named is none of another's people. */
  private final boolean changed;

  private final UpstreamPerson person;
  private final boolean providerEndsSessions;
  private @Nullable UserId arrived;

  UpstreamProof(
      Core core,
      SignOnRequest request,
      SignOnAnswer answer,
      Actor.Origin origin,
      @Nullable EmailAddress proven,
      @Nullable Instant provenAt) {
    this.core = core;
    this.request = request;
    this.answer = answer;
    this.origin = origin;
    this.proven = proven;
    this.provenAt = provenAt;
    var id = new ConnectionId(request.connection());
    route =
        core.connectionRoutes
            .find(id)
            .orElseThrow(() -> Problem.forbidden("connection_not_active"));
    var version =
        core.connectionVersions
            .find(id, route.version())
            .orElseThrow(() -> Problem.forbidden("connection_not_active"));
    issuer = version.settings().issuer();
    changed =
        core.connectionVersions
            .find(id, (int) request.version())
            .filter(it -> it.settings().issuer().equals(issuer))
            .isEmpty();
    person = UpstreamPerson.of(version.settings().mapping(), answer.identity(), null);
    providerEndsSessions =
        core.connections.find(id).filter(it -> it.has(Switch.PROVIDER_ENDS_SESSIONS)).isPresent();
  }

  @Override
  public SignOnRequest request() {
    return request;
  }

  @Override
  public Means means() {
    return Means.UPSTREAM;
  }

  @Override
  public Optional<OrganizationId> organization() {
    return Optional.of(route.organization());
  }

  @Override
  public String method() {
    return request.connection();
  }

  @Override
  public void mustHold() {
    if (changed) throw Problem.conflict("provider_changed");
    var until = until();
    // a mailbox may have been proven in between
    if (until != null && !until.isAfter(core.clock.instant()))
      throw Problem.conflict("provider_session_over");
  }

  /**
   * {@inheritDoc}
   *
   * @throws MailboxUnproven when the provider's word alone is not enough; nothing has changed then
   */
  @Override
  public Shown use(Handle tx) {
    mustHold();
    if (!core.signOnRequests.use(tx, request)) throw Problem.conflict("login_used");
    var email = person.email();
    var newcomer =
        new Actor.Newcomer(request.connection(), email == null ? "" : email.value(), origin);
    var arrival = core.upstreamAccounts.arrive(tx, newcomer, route, person, proven);
    if (arrival instanceof Arrival.ProofNeeded needed) throw new MailboxUnproven(needed.address());
    var member = (Arrival.Member) arrival;
    arrived = member.user();
    return new Shown(
        Users.find(tx, member.user()).orElseThrow(() -> Problem.notFound("account_not_found")),
        authentication(member.trust()),
        route.organization());
  }

  private Authentication authentication(Arrival.Trust trust) {
    var identity = answer.identity();
    var hint = answer.logoutHint();
    return new Authentication(
        request.connection(),
        new Voucher(
            request.connection(),
            issuer,
            route.organization(),
            identity.subject(),
            identity.sessionIndex(),
            hint == null ? null : core.farewells.seal(request.connection(), hint)),
        trust == Arrival.Trust.DOMAIN ? null : route.organization(),
        provenAt,
        until());
  }

  /** When the session ends by what the provider says, or null where that does not count. */
  private @Nullable Instant until() {
    return providerEndsSessions ? answer.identity().sessionEnds() : null;
  }

  @Override
  public void succeeded() {
    note(arrived, null);
  }

  @Override
  public void refused(Problem problem) {
    note(null, problem.code());
  }

  private void note(@Nullable UserId user, @Nullable String code) {
    var email = person.email();
    core.signInHistory.note(
        new SignInAttempt(
            route.id(),
            email == null ? person.subject() : email.value(),
            user,
            code,
            code,
            answer.document(),
            origin.ip(),
            origin.userAgent()));
  }
}
