package dev.hostedui.identity.directory;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The groups of directories (RFC 7643 §4.2): makes, changes and removes them as a directory says.
 *
 * <p>A change costs what it changes: one more member of a group of 50,000 reads and writes a
 * handful of rows. Whoever a group names and the directory does not know yet is kept and comes in
 * when they arrive. What is so already is no change: there is no event and no new version, so
 * saying it again is harmless.
 *
 * <p>Where a group gives a role, whoever comes in gets it and whoever goes out loses it in the same
 * change ({@link DirectoryRoles}). Whose domain is verified no longer comes in and gets none.
 *
 * <p>Each verb runs in a transaction that its caller has opened. All may refuse with NOT_FOUND
 * {@code directory_not_found}, FORBIDDEN {@code directory_disabled} and {@code feature_off}. A
 * group of another directory is NOT_FOUND {@code directory_group_not_found}.
 */
public final class DirectoryGroups {

  /** The longest name, in characters. */
  public static final int LONGEST_NAME = 256;

  /** The longest value that names a member, in characters. */
  public static final int LONGEST_VALUE = 512;

  /** So many groups a directory may have. */
  public static final int MOST = 50_000;

  private final DirectoryRoles roles;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public DirectoryGroups(DirectoryRoles roles, Events events, Ids ids, Clock clock) {
    this.roles = roles;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** A group of a directory; empty when it has none of that id. */
  public Optional<DirectoryGroup> find(Handle handle, Directory directory, DirectoryGroupId id) {
    return GroupTable.find(handle, directory.id(), id);
  }

  /**
   * Makes a group with its members.
   *
   * @param members values that name users; see {@link MemberEdit}
   * @throws Problem INVALID for the name, the external id or a value; CONFLICT {@code
   *     directory_group_taken} for one that the directory has told of already, or when it has
   *     {@link #MOST}
   */
  public GroupChange create(
      Handle tx,
      Actor.Directory actor,
      Directory directory,
      GroupProfile profile,
      List<String> members) {
    Standing.hold(tx, actor, directory, null, null);
    check(profile);
    refuseTold(tx, directory, profile, null);
    var position = DirectoryTable.countGroupIn(tx, directory.id(), clock.instant());
    if (DirectoryTable.find(tx, directory.organization(), directory.id()).groupCount() > MOST)
      throw Problem.conflict("too_many_directory_groups").with(MOST);
    var now = clock.instant();
    var made =
        new DirectoryGroup(
            new DirectoryGroupId(ids.next(DirectoryGroupId.PREFIX)),
            directory.id(),
            directory.organization(),
            position,
            profile.displayName(),
            profile.externalId(),
            null,
            profile.attributes(),
            0,
            1,
            now,
            now);
    GroupTable.insert(tx, made);
    var edit = edited(tx, made, List.of(new MemberEdit.Add(members)));
    GroupTable.setMemberCount(tx, made, edit.added.size());
    var group = after(tx, made);
    record(
        tx,
        actor,
        EventType.DIRECTORY_GROUP_CREATED,
        group,
        Change.created(DirectorySnapshot.of(group)));
    // a new group gives no role yet
    roles.follow(tx, actor, directory, edit.all(), false);
    return edit.change(tx, group, Effect.CREATED, List.of());
  }

  /**
   * Changes a group: what is said of it, who is in it, or both at once.
   *
   * @param expectedVersion the version it must have, or null for any
   * @param details what is said of it after, given what is said now
   * @param edits what happens to its members, one after the other
   * @throws Problem NOT_FOUND; CONFLICT {@code directory_version_stale} when it has another
   *     version, {@code directory_group_taken} when it would be one of which the directory has told
   *     already; INVALID for the name, the external id or a value; or what {@link Actor#must}
   *     refuses
   */
  public GroupChange change(
      Handle tx,
      Actor.Directory actor,
      Directory directory,
      DirectoryGroupId id,
      @Nullable Long expectedVersion,
      UnaryOperator<GroupProfile> details,
      List<MemberEdit> edits) {
    Standing.hold(tx, actor, directory, null, null);
    var before = held(tx, directory, id, expectedVersion);
    var was = new GroupProfile(before.displayName(), before.externalId(), before.attributes());
    var profile = details.apply(was);
    check(profile);
    refuseTold(tx, directory, profile, before);
    var edit = edited(tx, before, edits);
    if (profile.isSame(was) && edit.added.isEmpty() && edit.removed.isEmpty())
      return edit.change(tx, before, Effect.UNCHANGED, List.of());
    var now = clock.instant();
    GroupTable.update(tx, before, profile, edit.added.size() - edit.removed.size(), now);
    DirectoryTable.countGroup(tx, directory.id(), 0, now);
    var group = after(tx, before);
    record(
        tx,
        actor,
        EventType.DIRECTORY_GROUP_UPDATED,
        group,
        Change.from(DirectorySnapshot.of(before), DirectorySnapshot.of(group)));
    roles.follow(tx, actor, directory, edit.all(), before.role() != null);
    return edit.change(
        tx,
        group,
        Effect.UPDATED,
        before.role() == null ? List.of() : GroupMembers.foreign(tx, edit.added));
  }

  /**
   * Removes a group; the role that it gave goes with it.
   *
   * @param expectedVersion the version it must have, or null for any
   * @throws Problem NOT_FOUND; CONFLICT {@code directory_version_stale}; or what {@link Actor#must}
   *     refuses
   */
  public GroupChange remove(
      Handle tx,
      Actor.Directory actor,
      Directory directory,
      DirectoryGroupId id,
      @Nullable Long expectedVersion) {
    Standing.hold(tx, actor, directory, null, null);
    var before = held(tx, directory, id, expectedVersion);
    var members = GroupMembers.all(tx, id);
    GroupTable.delete(tx, before);
    DirectoryTable.countGroup(tx, directory.id(), 1, clock.instant());
    record(
        tx,
        actor,
        EventType.DIRECTORY_GROUP_DELETED,
        before,
        Change.deleted(DirectorySnapshot.of(before)));
    roles.follow(tx, actor, directory, members, before.role() != null);
    return new GroupChange(
        before,
        Effect.REMOVED,
        GroupChange.Moved.of(tx, List.of()),
        GroupChange.Moved.of(tx, members),
        List.of(),
        List.of());
  }

  // ------------------------------------------------------------------ members

  /** Who came in and who went out in the end, and which values name nobody yet. */
  private record Edited(
      Set<DirectoryUserId> added, Set<DirectoryUserId> removed, Set<String> pending) {

    GroupChange change(Handle tx, DirectoryGroup group, Effect effect, List<String> foreign) {
      return new GroupChange(
          group,
          effect,
          GroupChange.Moved.of(tx, added),
          GroupChange.Moved.of(tx, removed),
          List.copyOf(pending),
          foreign);
    }

    Set<DirectoryUserId> all() {
      var all = new LinkedHashSet<>(added);
      all.addAll(removed);
      return all;
    }

    void let(Set<DirectoryUserId> in) {
      for (var user : in) if (!removed.remove(user)) added.add(user);
    }

    void take(Set<DirectoryUserId> out) {
      for (var user : out) if (!added.remove(user)) removed.add(user);
    }

    void forget(Collection<String> awaited) {
      var gone = awaited.stream().map(GroupMembers::key).collect(Collectors.toSet());
      pending.removeIf(it -> gone.contains(GroupMembers.key(it)));
    }
  }

  private static Edited edited(Handle tx, DirectoryGroup group, List<MemberEdit> edits) {
    var edited = new Edited(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    for (var one : edits) {
      if (one instanceof MemberEdit.RemoveChosen some) {
        var out = some.members().apply(tx);
        GroupMembers.delete(tx, group.id(), out);
        edited.take(out);
        var awaited = GroupMembers.pending(tx, group.id());
        awaited.removeIf(some.awaited().negate());
        GroupMembers.awaitNoMore(tx, group, awaited);
        edited.forget(awaited);
        continue;
      }
      var edit = (MemberEdit.Named) one;
      edit.values().forEach(DirectoryGroups::check);
      var named = GroupMembers.named(tx, group.directory(), edit.values());
      var users = new LinkedHashSet<>(named.known().values());
      if (edit instanceof MemberEdit.Remove) {
        var out = GroupMembers.among(tx, group.id(), users);
        GroupMembers.delete(tx, group.id(), out);
        GroupMembers.awaitNoMore(tx, group, edit.values());
        edited.take(out);
        edited.forget(edit.values());
        continue;
      }
      Set<DirectoryUserId> in;
      if (edit instanceof MemberEdit.Replace) {
        in = GroupMembers.all(tx, group.id());
        var out = new LinkedHashSet<>(in);
        out.removeAll(users);
        GroupMembers.delete(tx, group.id(), out);
        edited.take(out);
        var awaited = GroupMembers.pending(tx, group.id());
        awaited.removeAll(named.unknown());
        GroupMembers.awaitNoMore(tx, group, awaited);
        edited.pending.clear();
      } else in = GroupMembers.among(tx, group.id(), users);
      users.removeAll(in);
      GroupMembers.insert(tx, group.id(), users);
      GroupMembers.await(tx, group, named.unknown());
      edited.let(users);
      edited.pending.addAll(named.unknown());
    }
    return edited;
  }

  // ------------------------------------------------------------------ what verbs share

  private static DirectoryGroup held(
      Handle tx, Directory directory, DirectoryGroupId id, @Nullable Long expectedVersion) {
    var group =
        GroupTable.find(tx, directory.id(), id)
            .orElseThrow(() -> Problem.notFound("directory_group_not_found"));
    if (expectedVersion != null && expectedVersion != group.version())
      throw Problem.conflict("directory_version_stale");
    return group;
  }

  private static DirectoryGroup after(Handle tx, DirectoryGroup group) {
    return GroupTable.find(tx, group.directory(), group.id()).orElseThrow();
  }

  private static void refuseTold(
      Handle tx, Directory directory, GroupProfile profile, @Nullable DirectoryGroup before) {
    var told = GroupTable.told(tx, directory.id(), profile, before);
    if (told.isPresent())
      throw Problem.conflict("directory_group_taken").at("displayName").with(told.get());
  }

  private static void check(GroupProfile profile) {
    if (profile.displayName().isBlank())
      throw Problem.invalid("directory_group_name_missing").at("displayName");
    if (Names.length(profile.displayName()) > LONGEST_NAME)
      throw tooLong("displayName", LONGEST_NAME);
    var externalId = profile.externalId();
    if (externalId != null && Names.length(externalId) > LONGEST_VALUE)
      throw tooLong("externalId", LONGEST_VALUE);
  }

  private static void check(String value) {
    if (value.isBlank()) throw Problem.invalid("directory_member_value_missing").at("members");
    if (Names.length(value) > LONGEST_VALUE) throw tooLong("members", LONGEST_VALUE);
  }

  private static Problem tooLong(String field, int longest) {
    return Problem.invalid("directory_value_too_long").at(field).with(field, longest);
  }

  private void record(Handle tx, Actor actor, EventType type, DirectoryGroup group, Change change) {
    events.record(tx, actor, type, group.organization(), group.id(), change);
  }
}
