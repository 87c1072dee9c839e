package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.directory.poll.Pages.RunOver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The first look of a poll: which groups are followed, and who is there and may come in. It holds
 * ids only, and the addresses of those who may not.
 */
final class Survey {

  /** Beyond that a Workspace is larger than what is read by polling. */
  private static final int MOST_PEOPLE = 200_000;

  private static final int MOST_GROUPS = 20_000;

  private final Map<String, Source.Group> groups;
  private final Map<String, Boolean> people;
  private final Map<String, String> barred;
  private final Set<String> outside;

  private Survey(
      Map<String, Source.Group> groups,
      Map<String, Boolean> people,
      Map<String, String> barred,
      Set<String> outside) {
    this.groups = groups;
    this.people = people;
    this.barred = barred;
    this.outside = outside;
  }

  /** The groups that are followed, by id. */
  Map<String, Source.Group> groups() {
    return groups;
  }

  /** Whether somebody is there, and in a group that is followed where groups were chosen. */
  boolean has(String person) {
    return people.containsKey(person);
  }

  /** Whether somebody is there and may come in. */
  boolean lets(String person) {
    return people.getOrDefault(person, false);
  }

  /** Who is there and may not come in: their addresses, by id. */
  Map<String, String> barred() {
    return barred;
  }

  /** Whether somebody may come in there, and is only in no group that is followed. */
  boolean isOutside(String person) {
    return outside.contains(person);
  }

  /** This with somebody more, as if they were in a group that is followed. */
  Survey with(Set<String> more) {
    var all = new HashMap<>(people);
    for (var person : more) all.put(person, true);
    return new Survey(groups, all, barred, outside);
  }

  /**
   * Whom this or another look has found. A list is no snapshot: who gets another place in it while
   * it is read can be on none of its pages, but hardly so twice.
   */
  Survey or(Survey other) {
    var both = new HashMap<>(other.people);
    both.putAll(people);
    var neither = new HashMap<>(other.barred);
    neither.putAll(barred);
    neither.keySet().removeIf(it -> both.getOrDefault(it, false));
    var none = new HashSet<>(other.outside);
    none.addAll(outside);
    none.removeAll(both.keySet());
    return new Survey(groups, both, neither, none);
  }

  int size() {
    return people.size();
  }

  Set<String> ids() {
    return people.keySet();
  }

  /** Says how far it is. */
  interface Progress {
    void at(Poll.Phase phase, long done, long total) throws RunOver;
  }

  /**
   * Reads who there is.
   *
   * @param all the groups there are
   * @param chosen the ids of those that are followed
   * @param kept the ids of people who count as if they were in one of these
   * @param known who is in a group so far, by its id: whose members are not there keeps them
   */
  static Survey read(
      Source.Reader reader,
      Map<String, Source.Group> all,
      Tracking tracking,
      Set<String> chosen,
      Set<String> kept,
      Function<String, Set<String>> known,
      Progress progress)
      throws SourceRefused, RunOver {
    if (all.size() > MOST_GROUPS) throw tooLarge();
    var followed = new TreeMap<String, Source.Group>();
    all.forEach(
        (id, group) -> {
          if (tracking == Tracking.ALL || chosen.contains(id)) followed.put(id, group);
        });
    if (tracking == Tracking.SELECTED && followed.isEmpty())
      throw new SourceRefused("google_groups_gone", SourceRefused.Remedy.WORKSPACE, "", null);
    var members = tracking == Tracking.ALL ? null : members(reader, followed, known, progress);
    var people = new HashMap<String, Boolean>();
    var barred = new HashMap<String, String>();
    var outside = new HashSet<String>();
    var seen = new HashSet<String>();
    Pages.readAll(
        reader::people,
        page -> {
          for (var person : page) {
            seen.add(person.id());
            if (members == null || members.contains(person.id()) || kept.contains(person.id())) {
              people.put(person.id(), person.active());
              if (!person.active()) barred.put(person.id(), person.email());
            } else if (person.active()) outside.add(person.id());
          }
          if (seen.size() > MOST_PEOPLE) throw tooLarge();
          progress.at(Poll.Phase.PEOPLE, seen.size(), 0);
        });
    // whoever authorized is one of them, so an empty list is not the truth
    if (seen.isEmpty())
      throw new SourceRefused("google_empty_answer", SourceRefused.Remedy.LATER, "", null);
    return new Survey(followed, people, barred, outside);
  }

  /** Who is in one of the groups; null when one of them holds everybody. */
  private static @Nullable Set<String> members(
      Source.Reader reader,
      Map<String, Source.Group> followed,
      Function<String, Set<String>> known,
      Progress progress)
      throws SourceRefused, RunOver {
    var found = new HashSet<String>();
    var everybody = new boolean[1];
    var done = 0;
    for (var group : followed.keySet()) {
      progress.at(Poll.Phase.GROUPS, done++, followed.size());
      try {
        Pages.readAll(
            page -> reader.members(group, page),
            members -> {
              for (var member : members) {
                if (member.kind() == Source.MemberKind.PERSON) found.add(member.id());
                if (member.kind() == Source.MemberKind.EVERYBODY) everybody[0] = true;
              }
              if (found.size() > MOST_PEOPLE) throw tooLarge();
            });
      } catch (SourceRefused e) {
        if (e.remedy() != SourceRefused.Remedy.GONE) throw e;
        found.addAll(known.apply(group));
      }
    }
    return everybody[0] ? null : found;
  }

  private static SourceRefused tooLarge() {
    return new SourceRefused("google_too_large", SourceRefused.Remedy.OPERATOR, "", null);
  }
}
