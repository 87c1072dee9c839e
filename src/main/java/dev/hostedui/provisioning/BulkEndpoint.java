package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.hostedui.identity.directory.Remark;
import dev.hostedui.protocol.scim.BulkRequest;
import dev.hostedui.protocol.scim.BulkRequest.Operation;
import dev.hostedui.protocol.scim.ScimJson;
import dev.hostedui.protocol.scim.ScimProblem;
import dev.hostedui.protocol.scim.Urn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /Bulk} (RFC 7644 §3.7): each operation is a request of its own, carried out or refused by
 * itself. One that names a resource which another one makes waits for that.
 */
final class BulkEndpoint {

  /** How a bulk request ended, in the customer's log: how many operations, how many refused. */
  static final String REMARK = "bulk";

  private final Endpoints endpoints;

  BulkEndpoint(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  Reply answer(Call call) {
    if (call.asked().body().length > BulkRequest.LARGEST)
      throw new ScimProblem(413, null, "A bulk request has at most 1 MiB.");
    var run = new Run(call, BulkRequest.read(call.asked().object()));
    var answer = ScimJson.newObject();
    answer.putArray("schemas").add(Urn.BULK_RESPONSE);
    answer.set("Operations", run.all());
    return Reply.of(200, answer);
  }

  private final class Run {

    private final Call call;
    private final BulkRequest request;
    private final Map<String, String> ids = new HashMap<>();
    private final ObjectNode[] answers;
    private int errors;

    /** Those that were made without what they name. */
    private final List<Integer> unfinished = new ArrayList<>();

    Run(Call call, BulkRequest request) {
      this.call = call;
      this.request = request;
      this.answers = new ObjectNode[request.operations().size()];
    }

    /** In the order they came, but for those that wait for a later one. */
    ArrayNode all() {
      var waiting = new ArrayList<Integer>();
      for (var i = 0; i < answers.length; i++) waiting.add(i);
      while (!waiting.isEmpty() && !isOver()) {
        var left = pass(waiting);
        if (left.size() == waiting.size() && !breakCircle(left)) {
          left.forEach(this::refuseCircle);
          break;
        }
        waiting.clear();
        waiting.addAll(left);
      }
      unfinished.forEach(this::finish);
      var all = ScimJson.newList();
      for (var it : answers) if (it != null) all.add(it);
      call.trail().remark(Remark.of(REMARK, all.size(), errors));
      return all;
    }

    private boolean isOver() {
      return request.failOnErrors() > 0 && errors >= request.failOnErrors();
    }

    /** Carries out what waits for nothing; answers what still does. */
    private List<Integer> pass(List<Integer> waiting) {
      var left = new ArrayList<Integer>();
      var toCome = new HashSet<String>();
      for (var i : waiting) {
        var name = request.operations().get(i).bulkId();
        if (name != null && request.operations().get(i).method().equals("POST")) toCome.add(name);
      }
      for (var i : waiting) {
        if (isOver()) break;
        var operation = request.operations().get(i);
        if (waitsFor(operation, toCome)) {
          left.add(i);
          continue;
        }
        carryOut(i, operation);
        toCome.remove(operation.bulkId());
      }
      return left;
    }

    private static boolean waitsFor(Operation operation, Set<String> toCome) {
      return operation.references().stream().anyMatch(toCome::contains);
    }

    /**
     * Of resources that name each other one is made without the others, and told of them when they
     * are there (RFC 7644 §3.7.1).
     */
    private boolean breakCircle(List<Integer> left) {
      for (var i : left) {
        var sent = request.operations().get(i);
        if (!sent.method().equals("POST")) continue;
        left.remove(i);
        carryOut(i, sent.without(ids.keySet()));
        if (ids.containsKey(sent.bulkId())) unfinished.add(i);
        return true;
      }
      return false;
    }

    /** What cannot be told of all that it names is not what was sent, and goes again. */
    private void finish(int i) {
      var sent = request.operations().get(i);
      var at = Splitter.on('?').splitToList(sent.path()).get(0) + "/" + ids.get(sent.bulkId());
      if (ids.keySet().containsAll(sent.references())) {
        var whole = new Operation("PUT", null, null, at, sent.data()).resolved(ids);
        var one = call.with(asked(whole));
        var reply = endpoints.answer(one);
        call.trail().part(part(whole, reply, one));
        if (reply.refused() == null) {
          answers[i].put("version", reply.etag());
          return;
        }
      }
      var gone = new Operation("DELETE", null, null, at, null);
      var one = call.with(asked(gone));
      call.trail().part(part(gone, endpoints.answer(one), one));
      note(i, sent, Reply.refused(notMade()), null);
    }

    private static ScimProblem notMade() {
      return new ScimProblem(
          409, null, "No resource was made under the bulkId that the operation names.");
    }

    private void refuseCircle(int i) {
      if (isOver()) return;
      var problem =
          new ScimProblem(409, null, "The operation names one that waits for it in turn.");
      note(i, request.operations().get(i), Reply.refused(problem), null);
    }

    private void carryOut(int i, Operation sent) {
      for (var name : sent.references()) {
        if (ids.containsKey(name)) continue;
        note(i, sent, Reply.refused(notMade()), null);
        return;
      }
      var operation = sent.resolved(ids);
      var one = call.with(asked(operation));
      Reply reply;
      try {
        // a list of lists has no end
        reply =
            one.asked().part(0).equals("Bulk") || operation.path().contains(".search")
                ? Reply.refused(new ScimProblem(400, null, "No operation of a bulk request."))
                : endpoints.answer(one);
      } catch (ScimProblem problem) {
        reply = Reply.refused(problem);
      }
      if (operation.method().equals("POST")
          && reply.status() == 201
          && reply.location() != null
          && operation.bulkId() != null)
        ids.put(
            operation.bulkId(), reply.location().substring(reply.location().lastIndexOf('/') + 1));
      note(i, operation, reply, one);
    }

    private static Asked asked(Operation operation) {
      return Asked.of(operation.method(), operation.path(), operation.version(), operation.data());
    }

    private void note(int i, Operation operation, Reply reply, @Nullable Call one) {
      var answer = ScimJson.newObject().put("method", operation.method());
      if (operation.bulkId() != null) answer.put("bulkId", operation.bulkId());
      if (reply.etag() != null) answer.put("version", reply.etag());
      if (reply.location() != null) answer.put("location", reply.location());
      else if (one != null && !operation.method().equals("POST"))
        answer.put("location", call.base() + operation.path());
      answer.put("status", Integer.toString(reply.status()));
      if (reply.refused() != null) {
        errors++;
        answer.set("response", Reply.error(reply.refused()));
      }
      answers[i] = answer;
      call.trail().part(part(operation, reply, one));
    }

    private static Trail.Part part(Operation operation, Reply reply, @Nullable Call one) {
      var trail = one == null ? new Trail() : one.trail();
      if (one == null) trail.refused("status_" + reply.status());
      var data = operation.data();
      return new Trail.Part(
          operation.method(),
          operation.path(),
          data == null ? null : ScimJson.write(data),
          reply,
          trail);
    }
  }
}
