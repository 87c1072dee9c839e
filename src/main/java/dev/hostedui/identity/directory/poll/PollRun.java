package dev.hostedui.identity.directory.poll;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroups;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.DirectoryUsers;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.directory.GroupProfile;
import dev.hostedui.identity.directory.MemberEdit;
import dev.hostedui.identity.directory.Provisioned;
import dev.hostedui.identity.directory.poll.Pages.RunOver;
import dev.hostedui.identity.directory.poll.Poll.Phase;
import dev.hostedui.identity.user.EmailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll: takes over what a survey and the lists behind it say. Each person and each group is a
 * transaction of its own; somebody who is refused does not keep back the others.
 */
final class PollRun {

  private static final Logger LOG = LoggerFactory.getLogger(PollRun.class);

  /** Fewer than that may go without a question. */
  private static final int FEW = 5;

  /** Refusals that are not about one person: nothing more can be done. */
  private static final Set<String> END =
      Set.of("directory_not_found", "directory_disabled", "feature_off", "organization_not_found");

  private final Database database;
  private final DirectoryUsers users;
  private final DirectoryGroups groups;
  private final Source.Reader reader;
  private final Actor.Directory actor;
  private final Directory directory;
  private final Survey survey;
  private final Survey.Progress progress;
  private final PollNotes notes;
  private final Tally tally;

  /** Takes what it works with; {@code notes} and {@code tally} tell what came of it. */
  PollRun(
      Database database,
      DirectoryUsers users,
      DirectoryGroups groups,
      Source.Reader reader,
      Actor.Directory actor,
      Directory directory,
      Survey survey,
      Survey.Progress progress,
      PollNotes notes,
      Tally tally) {
    this.database = database;
    this.users = users;
    this.groups = groups;
    this.reader = reader;
    this.actor = actor;
    this.directory = directory;
    this.survey = survey;
    this.progress = progress;
    this.notes = notes;
    this.tally = tally;
  }

  /**
   * How many would lose access, when that is so many that somebody has to be asked; 0 otherwise.
   *
   * @param allowed how many somebody has allowed, or 0
   */
  static long suspicious(Map<String, Known.Person> known, Survey survey, long allowed) {
    var active = 0L;
    var losing = 0L;
    for (var person : known.entrySet()) {
      if (!person.getValue().active()) continue;
      active++;
      if (!survey.lets(person.getKey())) losing++;
    }
    return losing > FEW && losing * 2 > active && losing > allowed ? losing : 0;
  }

  void apply(Map<String, Known.Person> known) throws SourceRefused, RunOver {
    // an address of somebody who is gone may be somebody else's by now
    removePeople(known);
    takePeople();
    takeGroups();
  }

  // ------------------------------------------------------------------ people

  private void removePeople(Map<String, Known.Person> known) throws RunOver {
    var gone = known.entrySet().stream().filter(it -> !survey.has(it.getKey())).toList();
    var done = 0;
    for (var person : gone) {
      progress.at(Phase.REMOVALS, done++, gone.size());
      removed(person.getValue().id());
    }
  }

  private void removed(DirectoryUserId id) throws RunOver {
    try {
      var gone = database.inTransaction(tx -> users.remove(tx, actor, directory, id, null));
      tally.count(gone.effect());
      notes.effect(gone);
    } catch (Problem problem) {
      endAt(problem);
      // somebody else was faster
      if (problem.kind() != Problem.Kind.NOT_FOUND) throw problem;
    }
  }

  private void takePeople() throws SourceRefused, RunOver {
    var done = new int[1];
    Pages.readAll(
        reader::profiles,
        page -> {
          progress.at(Phase.PROFILES, done[0], survey.size());
          var followed = page.stream().filter(it -> survey.has(it.id())).toList();
          takePage(followed);
          done[0] += followed.size();
        });
  }

  private void takePage(List<Source.Profile> page) throws RunOver {
    var said = Known.said(database, directory.id(), page.stream().map(Source.Profile::id).toList());
    for (var person : page) {
      var before = said.get(person.id());
      var now = profile(person);
      if (before != null && before.inLine() && isSaid(before.profile(), now)) {
        if (isRenamed(before.profile(), now)) tellRenamed(before.profile(), now);
        continue;
      }
      if (before == null) create(now);
      else change(before, now);
    }
  }

  private static DirectoryProfile profile(Source.Profile person) {
    return new DirectoryProfile(
        person.email(),
        person.id(),
        person.email(),
        person.active(),
        person.givenName(),
        person.familyName(),
        person.displayName(),
        person.attributes());
  }

  /** Whether everything but the address was said before. */
  private static boolean isSaid(DirectoryProfile before, DirectoryProfile now) {
    return with(before, null).equals(with(now, null));
  }

  private static boolean isRenamed(DirectoryProfile before, DirectoryProfile now) {
    var address = now.email() == null ? null : EmailAddress.parse(now.email()).orElse(null);
    return address != null && !address.value().equals(before.email());
  }

