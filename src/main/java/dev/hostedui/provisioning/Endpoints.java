package dev.hostedui.provisioning;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryGroups;
import dev.hostedui.identity.directory.DirectoryUsers;
import dev.hostedui.protocol.scim.Discovery;
import dev.hostedui.protocol.scim.ListQuery;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimProblem;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Answers requests of directories, by what follows the directory's address (RFC 7644 §3.2). */
final class Endpoints {

  private final UsersEndpoint users;
  private final GroupsEndpoint groups;
  private final BulkEndpoint bulk = new BulkEndpoint(this);

  Endpoints(DirectoryUsers users, DirectoryGroups groups) {
    this.users = new UsersEndpoint(users);
    this.groups = new GroupsEndpoint(groups);
  }

  /**
   * Carries a request out. A refusal is an answer, and is told of in the request's trail; only what
   * is our fault is thrown.
   */
  Reply answer(Call call) {
    try {
      refuseUnlessOn(call);
      return route(call);
    } catch (Problem problem) {
      return refused(call, problem);
    } catch (ScimProblem problem) {
      return refused(call, problem);
    }
  }

  static Reply refused(Call call, Problem problem) {
    call.trail().refused(problem.code(), problem.faults().get(0).arguments().toArray());
    return Reply.refused(ScimRefusals.of(problem));
  }

  private static Reply refused(Call call, ScimProblem problem) {
    call.trail().refused(problem);
    return Reply.refused(problem);
  }

  /** Says nothing to a directory that is disabled, or must not be there at all. */
  private static void refuseUnlessOn(Call call) {
    if (!call.directory().enabled()) throw Problem.forbidden("directory_disabled");
  }

  private Reply route(Call call) {
    var asked = call.asked();
    var parts = asked.path().size();
    var first = asked.part(0);
    if (parts == 2 && asked.part(1).equals(".search")) return search(call, first);
    if (parts > 2) throw Call.nothing();
    return switch (first) {
      case "Users" -> parts == 1 ? ofUsers(call) : ofUser(call);
      case "Groups" -> parts == 1 ? ofGroups(call) : ofGroup(call);
      case ".search" -> search(call, null);
      case "Bulk" -> {
        only(call, "POST");
        yield bulk.answer(call);
      }
      case "Me" ->
          throw new ScimProblem(501, null, "A directory is nobody, so there is no /Me here.");
      case "ServiceProviderConfig", "ResourceTypes", "Schemas" -> discovery(call);
      default -> throw Call.nothing();
    };
  }

  private Reply ofUsers(Call call) {
    only(call, "GET", "POST");
    return call.asked().method().equals("POST")
        ? users.create(call)
        : users.list(call, call.asked().list(ResourceSchema.USER));
  }

  private Reply ofUser(Call call) {
    return switch (only(call, "GET", "PUT", "PATCH", "DELETE")) {
      case "PUT" -> users.replace(call);
      case "PATCH" -> users.patch(call);
      case "DELETE" -> users.remove(call);
      default -> users.show(call);
    };
  }

  private Reply ofGroups(Call call) {
    only(call, "GET", "POST");
    return call.asked().method().equals("POST")
        ? groups.create(call)
        : groups.list(call, call.asked().list(ResourceSchema.GROUP));
  }

  private Reply ofGroup(Call call) {
    return switch (only(call, "GET", "PUT", "PATCH", "DELETE")) {
      case "PUT" -> groups.replace(call);
      case "PATCH" -> groups.patch(call);
      case "DELETE" -> groups.remove(call);
      default -> groups.show(call);
    };
  }

  /**
   * The verb of the request, of which HEAD is a GET. HTTP's own routes refuse others before; a bulk
   * request has none.
   */
  private static String only(Call call, String... methods) {
    var asked = call.asked().method();
    var method = asked.equals("HEAD") ? "GET" : asked;
    for (var it : methods) if (it.equals(method)) return it;
    throw new ScimProblem(
        405, null, "Here only these are answered: " + String.join(", ", methods) + ".");
  }

  /** RFC 7644 §3.4.3. At the base it is a search among people and groups. */
  private Reply search(Call call, @Nullable String in) {
    only(call, "POST");
    var body = call.asked().object();
    if ("Users".equals(in)) return users.list(call, ListQuery.of(ResourceSchema.USER, body));
    if ("Groups".equals(in)) return groups.list(call, ListQuery.of(ResourceSchema.GROUP, body));
    if (in != null) throw Call.nothing();
    var ofUsers = ListQuery.of(ResourceSchema.USER, body);
    var ofGroups = ListQuery.of(ResourceSchema.GROUP, body);
    if (ofUsers.sortBy() != null)
      throw new ScimProblem(
          ScimProblem.Type.INVALID_VALUE, "People and groups have no order in common: no sortBy.");
    return call.store()
        .read(
            handle -> {
              var people = users.find(handle, call, ofUsers);
              // the groups come behind the people
              var shown = people.items().size();
              var first = Math.max(1, ofUsers.startIndex() - people.total());
              var rest =
                  groups.find(handle, call, ofGroups.at((int) first, ofUsers.count() - shown));
              var resources = new ArrayList<>(people.items());
              resources.addAll(rest.items());
              var total = people.total() + rest.total();
              return Listing.answer(ofUsers, new Found<>(total, resources));
            });
  }

  private static Reply discovery(Call call) {
    only(call, "GET");
    // RFC 7644 §4: so that nobody takes the whole for what they asked for
    var filter = call.asked().parameter("filter");
    if (filter != null && !filter.isBlank())
      throw new ScimProblem(403, null, "What the server says of itself is not filtered.");
    var documents = new Discovery(call.base());
    var name = call.asked().part(1);
    if (call.asked().part(0).equals("ServiceProviderConfig")) {
      if (!name.isEmpty()) throw Call.nothing();
      return Reply.of(200, documents.serviceProviderConfig());
    }
    var types = call.asked().part(0).equals("ResourceTypes");
    if (name.isEmpty())
      return Reply.of(200, Discovery.list(types ? documents.resourceTypes() : documents.schemas()));
    var one = types ? documents.resourceType(name) : documents.schema(name);
    return Reply.of(200, one.orElseThrow(Call::nothing));
  }
}
