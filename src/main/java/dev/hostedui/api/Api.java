package dev.hostedui.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.IdempotencyKeys;
import dev.hostedui.identity.connection.KnownProviders;
import dev.hostedui.web.Access;
import dev.hostedui.web.BearerCredential;
import dev.hostedui.web.Caller;
import dev.hostedui.web.Downloads;
import dev.hostedui.web.Json;
import dev.hostedui.web.JsonBody;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/** The management API: its operations as routes, and how it refuses. */
public final class Api implements ProblemFace {

  /** Where it begins. */
  public static final String ROOT = "/api/v1";

  private static final int LONGEST_KEY = 200;
  private static final Set<String> JSON = Set.of("application/json");

  private final List<Operation> operations;
  private final Database database;
  private final Applications applications;
  private final IdempotencyKeys keys;
  private final Rates rates;
  private final Refusals refusals = new Refusals();
  private final Documentation documentation;

  /**
   * Takes what it speaks of.
   *
   * @param providers the identity providers that connections may be to
   * @param documentWords what is wrong with a document of an identity provider, in a sentence, by
   *     its code and what the sentence is filled in with
   * @param directories the providers of directories
   */
  public Api(
      Core core,
      Web web,
      KnownProviders providers,
      BiFunction<String, List<String>, String> documentWords,
      Set<String> directories) {
    operations = Operations.all(core, web, providers, documentWords, directories);
    database = core.database;
    applications = core.applications;
    keys = core.idempotencyKeys;
    rates = new Rates(core.clock);
    documentation = new Documentation(core, web, operations);
  }

  public void mount(Routes routes) {
    for (var operation : operations)
      routes.add(
          HandlerType.findOrCreate(operation.method),
          ROOT + operation.path,
          Access.api(),
          operation.largestBody(),
          ctx -> run(ctx, operation));
    documentation.mount(routes);
  }

  private void run(Context ctx, Operation operation) {
    if (!(Caller.of(ctx).actor() instanceof Actor.Client actor))
      throw new IllegalStateException("only clients call here");
    database.whileHolds(tx -> mustStillCall(ctx, tx, actor), () -> run(ctx, operation, actor));
  }

  private void mustStillCall(Context ctx, Handle tx, Actor.Client actor) {
    if (!applications.mayCall(tx, actor.id())) throw BearerCredential.ended(ctx);
  }

  private void run(Context ctx, Operation operation, Actor.Client actor) {
    rates.take(ctx, actor.id());
    refuseMissingRight(ctx, operation, actor);
    checkQuery(ctx, operation);
    var call = new Call(ctx, operation, actor, body(ctx, operation));
    refuseCondition(operation, call);
    var key = ctx.header("Idempotency-Key");
    if (key == null || !operation.makes()) {
      answer(ctx, operation, call);
      return;
    }
    if (key.isBlank() || key.length() > LONGEST_KEY)
      throw Problem.invalid("idempotency_key_malformed").at("Idempotency-Key").with(LONGEST_KEY);
    // an answer may hold a secret that verbs refuse to whoever may do less
    var request =
        rights(actor)
            + "\n"
            + operation.method
            + " "
            + ctx.path()
            + "?"
            + ctx.queryString()
            + "\n"
            + call.body().json();
    var given = keys.once(actor.id(), key, request, () -> kept(operation, operation.answer(call)));
    if (given.etag() != null) ctx.header("ETag", given.etag());
    Json.answerWritten(ctx, given.status(), given.body());
  }

  private static IdempotencyKeys.Answer kept(Operation operation, Reply reply) {
    var written = Json.written(reply.body());
    return new IdempotencyKeys.Answer(operation.status(), written, reply.etag(written));
  }

  /** What the token may do, in one order: an application may have several, narrowed otherwise. */
  private static String rights(Actor.Client actor) {
    return new TreeSet<>(actor.permissions()) + (actor.operates() ? " operates" : "");
  }

  private static void answer(Context ctx, Operation operation, Call call) {
    var reply = operation.answer(call);
    var file = reply.file();
    if (file != null) {
      Downloads.answer(ctx, file.name(), file.mediaType(), file.parts());
      return;
    }
    var written = Json.written(reply.body());
    var etag = reply.etag(written);
    if (etag != null) {
      ctx.header("ETag", etag);
      if (!operation.changes() && call.hasAlready(etag)) {
        ctx.status(304);
        return;
      }
    }
    Json.answerWritten(ctx, operation.status(), written);
  }

  /** Whoever names what they have seen must not learn too late that nobody has compared it. */
  private static void refuseCondition(Operation operation, Call call) {
    if (!operation.changes()) return;
    if (operation.isVersioned()) call.seen();
    else if (call.namesVersion()) throw Problem.invalid("if_match_not_compared").at(Call.IF_MATCH);
  }

  /** Verbs ask again, inside their change; reading asks only here. */
  private static void refuseMissingRight(Context ctx, Operation operation, Actor.Client actor) {
    var may = actor.permissions().containsAll(operation.needs());
    if (may && (actor.operates() || !operation.needsOperator())) return;
    ctx.attribute(Refusals.NEEDED, operation.scopes());
    throw Problem.forbidden("scope_missing").with(String.join(" ", operation.scopes()));
  }

  /** Parameters that are not declared are ignored, like fields of a body that nobody knows. */
  private static void checkQuery(Context ctx, Operation operation) {
    var wrong = new ArrayList<Problem>();
    for (var parameter : operation.parameters()) {
      if (parameter.place() != Operation.Place.QUERY) continue;
      Requests.query(ctx, parameter.name());
      var sent = ctx.queryParams(parameter.name());
      if (parameter.required() && sent.stream().allMatch(String::isEmpty))
        wrong.add(Problem.invalid("value_missing").at(parameter.name()));
      if (sent.size() > 1 && !parameter.repeated())
        wrong.add(Problem.invalid("parameter_twice").at(parameter.name()));
      for (var value : sent)
        if (!value.isEmpty())
          parameter.schema().check(typed(parameter.schema(), value), parameter.name(), wrong);
    }
    Schema.refuse(wrong);
  }

  /** A parameter is text; what is meant as a number or truth is read as one, if it can be. */
  private static JsonNode typed(Schema schema, String value) {
    var nodes = JsonNodeFactory.instance;
    if (schema instanceof Schema.Whole && value.matches("-?\\d{1,18}"))
      return nodes.numberNode(Long.parseLong(value));
    if (schema instanceof Schema.Truth && (value.equals("true") || value.equals("false")))
      return nodes.booleanNode(value.equals("true"));
    return nodes.textNode(value);
  }

  private static Body body(Context ctx, Operation operation) {
    var schema = operation.body();
    if (schema == null) return Body.NONE;
    var sent =
        ctx.bodyAsBytes().length == 0
            ? JsonNodeFactory.instance.objectNode()
            : JsonBody.read(ctx, JSON);
    schema.check(sent);
    return new Body(sent);
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    refusals.refuse(ctx, status, problem);
  }

  @Override
  public Unread unread(String path, int status, String words) {
    return new Unread("application/json", refusals.unread(status, words));
  }
}
