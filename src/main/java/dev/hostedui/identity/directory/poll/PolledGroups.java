package dev.hostedui.identity.directory.poll;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryGroups;
import dev.hostedui.identity.directory.GroupProfile;
import dev.hostedui.identity.directory.MemberEdit;
import dev.hostedui.identity.directory.poll.Pages.RunOver;
import dev.hostedui.identity.directory.poll.Poll.Phase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes over the groups of a directory that is read, and who is in them. */
final class PolledGroups {

  private final PollWork work;
  private final DirectoryGroups groups;

  PolledGroups(PollWork work, DirectoryGroups groups) {
    this.work = work;
    this.groups = groups;
  }

  /**
   * Takes over the groups that the survey has found, and removes the others. One that is listed and
   * whose members are not there stays as it is: were it empty, people would lose their roles by one
   * wrong answer.
   *
   * @param kept the ids of those that stay as they are
   */
  void take(Set<String> kept) throws SourceRefused, RunOver {
    var known = work.database().read(handle -> Known.groups(handle, work.directory().id()));
    known.keySet().removeAll(kept);
    // of whom was not taken over, the next poll says so again: nobody has to wait for them here
    var taken = Known.ids(work.database(), work.directory().id());
    var unread = new ArrayList<String>();
    var done = 0;
    for (var group : work.survey().groups().values()) {
      work.progress().at(Phase.GROUP_MEMBERS, done++, work.survey().groups().size());
      var before = known.remove(group.id());
      var id = before == null ? null : before.id();
      var members = members(group, id);
      if (members.isPresent())
        takeGroup(group, id, members.get().stream().filter(taken::contains).toList());
      else unread.add(group.name());
    }
    for (var gone : known.values()) removeGroup(gone.id());
    work.report().tally().kept("google_members_gone", unread);
    work.report().tally().groups(work.survey().groups().size());
  }

  private void takeGroup(Source.Group group, @Nullable DirectoryGroupId known, List<String> members)
      throws RunOver {
    var profile = new GroupProfile(Names.line(group.name()), group.id(), resource(group));
    try {
      work.database()
          .useTransaction(
              tx -> {
                if (known == null)
                  groups.create(tx, work.actor(), work.directory(), profile, members);
                else
                  groups.change(
                      tx,
                      work.actor(),
                      work.directory(),
                      known,
                      null,
                      before -> profile,
                      List.of(new MemberEdit.Replace(members)));
              });
    } catch (Problem problem) {
      PollWork.endAt(problem);
      work.report().refusedGroup(group.name(), problem);
    }
  }

  private void removeGroup(DirectoryGroupId gone) throws RunOver {
    try {
      work.database()
          .useTransaction(tx -> groups.remove(tx, work.actor(), work.directory(), gone, null));
    } catch (Problem problem) {
      PollWork.endAt(problem);
      if (problem.kind() != Problem.Kind.NOT_FOUND) throw problem;
    }
  }

  /**
   * Who is in a group and among the customer's people; empty when the list is not there. It is read
   * once more before anybody leaves it: they may have changed pages while it was read.
   */
  private Optional<List<String>> members(Source.Group group, @Nullable DirectoryGroupId known)
      throws SourceRefused, RunOver {
    var found = new LinkedHashSet<String>();
    var strangers = new HashSet<String>();
    boolean everybody;
    try {
      everybody = lookAt(group, found, strangers);
      if (!everybody && known != null && !found.containsAll(Known.members(work.database(), known)))
        everybody = lookAt(group, found, strangers);
    } catch (SourceRefused e) {
      if (e.remedy() == SourceRefused.Remedy.GONE) return Optional.empty();
      throw e;
    }
    work.report().tally().external(strangers.size());
    return Optional.of(List.copyOf(everybody ? work.survey().ids() : found));
  }

  /** Adds those whom a group's pages list now; whether it holds everybody. */
  private boolean lookAt(Source.Group group, Set<String> found, Set<String> strangers)
      throws SourceRefused, RunOver {
    var everybody = new boolean[1];
    Pages.readAll(
        page -> work.reader().members(group.id(), page),
        page -> {
          for (var member : page) {
            switch (member.kind()) {
              case PERSON -> (work.survey().has(member.id()) ? found : strangers).add(member.id());
              case EVERYBODY -> everybody[0] = true;
              case EXTERNAL -> strangers.add(member.id());
              case GROUP -> {
                // its people are listed as well
              }
            }
          }
        });
    return everybody[0];
  }

  private static String resource(Source.Group group) {
    var made = JsonNodeFactory.instance.objectNode();
    made.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
    made.put("displayName", Names.line(group.name()));
    made.put("externalId", group.id());
    return made.toString();
  }
}
