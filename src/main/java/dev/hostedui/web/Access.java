package dev.hostedui.web;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalVisitor;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route. Every route has exactly one; there is no default.
 *
 * @param feature must be on for the organization, or null
 * @param anyOf at least one of these must be held; empty when none is needed
 * @param allOf each of these must be held as well
 * @param proof what the person must have proven for what is their own, or null
 * @param module what a link must open, or null
 * @param steps what a link that is narrowed to one step must be for; empty where such links end
 */
public record Access(
    Kind kind,
    @Nullable Feature feature,
    Set<Permission> anyOf,
    Set<Permission> allOf,
    @Nullable OwnProof proof,
    @Nullable PortalModule module,
    Set<PortalStep.Kind> steps)
    implements RouteRole {

  /** A proof of who somebody is counts as fresh this long. */
  public static final Duration FRESH = Duration.ofMinutes(10);

  /**
   * What somebody must have proven before they do something that is theirs alone: who they are, by
   * what counts everywhere and not only in the organization whose identity provider has said so.
   *
   * @param purpose what they are about to do, for the page that asks
   * @param recent whether they must have proven it within {@link #FRESH}
   */
  public record OwnProof(ProofPurpose purpose, boolean recent) {}

  /** Only members hold permissions and belong to an organization that has features. */
  public Access {
    if (kind != Kind.MEMBER && (feature != null || !anyOf.isEmpty() || !allOf.isEmpty()))
      throw new IllegalArgumentException("permissions and features are asked of members only");
    if (proof != null && kind.caller != Proof.SESSION)
      throw new IllegalArgumentException("only a session can be proven");
    if (kind != Kind.LINK && (module != null || !steps.isEmpty()))
      throw new IllegalArgumentException("modules and steps are asked of links only");
    steps = Set.copyOf(steps);
    for (var step : steps)
      if (step.module() != module)
        throw new IllegalArgumentException(step + " is no step of " + module);
  }

  /** The rule of the route that a request matches, if it matches one. */
  static Optional<Access> of(Context ctx) {
    var roles = ctx.routeRoles();
    return roles.size() == 1 && roles.iterator().next() instanceof Access access
        ? Optional.of(access)
        : Optional.empty();
  }

  private static Access of(Kind kind) {
    return new Access(kind, null, Set.of(), Set.of(), null, null, Set.of());
  }

  /** How the gate finds out who calls. */
  enum Proof {
    /** It does not ask. */
    NONE,
    /** By the session cookie. */
    SESSION,
    /** By the {@link Credential} of the kind. */
    CREDENTIAL
  }

  /** How much the gate finds out before it lets a request pass. */
  public enum Kind {
    /** Nobody is asked anything; the session cookie is not even read. */
    ANYONE(Proof.NONE, false),
    /** A program that proves itself to the handler by what it sends; no cookie is read. */
    CLIENT(Proof.NONE, true),
    /**
     * A browser that another site lets post here, as identity providers do with their answers (SAML
     * Bindings §3.5, OAuth form_post). What is posted is its own proof; no cookie is read.
     */
    CROSS_SITE_POST(Proof.NONE, true),
    /** Passes with or without a session; the handler may look. */
    ANYONE_KNOWN(Proof.SESSION, false),
    /**
     * Only of the sample environment: anyone, and command line tools, which send no fetch metadata.
     */
    SAMPLE(Proof.NONE, false),
    /** A live session. */
    SIGNED_IN(Proof.SESSION, false),
    /** A live session with an active membership of its organization. */
    MEMBER(Proof.SESSION, false),
    /** A program with a token of the API. */
    API(Proof.CREDENTIAL, true),
    /** A customer's directory with its token. */
    DIRECTORY(Proof.CREDENTIAL, true),
    /** Somebody who was given a link to a part of the portal; their browser keeps a cookie. */
    LINK(Proof.CREDENTIAL, false);

    private final Proof caller;
    private final boolean fromAnywhere;

    Kind(Proof caller, boolean fromAnywhere) {
      this.caller = caller;
      this.fromAnywhere = fromAnywhere;
    }

    Proof caller() {
      return caller;
    }

    /** Whether no cookie counts, so that a request from another site gains nothing by it. */
    boolean fromAnywhere() {
      return fromAnywhere;
    }
  }

  public static Access anyone() {
    return of(Kind.ANYONE);
  }

  public static Access anyoneKnown() {
    return of(Kind.ANYONE_KNOWN);
  }

  public static Access client() {
    return of(Kind.CLIENT);
  }

  /** A form that another site has a browser post, and that proves by itself what it says. */
  public static Access crossSitePost() {
    return of(Kind.CROSS_SITE_POST);
  }

  /** Programs with a token of the API. What a token may do is asked by the verbs. */
  public static Access api() {
    return of(Kind.API);
  }

  /** A customer's directory. */
  public static Access directory() {
    return of(Kind.DIRECTORY);
  }

  /** Whoever was given a link to any part of the portal, or to one step in it. */
  public static Access link() {
    return of(Kind.LINK);
  }

  /** Whoever was given a link that opens the whole of a module. */
  public static Access link(PortalModule module) {
    return new Access(Kind.LINK, null, Set.of(), Set.of(), null, module, Set.of());
  }

  /** Anyone, on the pages of the sample, which exist on this machine's own addresses only. */
  public static Access sample() {
    return of(Kind.SAMPLE);
  }

  /** Everyone with a live session, in any role and without an organization too. */
  public static Access signedIn() {
    return of(Kind.SIGNED_IN);
  }

  /** Members who hold at least one of the permissions. */
  public static Access members(Permission one, Permission... others) {
    return new Access(
        Kind.MEMBER, null, Set.copyOf(EnumSet.of(one, others)), Set.of(), null, null, Set.of());
  }

  /** Narrows this rule to organizations for which the operator switched a feature on. */
  public Access with(Feature needed) {
    return new Access(kind, needed, anyOf, allOf, proof, module, steps);
  }

  /**
   * Narrows this rule to members who hold a further permission. It takes one, not several. A link
   * that opens a module may change all of it, so there the permission must be the module's own.
   */
  public Access and(Permission needed) {
    if (module != null && module.manage() == needed) return this;
    return new Access(kind, feature, anyOf, Set.of(needed), proof, module, steps);
  }

  /**
   * Widens this rule to links that are narrowed to a step of one of these kinds, where links go at
   * all. What the step is about is for the handler to ask.
   */
  public Access orStep(PortalStep.Kind one, PortalStep.Kind... others) {
    return kind == Kind.LINK
        ? new Access(kind, feature, anyOf, allOf, proof, module, EnumSet.of(one, others))
        : this;
  }

  /** Narrows this rule to people who proved a moment ago who they are. Others are asked first. */
  public Access recently(ProofPurpose purpose) {
    return with(new OwnProof(purpose, true));
  }

  /**
   * Narrows this rule to people who have proven who they are by what counts everywhere: not only in
   * one organization, whose identity provider speaks for a stranger's address. Others are asked
   * first.
   */
  public Access everywhere(ProofPurpose purpose) {
    return with(new OwnProof(purpose, false));
  }

  private Access with(OwnProof needed) {
    return new Access(kind, feature, anyOf, allOf, needed, module, steps);
  }

  /** Whether the feature, where one is asked for, is on for a visitor's organization. */
  public boolean isOnFor(Visitor visitor) {
    var active = visitor.active();
    return feature == null || (active != null && active.features().contains(feature));
  }

  /** Whether a visitor passes. */
  public boolean allows(Visitor visitor) {
    if (kind != Kind.MEMBER) return true;
    var active = visitor.active();
    return active != null
        && isOnFor(visitor)
        && (anyOf.isEmpty() || !Collections.disjoint(anyOf, active.permissions()))
        && active.permissions().containsAll(allOf);
  }

  /** Whether somebody with a link passes. */
  public boolean allows(PortalVisitor holder) {
    if (kind != Kind.LINK) return false;
    if (module == null) return true;
    if (!holder.modules().contains(module)) return false;
    var narrowed = holder.step();
    return narrowed == null || steps.contains(narrowed.kind());
  }

  /** How the register of routes writes it. */
  @Override
  public String toString() {
    var permissions =
        anyOf.stream().sorted().map(Permission::wireName).collect(Collectors.joining("|"));
    return kind.name().toLowerCase(Locale.ROOT)
        + (permissions.isEmpty() ? "" : " " + permissions)
        + allOf.stream()
            .map(permission -> " +" + permission.wireName())
            .collect(Collectors.joining())
        + (feature == null ? "" : " feature:" + feature.wireName())
        + (module == null ? "" : " " + module.wireName())
        + steps.stream()
            .sorted()
            .map(step -> " step:" + step.wireName())
            .collect(Collectors.joining())
        + (proof == null ? "" : proof.recent ? " recently" : " everywhere");
  }
}
