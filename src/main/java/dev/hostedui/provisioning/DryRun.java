package dev.hostedui.provisioning;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryReceipt;
import dev.hostedui.identity.directory.DirectoryReceipts;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.Remark;
import dev.hostedui.identity.directory.RequestTrials;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.protocol.scim.BulkRequest;
import dev.hostedui.protocol.scim.ScimProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Answers requests that an admin tries: in a transaction that is rolled back, or for good. They are
 * answered by what answers directories.
 */
final class DryRun implements RequestTrials {

  private static final String VERSION = "/scim/v2";

  private final Core core;
  private final Endpoints endpoints;

  DryRun(Core core, Endpoints endpoints) {
    this.core = core;
    this.endpoints = endpoints;
  }

  @Override
  public Outcome rehearse(
      Actor actor, OrganizationId organization, DirectoryId id, Request request) {
    if (changesNothing(request)) {
      core.database.useTransaction(tx -> actor.must(tx, organization, Permission.SCIM_MANAGE));
      var directory = core.directories.find(organization, id);
      return answer(actor, directory, request, Store.of(core.database));
    }
    return core.database.rehearse(
        tx -> {
          actor.must(tx, organization, Permission.SCIM_MANAGE);
          var held = held(tx, actor, organization);
          var directory = core.directories.find(organization, id);
          var outcome = answer(actor, directory, request, Store.within(tx));
          held.removeAll(held(tx, actor, organization));
          return new Outcome(
              outcome.request(),
              outcome.parts(),
              outcome.body(),
              outcome.receipts(),
              new Lost(outcome.receipts().stream().anyMatch(it -> isOf(it, actor)), held));
        });
  }

  /** The roles that who tries a request holds, which the request may take. */
  private static List<Role> held(Handle tx, Actor actor, OrganizationId organization) {
    return actor instanceof Actor.Person person
        ? new ArrayList<>(Roles.heldBy(tx, organization, person.user()))
        : new ArrayList<>();
  }

  private static boolean isOf(DirectoryReceipt receipt, Actor actor) {
    return receipt.ended().membership()
        && actor instanceof Actor.Person person
        && person.user().equals(receipt.user());
  }

  /** Nobody waits for what only reads: it may take longer than others wait to write. */
  private static boolean changesNothing(Request request) {
    try {
      return asked(request, request.path()).changesNothing();
    } catch (ScimProblem refused) {
      return false;
    }
  }

  private static Asked asked(Request request, String path) {
    var body = request.body().getBytes(StandardCharsets.UTF_8);
    return Asked.of(request.method().strip(), path, null, null, body);
  }

  @Override
  public Outcome replay(Actor actor, OrganizationId organization, DirectoryId id, Request request) {
    core.database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SCIM_MANAGE);
          Directories.mustGiveAll(tx, actor, organization, id);
        });
    var directory = core.directories.find(organization, id);
    var outcome = answer(actor, directory, request, Store.of(core.database));
    var replayed = Remark.of(Remark.REPLAYED, actor.email() == null ? actor.id() : actor.email());
    for (var part : outcome.parts())
      core.directoryRequests.note(part.with(Trail.IN_BULK).with(replayed));
    core.directoryRequests.note(outcome.request().with(replayed));
    return outcome;
  }

  private Outcome answer(Actor actor, Directory directory, Request request, Store store) {
    request.refuseHidden();
    var began = System.nanoTime();
    var trail = new Trail();
    var path = below(directory, request.path());
    var reply = reply(actor, directory, request, path, store, trail);
    var milliseconds = (System.nanoTime() - began) / 1_000_000;
    var origin = actor.origin();
    var call =
        new LoggedRequest.Call(
            origin.requestId(),
            request.method(),
            path,
            origin.ip(),
            origin.userAgent(),
            request.body());
    var logged = trail.logged(directory.id(), call, reply.logged(milliseconds));
    var parts = trail.loggedParts(directory.id(), call);
    return new Outcome(
        logged,
        parts,
        reply.body() == null ? "" : new String(reply.body(), StandardCharsets.UTF_8),
        receipts(directory, Stream.concat(Stream.of(logged), parts.stream()), store),
        Lost.NOTHING);
  }

  /** Whose access ended by these requests. */
  private static List<DirectoryReceipt> receipts(
      Directory directory, Stream<LoggedRequest> requests, Store store) {
    var asked = requests.filter(it -> it.effect() != null && it.about().user() != null).toList();
    if (asked.isEmpty()) return List.of();
    var requestId = asked.get(0).call().requestId();
    return store.read(
        handle ->
            asked.stream()
                .flatMap(it -> Stream.ofNullable(it.about().user()))
                .distinct()
                .flatMap(
                    user ->
                        DirectoryReceipts.of(
                            handle,
                            directory.organization(),
                            directory.id(),
                            user,
                            BulkRequest.MOST_OPERATIONS)
                            .stream())
                .filter(it -> it.requestId().equals(requestId))
                .toList());
  }

  private Reply reply(
      Actor actor, Directory directory, Request request, String path, Store store, Trail trail) {
    try {
      var asked = asked(request, path);
      var speaks =
          new Actor.Directory(
              directory.id().value(),
              directory.organization(),
              actor.origin(),
              core.clock.instant());
      var base = core.config.issuer() + ScimFace.PREFIX + directory.id().value() + VERSION;
      return endpoints.answer(new Call(asked, directory, speaks, store, base, trail));
    } catch (ScimProblem problem) {
      trail.refused(problem);
      return Reply.refused(problem);
    }
  }

  /**
   * What follows the address of the directory, also where the whole address was pasted. A filter
   * behind it may hold the address of a resource.
   */
  private static String below(Directory directory, String path) {
    var plain = path.strip();
    var query = plain.indexOf('?');
    var address = query < 0 ? plain : plain.substring(0, query);
    var named = address.indexOf(ScimFace.PREFIX);
    if (named >= 0 && !address.startsWith(directory.id().value(), named + ScimFace.PREFIX.length()))
      throw Problem.invalid("directory_not_this").at("path");
    var version = address.indexOf(VERSION);
    return version < 0 ? plain : plain.substring(version + VERSION.length());
  }
}
