package dev.hostedui.provisioning;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryGroups;
import dev.hostedui.identity.directory.GroupChange;
import dev.hostedui.identity.directory.GroupProfile;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.MemberEdit;
import dev.hostedui.identity.directory.Remark;
import dev.hostedui.protocol.scim.Effort;
import dev.hostedui.protocol.scim.GroupPatch;
import dev.hostedui.protocol.scim.ListQuery;
import dev.hostedui.protocol.scim.PatchRequest;
import dev.hostedui.protocol.scim.PatchRequest.Operation;
import dev.hostedui.protocol.scim.Projection;
import dev.hostedui.protocol.scim.Resource;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimGroup;
import dev.hostedui.protocol.scim.ScimJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * {@code /Groups} (RFC 7644 §3). A PATCH is answered with 204, as RFC 7644 §3.5.2 allows, so that
 * what changes one member of a large group need not read the others; a client that names the
 * attributes it wants gets them.
 */
final class GroupsEndpoint {

  /**
   * So many members all groups of a list have together at most; a list that would have more ends
   * sooner, as RFC 7644 §3.4.2.4 allows.
   */
  private static final long MOST_MEMBERS_LISTED = 100_000;

  private final DirectoryGroups groups;
  private final GroupListing listing = new GroupListing();

  GroupsEndpoint(DirectoryGroups groups) {
    this.groups = groups;
  }

  // ------------------------------------------------------------------ reading

  Reply list(Call call, ListQuery query) {
    return call.store().read(handle -> Listing.answer(query, find(handle, call, query)));
  }

  /** A part of the list. */
  Found<Written> find(Handle handle, Call call, ListQuery query) {
    var found = listing.list(handle, call, query);
    var projection = query.projection();
    return new Found<>(
        found.total(),
        fitting(projection, found.items()).stream()
            .<Written>map(group -> out -> write(handle, call, projection, group, out))
            .toList());
  }

  private static List<DirectoryGroup> fitting(Projection projection, List<DirectoryGroup> found) {
    if (!projection.wants("members")) return found;
    var shown = new ArrayList<DirectoryGroup>();
    var members = 0L;
    for (var group : found) {
      members += group.memberCount();
      if (members > MOST_MEMBERS_LISTED && !shown.isEmpty()) break;
      shown.add(group);
    }
    return shown;
  }

  /** Writes a group as it is wanted; answers what its entity tag is made of. */
  private Resource write(
      Handle handle,
      Call call,
      Projection projection,
      DirectoryGroup group,
      ByteArrayOutputStream out) {
    var answer = projection.of(listing.resource(call, group));
    if (projection.wants("members"))
      return listing.writeWithMembers(handle, call, projection, group, answer, out);
    out.writeBytes(ScimJson.bytes(answer));
    return call.of(group);
  }

  Reply show(Call call) {
    var id = id(call);
    return call.store()
        .read(
            handle -> {
              var group =
                  groups
                      .find(handle, call.directory(), id)
                      .orElseThrow(() -> Problem.notFound("directory_group_not_found"));
              call.trail().isAbout(group);
              call.refuseOtherThan(group.version());
              var projection = call.asked().projection(ResourceSchema.GROUP);
              // how members are called only matters to who has this version of the group
              if (call.hasVersion(group.version())) {
                var named = GroupListing.namesMembers(projection);
                var about = named ? listing.naming(handle, call, group) : call.of(group);
                if (!named || call.hasAlready(about)) return Reply.of(304, about, null);
              }
              var out = new ByteArrayOutputStream();
              var about = write(handle, call, projection, group, out);
              return Reply.of(200, about, out.toByteArray());
            });
  }

  private Reply answer(Handle handle, Call call, int status, DirectoryGroup group) {
    var out = new ByteArrayOutputStream();
    var projection = call.asked().projection(ResourceSchema.GROUP);
    var about = write(handle, call, projection, group, out);
    return Reply.of(status, about, out.toByteArray());
  }

  /** What is no id of ours is nothing's. */
  private static DirectoryGroupId id(Call call) {
    if (!Ids.shaped(DirectoryGroupId.PREFIX, call.asked().part(1)))
      throw Problem.notFound("directory_group_not_found");
    return new DirectoryGroupId(call.asked().part(1));
  }

  // ------------------------------------------------------------------ changing

  Reply create(Call call) {
    var ignored = new TreeSet<String>();
    var body = call.asked().object();
    call.trail().isAbout(About.group(null, ScimGroup.name(body)));
    var sent = ScimGroup.read(body, ignored);
    var members = sent.members() == null ? List.<String>of() : people(sent.members(), ignored);
    call.trail().ignored(ignored);
    var made =
        call.store()
            .change(
                tx -> groups.create(tx, call.actor(), call.directory(), profile(sent), members));
    tell(call, made);
    return call.store().read(handle -> answer(handle, call, 201, made.group()));
  }

