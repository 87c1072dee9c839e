package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.identity.session.SessionPolicy;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Answers for the Session Policy page. */
public final class SessionPolicyWidget implements Widget {

  private final SessionPolicies policies;
  private final Brand brand;
  private final Surface surface;

  public SessionPolicyWidget(SessionPolicies policies, Brand brand, Surface surface) {
    this.policies = policies;
    this.brand = brand;
    this.surface = surface;
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SESSION_POLICY_MANAGE);
    routes.get(path, surface.access(), this::show);
    routes.post(path + "/preview", manage, this::ask);
    routes.post(path + "/change", manage, this::change);
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx));
  }

  private void ask(Context ctx) {
    var form = read(ctx);
    try {
      var policy = form.policy(policies);
      policies.check(policy);
      var seen = Requests.optionalField(ctx, PolicyForm.SEEN);
      Version.mustBe(
          seen.isEmpty() ? null : seen, policies.of(surface.organization(ctx)).version());
      surface.showDialog(
          ctx,
          new PolicyChange(
              surface.spot(ctx),
              brand.look(),
              form,
              seen,
              LimitsInWords.of(policy.effective(policies.ofApplication())),
              withoutEffect(policy),
              policies.consequences(
                  surface.organization(ctx), surface.person(ctx).session(), policy)));
    } catch (Problem problem) {
      retry(ctx, form, problem);
    }
  }

  private void change(Context ctx) {
    var form = read(ctx);
    var seen = Requests.optionalField(ctx, PolicyForm.SEEN);
    try {
      var ended =
          policies.save(
              surface.actor(ctx),
              surface.organization(ctx),
              form.policy(policies),
              !Requests.optionalField(ctx, "end_longer").isEmpty(),
              seen.isEmpty() ? null : seen);
      surface.changed(
          ctx,
          "",
          () -> page(ctx),
          Toast.done(
              "The session policy is saved."
                  + (ended == 0
                      ? ""
                      : " "
                          + ended
                          + (ended == 1 ? " session was ended." : " sessions were ended."))));
    } catch (Problem problem) {
      retry(ctx, form, problem);
    }
  }

  private static PolicyForm read(Context ctx) {
    return PolicyForm.read(name -> Requests.optionalField(ctx, name));
  }

  /** The widget itself again, also when it was its dialog that was asked for. */
  private void retry(Context ctx, PolicyForm form, Problem problem) {
    if (!problem.isAt(PolicyForm.ABSOLUTE)
        && !problem.isAt(PolicyForm.IDLE)
        && !problem.code().equals("version_changed")) throw problem;
    surface.retry(ctx, page(ctx, form, problem), problem);
  }

  private View page(Context ctx) {
    return page(ctx, null, null);
  }

  private View page(Context ctx, @Nullable PolicyForm typed, @Nullable Problem problem) {
    var words = Words.of(ctx);
    var policy = policies.of(surface.organization(ctx));
    var application = policies.ofApplication();
    var saved = PolicyForm.of(policy, application);
    return new PolicyPage(
        surface.spot(ctx),
        brand.look(),
        saved,
        typed == null ? saved : typed,
        policy.version(),
        problem == null ? null : words.at(problem, PolicyForm.ABSOLUTE),
        problem == null ? null : words.at(problem, PolicyForm.IDLE),
        problem == null ? null : words.besides(problem, PolicyForm.ABSOLUTE, PolicyForm.IDLE),
        LimitsInWords.of(application).phrase(),
        Ago.exactly(policies.accessTokenLifetime()),
        LimitsInWords.of(policy.effective(application)),
        withoutEffect(policy),
        surface.may(ctx, Permission.SESSION_POLICY_MANAGE));
  }

  /** What a policy wants to allow that the application does not: stored, and moot. */
  private @Nullable String withoutEffect(SessionPolicy policy) {
    var custom = policy.custom();
    if (policy.source() != SessionPolicy.Source.CUSTOM || custom == null) return null;
    SessionLimits application = policies.ofApplication();
    if (custom.absolute().compareTo(application.absolute()) > 0)
      return "The app allows "
          + Ago.exactly(application.absolute())
          + " at most, so "
          + Ago.exactly(custom.absolute())
          + " has no effect.";
    var allowed = application.idle();
    var idle = custom.idle();
    if (allowed != null && (idle == null || idle.compareTo(allowed) > 0))
      return "The app signs people out after "
          + Ago.exactly(allowed)
          + " away, whatever is set here.";
    return null;
  }
}
