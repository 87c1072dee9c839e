package dev.hostedui.provisioning;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryToken;
import dev.hostedui.identity.directory.RequestTrials;
import dev.hostedui.protocol.scim.BulkRequest;
import dev.hostedui.protocol.scim.ScimProblem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Caller;
import dev.hostedui.web.Credential;
import dev.hostedui.web.OwnAddresses;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;

/** Puts the SCIM server together, and takes requests off HTTP's. */
public final class ScimFace {

  /** What the addresses of all directories begin with. */
  public static final String PREFIX = "/directory/";

  private static final String BASE = PREFIX + "{directory}/scim/v2";

  /** More than a bulk request may have is in no body. */
  private static final int LARGEST = BulkRequest.LARGEST;

  /** RFC 7644 §3.8; a body that says nothing of its type is taken for what it has to be. */
  private static final Set<String> TYPES = Set.of("", "application/scim+json", "application/json");

  private final OwnAddresses addresses;
  private final Core core;
  private final DirectoryCredential credential;
  private final Endpoints endpoints;
  private final ScimAnswers answers;

  public ScimFace(Core core, Web web) {
    this.core = core;
    this.credential =
        new DirectoryCredential(core.directoryTokens, web.limits(), web.requests(), core.clock);
    this.endpoints = new Endpoints(core.directoryUsers, core.directoryGroups);
    addresses = web.addresses();
    this.answers = new ScimAnswers(core.directoryRequests, credential, web.requests());
  }

  /** What proves who calls. */
  public Credential credential() {
    return credential;
  }

  /** How refusals and faults look to directories. */
  public ProblemFace refusals() {
    return answers;
  }

  /** What has a request that an admin tries answered. */
  public RequestTrials trials() {
    return new DryRun(core, endpoints);
  }

  public void mount(Routes routes) {
    var directory = Access.directory();
    for (var list : List.of("/Users", "/Groups")) {
      routes.get(BASE + list, directory, this::serve);
      routes.post(BASE + list, directory, LARGEST, this::serve);
      routes.post(BASE + list + "/.search", directory, LARGEST, this::serve);
      routes.get(BASE + list + "/{id}", directory, this::serve);
      routes.put(BASE + list + "/{id}", directory, LARGEST, this::serve);
      routes.patch(BASE + list + "/{id}", directory, LARGEST, this::serve);
      routes.delete(BASE + list + "/{id}", directory, this::serve);
    }
    routes.post(BASE + "/.search", directory, LARGEST, this::serve);
    routes.post(BASE + "/Bulk", directory, LARGEST, this::serve);
    routes.get(BASE + "/ServiceProviderConfig", directory, this::serve);
    for (var documents : List.of("/ResourceTypes", "/Schemas")) {
      routes.get(BASE + documents, directory, this::serve);
      routes.get(BASE + documents + "/{id}", directory, this::serve);
    }
    routes.get(BASE + "/Me", directory, this::serve);
    routes.post(BASE + "/Me", directory, LARGEST, this::serve);
    routes.put(BASE + "/Me", directory, LARGEST, this::serve);
    routes.patch(BASE + "/Me", directory, LARGEST, this::serve);
    routes.delete(BASE + "/Me", directory, this::serve);
  }

  private void serve(Context ctx) {
    var presented = DirectoryCredential.presented(ctx).orElseThrow();
    core.database.whileHolds(
        tx -> {
          if (!core.directoryTokens.isStillGood(tx, presented))
            DirectoryCredential.refuseEnded(ctx);
        },
        () -> serve(ctx, presented));
  }

  private void serve(Context ctx, DirectoryToken.Presented presented) {
    var began = System.nanoTime();
    var directory = presented.directory();
    var trail = new Trail();
    Reply reply;
    try {
      reply = presented.featureOn() ? answer(ctx, directory, trail) : withoutFeature(trail);
    } catch (RuntimeException stopped) {
      answers.noteStopped(ctx, directory.id(), trail);
      throw stopped;
    }
    answers.send(ctx, reply);
    var milliseconds = (System.nanoTime() - began) / 1_000_000;
    answers.note(ctx, directory.id(), reply, trail, milliseconds);
  }

  private Reply answer(Context ctx, Directory directory, Trail trail) {
    try {
      if (hasBody(ctx)) refuseOtherTypes(ctx);
      var asked =
          Asked.of(
              ctx.req().getMethod(),
              ScimAnswers.address(ctx),
              ctx.header("If-Match"),
              ctx.header("If-None-Match"),
              hasBody(ctx) ? ctx.bodyAsBytes() : new byte[0]);
      var base = addresses.asked(ctx) + PREFIX + directory.id().value() + "/scim/v2";
      var actor = (Actor.Directory) Caller.of(ctx).actor();
      return endpoints.answer(
          new Call(asked, directory, actor, Store.of(core.database), base, trail));
    } catch (ScimProblem problem) {
      trail.refused(problem);
      return Reply.refused(problem);
    }
  }

  /** Whether a request of this verb is about what its body says. */
  static boolean hasBody(Context ctx) {
    return switch (ctx.req().getMethod()) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  private static void refuseOtherTypes(Context ctx) {
    if (!TYPES.contains(Requests.mediaType(ctx)))
      throw new ScimProblem(415, null, "Send application/scim+json or application/json.");
  }

  private static Reply withoutFeature(Trail trail) {
    trail.refused("feature_off");
    return Reply.refused(
        new ScimProblem(
            403,
            null,
            "SCIM provisioning is not switched on for this organization. Ask the people who run the"
                + " app."));
  }
}