  /** Of whose members nothing is said, they stay. */
  Reply replace(Call call) {
    return ofOne(
        call,
        id -> {
          var ignored = new TreeSet<String>();
          var body = call.asked().object();
          call.trail().isAbout(About.group(id, ScimGroup.name(body)));
          var sent = ScimGroup.read(body, ignored);
          var members = sent.members() == null ? null : people(sent.members(), ignored);
          call.trail().ignored(ignored);
          if (members == null) call.trail().remark(Remark.of(Trail.MEMBERS_STAY));
          var edits =
              members == null
                  ? List.<MemberEdit>of()
                  : List.<MemberEdit>of(new MemberEdit.Replace(members));
          var done = change(call, id, before -> profile(sent), () -> edits);
          return call.store().read(handle -> answer(handle, call, 200, done.group()));
        });
  }

  Reply patch(Call call) {
    return ofOne(call, id -> patch(call, id));
  }

  private Reply patch(Call call, DirectoryGroupId id) {
    var request = PatchRequest.read(ResourceSchema.GROUP, call.asked().object());
    var ignored = new TreeSet<String>();
    var details = new ArrayList<Operation>();
    var ofMembers = new ArrayList<GroupPatch.Change>();
    for (var change : GroupPatch.changes(request, ignored)) {
      if (change instanceof GroupPatch.Details more) details.addAll(more.operations());
      else ofMembers.add(change);
    }
    var done =
        change(
            call,
            id,
            before ->
                details.isEmpty()
                    ? before
                    : profile(ScimGroup.stored(before.attributes()).patched(details, ignored)),
            () -> edits(call, id, ofMembers, ignored));
    call.trail().ignored(ignored);
    var asked = call.asked();
    if (asked.parameter("attributes") == null && asked.parameter("excludedAttributes") == null)
      return Reply.of(204, call.of(done.group()), null);
    return call.store().read(handle -> answer(handle, call, 200, done.group()));
  }

  /** Changes a group that the address names. */
  private Reply ofOne(Call call, Function<DirectoryGroupId, Reply> work) {
    var id = id(call);
    return call.ofOne(
        About.group(id, null),
        handle -> groups.find(handle, call.directory(), id).map(Trail::about),
        () -> work.apply(id));
  }

  /** A group in a group means nothing here, also where only its id says that it is one. */
  private static List<String> people(List<String> members, Set<String> ignored) {
    var people = members.stream().filter(it -> !Ids.shaped(DirectoryGroupId.PREFIX, it)).toList();
    if (people.size() < members.size()) ignored.add(ScimGroup.GROUPS_IN_GROUPS);
    return people;
  }

  private List<MemberEdit> edits(
      Call call, DirectoryGroupId id, List<GroupPatch.Change> changes, Set<String> ignored) {
    var effort = GroupPatch.effort();
    return changes.stream().map(it -> edit(call, id, it, effort, ignored)).toList();
  }

  private MemberEdit edit(
      Call call,
      DirectoryGroupId id,
      GroupPatch.Change change,
      Effort effort,
      Set<String> ignored) {
    if (change instanceof GroupPatch.Add add)
      return new MemberEdit.Add(people(add.members(), ignored));
    if (change instanceof GroupPatch.Remove remove) return new MemberEdit.Remove(remove.members());
    if (change instanceof GroupPatch.RemoveChosen some)
      return new MemberEdit.RemoveChosen(
          tx -> listing.chosen(tx, call, id, member -> some.chooses(member, effort)),
          awaited -> GroupListing.isChosen(call, awaited, member -> some.chooses(member, effort)));
    return new MemberEdit.Replace(people(((GroupPatch.Replace) change).members(), ignored));
  }

  /**
   * Changes a group.
   *
   * @param edits made anew each time that the change is run: what it may cost is counted in them
   */
  private GroupChange change(
      Call call,
      DirectoryGroupId id,
      UnaryOperator<GroupProfile> details,
      Supplier<List<MemberEdit>> edits) {
    var expected = call.expected(() -> version(call, id));
    var done =
        call.store()
            .change(
                tx ->
                    groups.change(
                        tx, call.actor(), call.directory(), id, expected, details, edits.get()));
    tell(call, done);
    return done;
  }

  private @Nullable Long version(Call call, DirectoryGroupId id) {
    return call.store()
        .read(handle -> groups.find(handle, call.directory(), id).map(DirectoryGroup::version))
        .orElse(null);
  }

  private static void tell(Call call, GroupChange done) {
    call.trail().isAbout(done.group());
    call.trail().had(done.effect());
    call.trail().moved(done);
    call.trail().pending(done.pending());
    call.trail().foreign(done.foreign());
  }

  Reply remove(Call call) {
    return ofOne(
        call,
        id -> {
          var expected = call.expected(() -> version(call, id));
          tell(
              call,
              call.store()
                  .change(tx -> groups.remove(tx, call.actor(), call.directory(), id, expected)));
          return Reply.empty(204);
        });
  }

  private static GroupProfile profile(ScimGroup as) {
    // the name is answered as it is kept and found
    var sent = as.named(Names.line(as.displayName()));
    return new GroupProfile(sent.displayName(), sent.externalId(), sent.attributes());
  }
}
