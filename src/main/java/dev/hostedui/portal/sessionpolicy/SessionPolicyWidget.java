package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.identity.session.SessionPolicy;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Answers for the Session Policy page. */
public final class SessionPolicyWidget implements Widget {

  private static final Access MANAGE =
      Access.members(Permission.SESSION_POLICY_MANAGE).with(Feature.SESSION_POLICY);

  private final SessionPolicies policies;
  private final Brand brand;
  private final Pages pages;

  public SessionPolicyWidget(SessionPolicies policies, Brand brand, Pages pages) {
    this.policies = policies;
    this.brand = brand;
    this.pages = pages;
  }

  @Override
  public Section section() {
    return Section.SESSION_POLICY;
  }

  @Override
  public void mount(Routes routes) {
    routes.get("/ui/organization/session-policy", section().access(), this::show);
    routes.get("/ui/organization/session-policy/change", MANAGE, this::askToChange);
    routes.post("/ui/organization/session-policy/change", MANAGE, this::change);
  }

  private void show(Context ctx) {
    pages.show(ctx, section(), page(Visitor.of(ctx)));
  }

  private void askToChange(Context ctx) {
    var visitor = Visitor.of(ctx);
    var form = PolicyForm.read(name -> Requests.query(ctx, name));
    try {
      var policy = form.policy();
      policies.check(policy);
      var active = visitor.active();
      pages.showDialog(
          ctx,
          section(),
          new PolicyChange(
              active == null ? "" : active.displayName(),
              form,
              LimitsInWords.of(policy.effective(policies.ofApplication())),
              withoutEffect(policy),
              policies.consequences(visitor.actor(), policy)));
    } catch (Problem problem) {
      retry(ctx, form, problem);
    }
  }

  private void change(Context ctx) {
    var visitor = Visitor.of(ctx);
    var form = PolicyForm.read(name -> Requests.field(ctx, name));
    try {
      var ended =
          policies.save(
              visitor.actor(), form.policy(), !Requests.field(ctx, "end_longer").isEmpty());
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor),
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

  /** The widget itself again, also when it was its dialog that was asked for. */
  private void retry(Context ctx, PolicyForm form, Problem problem) {
    if (!problem.isAt(PolicyForm.ABSOLUTE) && !problem.isAt(PolicyForm.IDLE)) throw problem;
    if (Requests.wantsFragment(ctx))
      ctx.header("HX-Retarget", "#widget").header("HX-Reswap", "outerHTML");
    var words = Words.of(ctx);
    pages.retry(
        ctx,
        section(),
        page(
            Visitor.of(ctx),
            form,
            words.at(problem, PolicyForm.ABSOLUTE),
            words.at(problem, PolicyForm.IDLE)),
        problem);
  }

  private View page(Visitor visitor) {
    return page(visitor, null, null, null);
  }

  private View page(
      Visitor visitor,
      @Nullable PolicyForm typed,
      @Nullable String absoluteError,
      @Nullable String idleError) {
    var policy = policies.of(visitor.organization());
    var application = policies.ofApplication();
    var saved = PolicyForm.of(policy, application);
    return new PolicyPage(
        brand.look().organization(),
        saved,
        typed == null ? saved : typed,
        absoluteError,
        idleError,
        LimitsInWords.of(application).phrase(),
        LimitsInWords.of(policy.effective(application)),
        withoutEffect(policy),
        visitor.may(Permission.SESSION_POLICY_MANAGE));
  }

  /**
   * What a policy wants to allow that the application does not: stored, and moot (behaviour §5).
   */
  private @Nullable String withoutEffect(SessionPolicy policy) {
    var custom = policy.custom();
    if (policy.source() != SessionPolicy.Source.CUSTOM || custom == null) return null;
    SessionLimits application = policies.ofApplication();
    if (custom.absolute().compareTo(application.absolute()) > 0)
      return "The app allows "
          + LimitsInWords.words(application.absolute())
          + " at most, so "
          + LimitsInWords.words(custom.absolute())
          + " has no effect.";
    var allowed = application.idle();
    var idle = custom.idle();
    if (allowed != null && (idle == null || idle.compareTo(allowed) > 0))
      return "The app signs people out after "
          + LimitsInWords.words(allowed)
          + " away, whatever is set here.";
    return null;
  }
}