  private static DirectoryProfile with(DirectoryProfile profile, @Nullable String email) {
    return new DirectoryProfile(
        profile.userName(),
        profile.externalId(),
        email,
        profile.active(),
        profile.givenName(),
        profile.familyName(),
        profile.displayName(),
        profile.attributes());
  }

  private void create(DirectoryProfile now) throws RunOver {
    // somebody who never had access and has none is nobody to us
    if (!now.active()) return;
    try {
      took(tx -> users.create(tx, actor, directory, now));
    } catch (Problem problem) {
      endAt(problem);
      refused(now, problem);
    }
  }

  /**
   * Takes over everything but the address, which never changes here. Were it refused as a whole,
   * somebody who was renamed could not be deactivated any more.
   */
  private void change(Known.Said before, DirectoryProfile now) throws RunOver {
    try {
      took(tx -> users.change(tx, actor, directory, before.id(), null, it -> with(now, null)));
      if (isRenamed(before.profile(), now)) tellRenamed(before.profile(), now);
    } catch (Problem problem) {
      endAt(problem);
      refused(now, problem);
      // whatever else is wrong with them, who may not come in does not
      if (!now.active() && before.profile().active())
        took(tx -> users.change(tx, actor, directory, before.id(), null, PollRun::deactivated));
    }
  }

  private static DirectoryProfile deactivated(DirectoryProfile before) {
    return new DirectoryProfile(
        before.userName(),
        before.externalId(),
        null,
        false,
        before.givenName(),
        before.familyName(),
        before.displayName(),
        before.attributes());
  }

  private void took(Function<Handle, Provisioned> change) {
    var taken = database.inTransaction(change);
    if (taken.effect() == Effect.UNCHANGED) return;
    tally.count(taken.effect());
    notes.effect(taken);
  }

  private void refused(DirectoryProfile person, Problem problem) {
    var email = String.valueOf(person.email());
    tally.refused(email, problem);
    notes.refused(email, problem);
  }

  private void tellRenamed(DirectoryProfile before, DirectoryProfile now) {
    var problem =
        Problem.invalid("directory_email_immutable")
            .with(String.valueOf(before.email()), String.valueOf(now.email()));
    tally.refused(String.valueOf(now.email()), problem);
    notes.refused(String.valueOf(now.email()), problem);
  }

  private static void endAt(Problem problem) throws RunOver {
    if (END.contains(problem.code())) {
      LOG.info("a poll ends before its time: {}", problem.code());
      throw new RunOver();
    }
  }

  // ------------------------------------------------------------------ groups

  private void takeGroups() throws SourceRefused, RunOver {
    var known = new HashMap<>(Known.groups(database, directory.id()));
    var done = 0;
    for (var group : survey.groups().values()) {
      progress.at(Phase.GROUP_MEMBERS, done++, survey.groups().size());
      takeGroup(group, known.remove(group.id()));
    }
    for (var gone : known.values()) removeGroup(gone);
    tally.groups(survey.groups().size());
  }

  private void takeGroup(Source.Group group, Known.@Nullable Group known)
      throws SourceRefused, RunOver {
    var members = members(group);
    var profile = new GroupProfile(group.name(), group.id(), resource(group));
    try {
      database.useTransaction(
          tx -> {
            if (known == null) groups.create(tx, actor, directory, profile, members);
            else
              groups.change(
                  tx,
                  actor,
                  directory,
                  known.id(),
                  null,
                  before -> profile,
                  List.of(new MemberEdit.Replace(members)));
          });
    } catch (Problem problem) {
      endAt(problem);
      tally.refused(group.name(), problem);
      notes.refusedGroup(group.name(), problem);
    }
  }

  private void removeGroup(Known.Group gone) throws RunOver {
    try {
      database.useTransaction(tx -> groups.remove(tx, actor, directory, gone.id(), null));
    } catch (Problem problem) {
      endAt(problem);
      if (problem.kind() != Problem.Kind.NOT_FOUND) throw problem;
    }
  }

  /** Who is in a group and among the customer's people; a group that is gone meanwhile is empty. */
  private List<String> members(Source.Group group) throws SourceRefused, RunOver {
    var found = new ArrayList<String>();
    var everybody = new boolean[1];
    try {
      Pages.readAll(
          page -> reader.members(group.id(), page),
          page -> {
            for (var member : page) {
              switch (member.kind()) {
                case PERSON -> {
                  if (survey.has(member.id())) found.add(member.id());
                  else tally.external(1);
                }
                case EVERYBODY -> everybody[0] = true;
                case EXTERNAL -> tally.external(1);
                case GROUP -> {
                  // its people are listed as well
                }
              }
            }
          });
    } catch (SourceRefused e) {
      if (e.remedy() != SourceRefused.Remedy.GONE) throw e;
    }
    return everybody[0] ? List.copyOf(survey.ids()) : found;
  }

  private static String resource(Source.Group group) {
    var made = JsonNodeFactory.instance.objectNode();
    made.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
    made.put("displayName", group.name());
    made.put("externalId", group.id());
    return made.toString();
  }
}
