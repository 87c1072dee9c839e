package dev.hostedui.web;

import dev.hostedui.identity.Loopback;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.portallink.PortalVisitor;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every handler. In this order: the request is whole, not too large and not another
 * site's; who calls is known, by the credential of the route's kind, which for people is a live
 * session; an organization is active; the feature is on; a permission is held; where it matters,
 * who it is was proven a moment ago. What remains, whether the object belongs to the organization
 * and the input is good, is the verb's.
 */
public final class Gate {

  /** Where the caller of a request is kept, as an attribute. */
  static final String CALLER = "caller";

  /**
   * The field by which a form, and the query parameter by which what opens one, says for whom and
   * in which organization the page was opened that it is on, as {@link Meant} writes it.
   */
  static final String MEANT = "in_organization";

  private final SessionCredential session;
  private final Map<Access.Kind, Credential> others;
  private final Clock clock;
  private final OwnAddresses addresses;

  /**
   * Takes what proves who calls.
   *
   * @param others the credential of each kind of caller that has no session; a route for a kind
   *     that has none here is refused at start
   */
  public Gate(
      SessionCredential session,
      Map<Access.Kind, Credential> others,
      Clock clock,
      OwnAddresses addresses) {
    this.session = session;
    this.others = Map.copyOf(others);
    this.clock = clock;
    this.addresses = addresses;
  }

  /** {@code scheme://host[:port]}, as browsers write the {@code Origin} header. */
  public static String originOf(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  /**
   * Makes sure that the callers of every route can be told.
   *
   * @throws IllegalStateException when a route is for callers nobody has a credential for
   */
  void checkKnows(Set<Access.Kind> kinds) {
    for (var kind : kinds) {
      if (kind.caller() == Access.Proof.CREDENTIAL && !others.containsKey(kind))
        throw new IllegalStateException("no credential for routes of " + kind);
    }
  }

  void check(Context ctx) {
    if (addresses.leadsOn(ctx)) return;
    var access = accessOf(ctx);
    // the body is there already: whoever sent it slowly is judged now, not when it was announced
    try {
      Bodies.refuseFaults(ctx);
    } catch (Bodies.Refused refused) {
      // to people it is said on the page they are on, with a way back
      if (!access.kind().fromAnywhere())
        caller(ctx, access).ifPresent(found -> ctx.attribute(CALLER, found));
      throw refused;
    }
    if (access.kind() == Access.Kind.SAMPLE) refuseForeignHost(ctx);
    if (Requests.changes(ctx) && !access.kind().fromAnywhere()) refuseCrossSite(ctx, access);
    switch (access.kind().caller()) {
      case NONE -> {}
      case CREDENTIAL -> identify(ctx, access);
      case SESSION -> recognize(ctx, access);
    }
  }

  private Optional<? extends Caller> caller(Context ctx, Access access) {
    return switch (access.kind().caller()) {
      case NONE -> Optional.empty();
      case CREDENTIAL -> Objects.requireNonNull(others.get(access.kind())).caller(ctx);
      case SESSION -> session.caller(ctx);
    };
  }

  private void identify(Context ctx, Access access) {
    var credential = Objects.requireNonNull(others.get(access.kind()));
    credential
        .caller(ctx)
        .ifPresentOrElse(
            caller -> {
              ctx.attribute(CALLER, caller);
              if (caller instanceof Caller.LinkHolder holder) admit(ctx, access, holder.visitor());
            },
            () -> {
              credential.refuse(ctx);
              ctx.skipRemainingHandlers();
            });
  }

  private static void admit(Context ctx, Access access, PortalVisitor holder) {
    meant(ctx)
        .ifPresent(
            it -> refuseOtherOrganization(it, holder.organization(), holder.organizationName()));
    if (!access.allows(holder))
      throw Problem.forbidden("portal_link_elsewhere").with(holder.organizationName());
  }

  private void recognize(Context ctx, Access access) {
    var visitor = session.caller(ctx);
    visitor.ifPresent(found -> ctx.attribute(CALLER, found));
    if (Requests.changes(ctx)) Visitor.resolveBy(ctx, () -> session.caller(ctx));
    if (visitor.isEmpty()) Visitor.endedBy(ctx, () -> session.end(ctx));
    if (access.kind() == Access.Kind.ANYONE_KNOWN) return;
    if (visitor.isEmpty()) {
      session.refuse(ctx);
      return;
    }
    if (access.kind() == Access.Kind.MEMBER && visitor.get().active() == null) {
      SessionCredential.send(ctx, "/login/organization");
      return;
    }
    meant(ctx).ifPresent(it -> refuseOther(visitor.get(), it));
    if (!access.allows(visitor.get())) throw refusal(access, visitor.get());
    var proof = access.proof();
    if (proof != null && !visitor.get().hasShown(proof, clock.instant()))
      SessionCredential.askForProof(ctx, visitor.get(), proof.purpose());
  }

  /**
   * The sample lets anyone in whom it takes for this machine's owner. A page elsewhere whose name
   * was made to lead here (DNS rebinding) calls itself our own origin, and its host gives it away.
   */
  private void refuseForeignHost(Context ctx) {
    var host = ctx.req().getServerName();
    if (!host.equals(URI.create(addresses.base()).getHost()) && !Loopback.is(host))
      throw Problem.forbidden("foreign_host");
  }

  private static Access accessOf(Context ctx) {
    return Access.of(ctx)
        .orElseThrow(
            () -> new IllegalStateException("a route without its one access rule: " + ctx.path()));
  }

  /**
   * Fetch metadata says it; where a browser sends none (plain http off this machine), the origin
   * does.
   */
  private void refuseCrossSite(Context ctx, Access access) {
    var site = ctx.header("Sec-Fetch-Site");
    if (access.kind() == Access.Kind.SAMPLE && site == null && ctx.header("Origin") == null) return;
    var ours =
        site != null
            ? site.equals("same-origin")
            : addresses.asked(ctx).equals(ctx.header("Origin"));
    if (!ours) {
      throw Problem.forbidden("cross_site");
    }
  }

  private static Optional<String> meant(Context ctx) {
    if (!Requests.changes(ctx)) return Requests.queryIfSent(ctx, MEANT);
    return Requests.isForm(ctx) ? Requests.fieldIfSent(ctx, MEANT) : Optional.empty();
  }

  /**
   * A page was opened for one person, and in another window somebody else has signed in since: what
   * is done on the page was not meant for them, nor what is opened on it to be done then.
   */
  static void refuseOther(Visitor visitor, String said) {
    var person = Meant.of(said).person();
    if (person != null && !person.equals(visitor.user().value()))
      throw Problem.conflict("person_switched").with(visitor.session().user().email().value());
    var active = visitor.active();
    refuseOtherOrganization(
        said, active == null ? null : active.id(), active == null ? "" : active.displayName());
  }

  /**
   * Likewise for a page that was opened in one organization, where another one was chosen since.
   */
  private static void refuseOtherOrganization(
      String said, @Nullable OrganizationId active, String name) {
    var meant = Meant.of(said).organization();
    if (meant == null || meant.equals(active == null ? "" : active.value())) return;
    throw active == null
        ? Problem.conflict("organization_left")
        : Problem.conflict("organization_switched").with(name);
  }

  private static Problem refusal(Access access, Visitor visitor) {
    var active = visitor.active();
    if (access.feature() != null
        && active != null
        && !active.features().contains(access.feature())) {
      return Problem.forbidden("feature_off").with(active.displayName());
    }
    return Problem.forbidden("permission_missing");
  }
}
