package dev.hostedui.identity.directory.poll;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryUsers;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.directory.Provisioned;
import dev.hostedui.identity.directory.poll.Pages.RunOver;
import dev.hostedui.identity.directory.poll.Poll.Phase;
import dev.hostedui.identity.user.EmailAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takes over the people of a directory that is read. */
final class PolledPeople {

  /** Fewer than that may go without a question. */
  private static final int FEW = 5;

  private final PollWork work;
  private final DirectoryUsers users;

  PolledPeople(PollWork work, DirectoryUsers users) {
    this.work = work;
    this.users = users;
  }

  /**
   * Who would lose access.
   *
   * @param known whom the directory knows, by the other system's id
   * @param members the accounts of others who belong to the organization, and are inactive there
   */
  record Losing(Map<String, Known.Person> known, Set<UserId> members) {

    static Losing of(Known.Before before, Survey survey) {
      var known = new HashMap<String, Known.Person>();
      before
          .people()
          .forEach(
              (id, person) -> {
                if (person.active() && !survey.lets(id)) known.put(id, person);
              });
      var members = new HashSet<UserId>();
      survey
          .barred()
          .forEach(
              (id, address) -> {
                if (!before.people().containsKey(id))
                  EmailAddress.parse(address)
                      .flatMap(it -> Optional.ofNullable(before.unsaid().get(it.value())))
                      .ifPresent(members::add);
              });
      return new Losing(known, members);
    }

    int size() {
      return known.size() + members.size();
    }

    /** The accounts of all of them. */
    Set<UserId> accounts() {
      var accounts = new HashSet<>(members);
      for (var person : known.values()) if (person.user() != null) accounts.add(person.user());
      return accounts;
    }

    /**
     * Whether they are so many that somebody has to be asked: of whom the directory knows, or of
     * these and of all others who belong to the organization.
     */
    boolean areMany(Known.Before before) {
      var active = before.people().values().stream().filter(Known.Person::active).count();
      return areMany(known.size(), active) || areMany(size(), active + before.unsaid().size());
    }

    private static boolean areMany(int losing, long all) {
      return losing > FEW && losing * 2L > all;
    }
  }

  /** Removes whom the survey has not found any more. */
  void removeThoseGone(Map<String, Known.Person> known) throws RunOver {
    var gone = known.entrySet().stream().filter(it -> !work.survey().has(it.getKey())).toList();
    var done = 0;
    for (var person : gone) {
      work.progress().at(Phase.REMOVALS, done++, gone.size());
      removed(person.getValue());
    }
  }

  private void removed(Known.Person person) throws RunOver {
    try {
      var gone =
          work.database()
              .inTransaction(
                  tx -> {
                    var done = users.remove(tx, work.actor(), work.directory(), person.id(), null);
                    if (person.active()) PollTable.spend(tx, work.directory().id());
                    return done;
                  });
      work.report().took(gone);
    } catch (Problem problem) {
      PollWork.endAt(problem);
      // somebody else was faster
      if (problem.kind() != Problem.Kind.NOT_FOUND) throw problem;
    }
  }

  /** Takes over what the lists say of those whom the survey has found. */
  void take() throws SourceRefused, RunOver {
    var done = new int[1];
    Pages.readAll(
        work.reader()::profiles,
        page -> {
          work.progress().at(Phase.PROFILES, done[0], work.survey().size());
          var followed = page.stream().filter(it -> work.survey().has(it.id())).toList();
          takePage(followed);
          done[0] += followed.size();
        });
  }

  private void takePage(List<Source.Profile> page) throws RunOver {
    var said =
        Known.said(
            work.database(), work.directory().id(), page.stream().map(Source.Profile::id).toList());
    var belonging =
        Known.belonging(
            work.database(),
            work.directory().organization(),
            page.stream()
                .filter(it -> !it.active() && !said.containsKey(it.id()))
                .flatMap(it -> EmailAddress.parse(it.email()).stream())
                .toList());
    for (var person : page) {
      var before = said.get(person.id());
      var now = profile(person);
      if (before != null && before.inLine() && isSaid(before.profile(), now)) {
        if (isRenamed(before.profile(), now)) tellRenamed(before, now);
        continue;
      }
      if (before != null) change(before, now);
      // somebody who has no access and is to have none is nobody to us
      else if (now.active()
          || EmailAddress.parse(person.email()).filter(belonging::contains).isPresent())
        create(now);
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
    try {
      took(tx -> users.create(tx, work.actor(), work.directory(), now));
    } catch (Problem problem) {
      PollWork.endAt(problem);
      work.report().refused(null, String.valueOf(now.email()), problem);
    }
  }

  /**
   * Takes over everything but the address, which never changes here. Were it refused as a whole,
   * somebody who was renamed could not be deactivated any more.
   */
  private void change(Known.Said before, DirectoryProfile now) throws RunOver {
    try {
      took(
          tx ->
              users.change(
                  tx, work.actor(), work.directory(), before.id(), null, it -> with(now, null)));
      if (isRenamed(before.profile(), now)) tellRenamed(before, now);
    } catch (Problem problem) {
      PollWork.endAt(problem);
      refused(before, problem);
      // whatever else is wrong with them, who may not come in does not
      if (!now.active() && before.profile().active())
        took(
            tx ->
                users.change(
                    tx,
                    work.actor(),
                    work.directory(),
                    before.id(),
                    null,
                    PolledPeople::deactivated));
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
    var taken =
        work.database()
            .inTransaction(
                tx -> {
                  var done = change.apply(tx);
                  if (endsAccess(done)) PollTable.spend(tx, work.directory().id());
                  return done;
                });
    if (taken.effect() != Effect.UNCHANGED) work.report().took(taken);
  }

  /** Whether somebody may not come in any more, of whom the directory may be new. */
  private static boolean endsAccess(Provisioned done) {
    return done.effect() == Effect.DEACTIVATED
        || (done.effect() == Effect.LINKED && !done.user().active());
  }

  /** Who is known is called as they are here, whatever they are called there by now. */
  private void refused(Known.Said before, Problem problem) {
    work.report().refused(before.id(), String.valueOf(before.profile().email()), problem);
  }

  private void tellRenamed(Known.Said before, DirectoryProfile now) {
    refused(
        before,
        Problem.invalid("google_address_changed")
            .with(String.valueOf(before.profile().email()), String.valueOf(now.email())));
  }
}
