package dev.hostedui.provisioning;

import com.google.common.base.Splitter;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.identity.directory.DirectoryToken;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.protocol.scim.ScimProblem;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends answers as SCIM has them, also those of requests that reached no endpoint, and notes every
 * one in the log of the directory that it is about.
 */
final class ScimAnswers implements ProblemFace {

  private static final String TYPE = "application/scim+json";

  /** Of a body no more is kept in the log than this many bytes, before that cuts it further. */
  private static final int LONGEST_NOTED = 64 * 1024;

  private static final long BUSY_SECONDS = 2;

  private final DirectoryRequests log;
  private final DirectoryCredential credential;
  private final Requests requests;

  ScimAnswers(DirectoryRequests log, DirectoryCredential credential, Requests requests) {
    this.log = log;
    this.credential = credential;
    this.requests = requests;
  }

  /** What follows the address of the directory, as it came: encoded, with its query. */
  static String address(Context ctx) {
    // past "directory", its id, "scim" and "v2"; slashes may have come twice
    var path =
        Splitter.on('/')
            .omitEmptyStrings()
            .splitToStream(ctx.req().getRequestURI())
            .skip(4)
            .reduce("", (before, part) -> before + "/" + part);
    var query = ctx.req().getQueryString();
    return query == null ? path : path + "?" + query;
  }

  void send(Context ctx, Reply reply) {
    ctx.status(reply.status());
    if (reply.status() == 201 && reply.location() != null) ctx.header("Location", reply.location());
    if (reply.etag() != null) ctx.header("ETag", reply.etag());
    // all else that takes other verbs has routes, which refuse before
    if (reply.status() == 405) ctx.header("Allow", "POST");
    if (reply.status() == 429) ctx.header("Retry-After", Long.toString(BUSY_SECONDS));
    if (reply.body() == null) ctx.res().setContentType(null);
    else ctx.contentType(TYPE).result(reply.body());
  }

  /** A request that was refused before it reached an endpoint, or that met a fault. */
  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var reply = Reply.refused(ScimRefusals.of(status, problem));
    ctx.status(status).contentType(TYPE).result(reply.body());
    var trail = new Trail();
    if (status == 401) {
      trail.refused(DirectoryCredential.faultOf(ctx).code());
      DirectoryCredential.named(ctx).ifPresent(id -> note(ctx, id, reply, trail, 0));
      return;
    }
    // nobody fills a directory's log who has no token of it
    trail.refused(problem.code());
    try {
      directory(ctx).ifPresent(id -> note(ctx, id, reply, trail, 0));
    } catch (StorageUnavailable e) {
      // nor can the log of a directory that cannot be looked up
    }
  }

  @Override
  public Unread unread(String path, int status, String words) {
    var type = status == 400 ? ScimProblem.Type.INVALID_SYNTAX : null;
    return new Unread(TYPE, Reply.error(new ScimProblem(status, type, words)).toString());
  }

  /** The directory that a request has proven to come from, whether a route asked for it or not. */
  private Optional<DirectoryId> directory(Context ctx) {
    if (DirectoryCredential.presented(ctx).isEmpty() && DirectoryCredential.named(ctx).isPresent())
      credential.caller(ctx);
    return DirectoryCredential.presented(ctx)
        .map(DirectoryToken.Presented::directory)
        .map(it -> it.id());
  }

  /** Notes a request and those that came in it. */
  void note(Context ctx, DirectoryId directory, Reply reply, Trail trail, long milliseconds) {
    var call = call(ctx);
    noteParts(ctx, directory, call, trail);
    note(ctx, trail.logged(directory, call, reply.logged(milliseconds)));
  }

  /** Notes what was carried out of a request before it was stopped, which is told of by itself. */
  void noteStopped(Context ctx, DirectoryId directory, Trail trail) {
    if (trail.hasParts()) noteParts(ctx, directory, call(ctx), trail);
  }

  private void noteParts(Context ctx, DirectoryId directory, LoggedRequest.Call call, Trail trail) {
    for (var part : trail.loggedParts(directory, call)) note(ctx, part.with(Trail.IN_BULK));
  }

  private void note(Context ctx, LoggedRequest request) {
    log.note(DirectoryCredential.sent(ctx).map(request::without).orElse(request));
  }

  private LoggedRequest.Call call(Context ctx) {
    return new LoggedRequest.Call(
        Requests.id(ctx),
        ctx.req().getMethod(),
        address(ctx),
        requests.ip(ctx),
        Requests.userAgent(ctx),
        body(ctx));
  }

  private static @Nullable String body(Context ctx) {
    if (!ScimFace.hasBody(ctx)) return null;
    var bytes = ctx.bodyAsBytes();
    return new String(bytes, 0, Math.min(bytes.length, LONGEST_NOTED), StandardCharsets.UTF_8);
  }
}
