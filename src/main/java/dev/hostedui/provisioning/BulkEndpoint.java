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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code /Bulk} (RFC 7644 §3.7): each operation is a request of its own, carried out or refused by
 * itself. One that names a resource which another one makes waits for that. Those that wait for
 * each other are carried out in one transaction, all of them or none.
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
    var run = new Run(call, BulkRequest.read(call.asked().object(), call.base()));
    var answer = ScimJson.newObject();
    answer.putArray("schemas").add(Urn.BULK_RESPONSE);
    answer.set("Operations", run.all());
    return Reply.of(200, answer);
  }

  /**
   * What came of an operation.
   *
   * @param index its place in the request
   * @param operation as it was carried out
   * @param call that of the operation, or null where there was nothing to call
   */
  private record Done(int index, Operation operation, Reply reply, @Nullable Call call) {

    static Done refused(int index, Operation operation, ScimProblem problem) {
      return new Done(index, operation, Reply.refused(problem), null);
    }
  }

  /** Takes back what was carried out of a circle. */
  private static final class CircleRefused extends RuntimeException {
    private final transient Done why;

    CircleRefused(Done why) {
      super("refused", null, false, false);
      this.why = why;
    }
  }

  private final class Run {

    private final Call call;
    private final BulkRequest request;
    private final List<Set<String>> references;
    private final Map<String, String> ids = new HashMap<>();
    private final ObjectNode[] answers;
    private int errors;

    Run(Call call, BulkRequest request) {
      this.call = call;
      this.request = request;
      this.references = request.operations().stream().map(Operation::references).toList();
      this.answers = new ObjectNode[request.operations().size()];
    }

    /** In the order they came, but for those that wait for a later one. */
    ArrayNode all() {
      List<Integer> waiting = new ArrayList<>();
      for (var i = 0; i < answers.length; i++) waiting.add(i);
      while (!waiting.isEmpty() && !isOver()) {
        var left = pass(waiting);
        if (left.size() == waiting.size()) {
          var circle = circle(left);
          together(circle).forEach(this::note);
          left.removeAll(circle);
        }
        waiting = left;
      }
      var all = ScimJson.newList();
      for (var it : answers) if (it != null) all.add(it);
      call.trail().remark(Remark.of(REMARK, all.size(), errors));
      return all;
    }

    private boolean isOver() {
      return request.failOnErrors() > 0 && errors >= request.failOnErrors();
    }

    private Operation operation(int i) {
      return request.operations().get(i);
    }

    /** Carries out what waits for nothing; answers what still does. */
    private List<Integer> pass(List<Integer> waiting) {
      var left = new ArrayList<Integer>();
      var toCome = new ArrayList<>(waiting);
      for (var i : waiting) {
        if (isOver()) break;
        if (waitsForAny(i, toCome)) {
          left.add(i);
          continue;
        }
        note(carryOut(call, i, operation(i)));
        toCome.remove(i);
      }
      return left;
    }

    private boolean waitsForAny(int i, Collection<Integer> others) {
      return others.stream().anyMatch(other -> waitsFor(i, other));
    }

    private boolean waitsFor(int i, int other) {
      var makes = operation(other);
      return makes.method().equals("POST") && references.get(i).contains(makes.bulkId());
    }

    // ---------------------------------------------------------------- what names each other

    /** Of operations that all wait, some that wait for each other and for no other one. */
    private Set<Integer> circle(List<Integer> left) {
      // each leads into such a circle at last; whatever leads to the fewest leads to nothing else
      return left.stream()
          .map(i -> awaited(i, left))
          .min(Comparator.comparingInt(Set::size))
          .orElseThrow();
    }

    /** What an operation waits for, and what that waits for, in the order they came. */
    private Set<Integer> awaited(int i, List<Integer> left) {
      var all = new TreeSet<Integer>();
      var next = new ArrayDeque<>(List.of(i));
      while (!next.isEmpty()) {
        int one = next.pop();
        for (var other : left) if (waitsFor(one, other) && all.add(other)) next.push(other);
      }
      return all;
    }

    /**
     * Carries out a circle, or when one of it is refused nothing of it: none of the others can be
     * what was sent without that one.
     */
    private List<Done> together(Set<Integer> circle) {
      try {
        return call.store().together(store -> together(circle, call.in(store)));
      } catch (CircleRefused refused) {
        forget(circle);
        var all = new ArrayList<Done>();
        for (var i : circle)
          all.add(i == refused.why.index ? refused.why : Done.refused(i, operation(i), notMade()));
        return all;
      }
    }

    private void forget(Set<Integer> circle) {
      for (var i : circle) ids.remove(operation(i).bulkId());
    }

    /**
     * Resources that name each other are made one after the other, without those that are not there
     * yet, and told of them when they are (RFC 7644 §3.7.1).
     */
    private List<Done> together(Set<Integer> circle, Call call) {
      // where the transaction is run again, what it made before is not there
      forget(circle);
      var done = new ArrayList<Done>();
      var unfinished = new ArrayList<Integer>();
      var waiting = new ArrayList<>(circle);
      while (!waiting.isEmpty()) {
        var i =
            waiting.stream()
                .filter(it -> !waitsForAny(it, waiting))
                .findFirst()
                .orElse(waiting.get(0));
        waiting.remove(i);
        var known = Set.copyOf(ids.keySet());
        if (!known.containsAll(references.get(i))) unfinished.add(i);
        done.add(must(carryOut(call, i, operation(i).without(known))));
      }
      for (var i : unfinished) {
        var sent = operation(i);
        var at = Splitter.on('?').splitToList(sent.path()).get(0) + "/" + ids.get(sent.bulkId());
        done.add(must(carryOut(call, i, new Operation("PUT", null, null, at, sent.data()))));
      }
      return done;
    }

    private Done must(Done done) {
      if (done.reply.refused() == null) return done;
      throw new CircleRefused(new Done(done.index, operation(done.index), done.reply, done.call));
    }

    private static ScimProblem notMade() {
      return new ScimProblem(
          409, null, "No resource was made under the bulkId that the operation names.");
    }

    // ---------------------------------------------------------------- each

    private Done carryOut(Call call, int i, Operation sent) {
      if (sent.fault() != null) return Done.refused(i, sent, sent.fault());
      if (!ids.keySet().containsAll(sent.references())) return Done.refused(i, sent, notMade());
      var operation = sent.resolved(ids);
      try {
        var one =
            call.with(
                Asked.of(
                    operation.method(), operation.path(), operation.version(), operation.data()));
        // a list of lists has no end
        if (one.asked().part(0).equals("Bulk") || operation.path().contains(".search"))
          throw new ScimProblem(400, null, "No operation of a bulk request.");
        var reply = endpoints.answer(one);
        var location = reply.location();
        if (reply.status() == 201 && location != null && operation.bulkId() != null)
          ids.put(operation.bulkId(), location.substring(location.lastIndexOf('/') + 1));
        return new Done(i, operation, reply, one);
      } catch (ScimProblem problem) {
        return Done.refused(i, operation, problem);
      }
    }

    private void note(Done done) {
      var operation = done.operation;
      var reply = done.reply;
      call.trail().part(part(done));
      if (answers[done.index] != null) {
        // made before, and told now of what it names
        answers[done.index].put("version", reply.etag());
        return;
      }
      var answer = ScimJson.newObject();
      if (!operation.method().isEmpty()) answer.put("method", operation.method());
      if (operation.bulkId() != null) answer.put("bulkId", operation.bulkId());
      if (reply.etag() != null) answer.put("version", reply.etag());
      if (reply.location() != null) answer.put("location", reply.location());
      else if (done.call != null && !operation.method().equals("POST"))
        answer.put("location", call.base() + operation.path());
      answer.put("status", Integer.toString(reply.status()));
      if (reply.refused() != null) {
        errors++;
        answer.set("response", Reply.error(reply.refused()));
      }
      answers[done.index] = answer;
    }

    private static Trail.Part part(Done done) {
      var trail = done.call == null ? new Trail() : done.call.trail();
      if (done.call == null && done.reply.refused() != null) trail.refused(done.reply.refused());
      var data = done.operation.data();
      return new Trail.Part(
          done.operation.method(),
          done.operation.path(),
          data == null ? null : ScimJson.write(data),
          done.reply,
          trail);
    }
  }
}
