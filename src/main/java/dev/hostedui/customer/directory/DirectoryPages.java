package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.Employee.State;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The pages of people and groups, {@code /directory/{domain}}. */
final class DirectoryPages {

  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
  private static final int LONGEST = 100;
  private static final int MOST = 200;
  private static final Employee.Details CONTRACTOR =
      new Employee.Details(
          "Cora", "Contractor", "cora@elsewhere.example", "Contractor", "Elsewhere");

  private final Directories directories;
  private final Office office;
  private final Site site;

  DirectoryPages(Directories directories, Office office, Site site) {
    this.directories = directories;
    this.office = office;
    this.site = site;
  }

  void mount(RoutesConfig routes) {
    var here = "/directory/{domain}";
    routes.get(
        "/directory", ctx -> ctx.redirect("/directory/" + directories.all().get(0).domain()));
    routes.get(here, ctx -> show(ctx, 200, DirectoryPage.Typed.empty(directory(ctx).domain())));
    routes.post(here + "/people", this::hire);
    routes.post(here + "/contractor", this::hireContractor);
    routes.get(here + "/people/{id}", ctx -> showPerson(ctx, person(ctx)));
    routes.post(here + "/people/{id}", this::changePerson);
    routes.post(here + "/people/{id}/suspend", ctx -> move(ctx, State.SUSPENDED, "is suspended"));
    routes.post(here + "/people/{id}/resume", ctx -> move(ctx, State.ACTIVE, "is active again"));
    routes.post(here + "/people/{id}/return", ctx -> move(ctx, State.ACTIVE, "is hired again"));
    routes.post(here + "/people/{id}/leave", this::letGo);
    routes.post(here + "/people/{id}/erase", this::erase);
    routes.post(here + "/people/{id}/provision", this::provision);
    routes.post(here + "/groups", this::beginGroup);
    routes.get(here + "/groups/{id}", ctx -> showGroup(ctx, group(ctx)));
    routes.post(here + "/groups/{id}", this::changeGroup);
    routes.post(here + "/groups/{id}/delete", this::deleteGroup);
  }

  private Directory directory(Context ctx) {
    return directories.find(ctx.pathParam("domain")).orElseThrow(NotFoundResponse::new);
  }

  private Employee person(Context ctx) {
    return directory(ctx).person(ctx.pathParam("id")).orElseThrow(NotFoundResponse::new);
  }

  private Group group(Context ctx) {
    return directory(ctx).group(ctx.pathParam("id")).orElseThrow(NotFoundResponse::new);
  }

  private void show(Context ctx, int status, DirectoryPage.Typed typed) {
    site.show(
        ctx, status, new DirectoryPage(site.notice(ctx), directory(ctx), directories.all(), typed));
  }

  private void goOn(Context ctx, String words, Office.Outcome outcome) {
    site.goOn(ctx, "/directory/" + outcome.directory().domain(), words + outcome.words());
  }

  // ------------------------------------------------------------------ people

  private static Employee.Details details(Context ctx) {
    return new Employee.Details(
        Site.field(ctx, "given_name"),
        Site.field(ctx, "family_name"),
        Site.field(ctx, "email"),
        Site.field(ctx, "title"),
        Site.field(ctx, "department"));
  }

  private static Set<String> ticked(Context ctx, String field) {
    return Set.copyOf(ctx.formParams(field));
  }

  private static void check(Directory directory, Employee.Details details, String id)
      throws Unacceptable {
    if (details.givenName().isEmpty() || details.familyName().isEmpty())
      throw new Unacceptable("Give both names.");
    if (!EMAIL.matcher(details.email()).matches())
      throw new Unacceptable(
          details.email().isEmpty() ? "Give an address." : details.email() + " is no address.");
    for (var text :
        new String[] {
          details.givenName(),
          details.familyName(),
          details.email(),
          details.title(),
          details.department()
        }) if (text.length() > LONGEST) throw new Unacceptable("That is too long.");
    if (directory.hasAddress(details.email(), id))
      throw new Unacceptable(details.email() + " is somebody else's address here.");
  }

  private void hire(Context ctx) {
    var details = details(ctx);
    var groups = ticked(ctx, "group");
    try {
      hire(ctx, details, groups);
    } catch (Unacceptable e) {
      show(ctx, 422, new DirectoryPage.Typed(details, groups, e.words(), "", ""));
    }
  }

  private void hireContractor(Context ctx) {
    try {
      hire(ctx, CONTRACTOR, Set.of());
    } catch (Unacceptable e) {
      site.goOn(ctx, "/directory/" + directory(ctx).domain(), e.words());
    }
  }

  private void hire(Context ctx, Employee.Details details, Set<String> groups) throws Unacceptable {
    var outcome =
        office.change(
            directory(ctx).domain(),
            before -> {
              if (before.people().size() >= MOST) throw new Unacceptable("The company is full.");
              check(before, details, "");
              var after = before.hire(details);
              var id = after.people().get(after.people().size() - 1).id();
              return after.changeGroups(
                  it -> groups.contains(it.id()) && !it.deleted() ? it.with(id, true) : it);
            });
    goOn(ctx, details.name() + " is hired.", outcome);
  }

  private void showPerson(Context ctx, Employee person) {
    var directory = directory(ctx);
    var groups = new HashSet<String>();
    for (var it : directory.groupsOf(person)) groups.add(it.id());
    site.show(ctx, 200, new PersonPage(directory, person, person.details(), groups, ""));
  }

  private void changePerson(Context ctx) {
    var person = person(ctx);
    var details = details(ctx);
    var groups = ticked(ctx, "group");
    try {
      var outcome =
          office.change(
              directory(ctx).domain(),
              before -> {
                check(before, details, person.id());
                return before
                    .change(person.id(), it -> it.with(details))
                    .changeGroups(
                        it -> it.deleted() ? it : it.with(person.id(), groups.contains(it.id())));
              });
      goOn(ctx, details.name() + " is changed.", outcome);
    } catch (Unacceptable e) {
      site.show(ctx, 422, new PersonPage(directory(ctx), person, details, groups, e.words()));
    }
  }

  private void move(Context ctx, State state, String words) {
    changeFreely(ctx, person(ctx), words, it -> it.change(person(ctx).id(), p -> p.with(state)));
  }

  private void letGo(Context ctx) {
    var person = person(ctx);
    changeFreely(
        ctx,
        person,
        "has left",
        it ->
            it.change(person.id(), p -> p.with(State.GONE))
                .changeGroups(group -> group.with(person.id(), false)));
  }

  private void changeFreely(
      Context ctx, Employee person, String words, UnaryOperator<Directory> change) {
    try {
      goOn(
          ctx,
          person.name() + " " + words + ".",
          office.change(directory(ctx).domain(), change::apply));
    } catch (Unacceptable e) {
      throw new IllegalStateException(e);
    }
  }

  private void erase(Context ctx) {
    var person = person(ctx);
    var outcome = office.erase(directory(ctx).domain(), person.id());
    var gone = outcome.directory().person(person.id()).isEmpty();
    goOn(ctx, person.name() + (gone ? " is erased." : " is still here."), outcome);
  }

  private void provision(Context ctx) {
    var directory = directory(ctx);
    var outcome = office.tellAgain(directory.domain(), person(ctx).id());
    site.goOn(
        ctx,
        "/directory/" + directory.domain() + "/calls",
        person(ctx).name() + " is provisioned on demand." + outcome.words());
  }

  // ------------------------------------------------------------------ groups

  private static void check(Directory directory, String name, String id) throws Unacceptable {
    if (name.isEmpty()) throw new Unacceptable("Give the group a name.");
    if (name.length() > LONGEST) throw new Unacceptable("The name is too long.");
    if (directory.hasGroup(name, id)) throw new Unacceptable("There is a group " + name + ".");
  }

  private void beginGroup(Context ctx) {
    var name = Site.field(ctx, "name");
    try {
      var outcome =
          office.change(
              directory(ctx).domain(),
              before -> {
                if (before.groups().size() >= MOST)
                  throw new Unacceptable("There are too many groups.");
                check(before, name, "");
                return before.begin(name);
              });
      goOn(ctx, "The group " + name + " is there.", outcome);
    } catch (Unacceptable e) {
      var nobody = DirectoryPage.Typed.empty(directory(ctx).domain());
      show(ctx, 422, new DirectoryPage.Typed(nobody.details(), Set.of(), "", name, e.words()));
    }
  }

  private void showGroup(Context ctx, Group group) {
    site.show(ctx, 200, new GroupPage(directory(ctx), group, group.name(), group.members(), ""));
  }

  private void changeGroup(Context ctx) {
    var group = group(ctx);
    var name = Site.field(ctx, "name");
    var members = new HashSet<>(ticked(ctx, "member"));
    try {
      var outcome =
          office.change(
              directory(ctx).domain(),
              before -> {
                check(before, name, group.id());
                members.removeIf(it -> before.person(it).isEmpty());
                return before.changeGroup(group.id(), it -> it.named(name).with(members));
              });
      goOn(ctx, "The group " + name + " is changed.", outcome);
    } catch (Unacceptable e) {
      site.show(ctx, 422, new GroupPage(directory(ctx), group, name, members, e.words()));
    }
  }

  private void deleteGroup(Context ctx) {
    var group = group(ctx);
    try {
      var outcome =
          office.change(
              directory(ctx).domain(),
              before ->
                  group.remote() == null
                      ? before.withoutGroup(group.id())
                      : before.changeGroup(group.id(), Group::asDeleted));
      goOn(ctx, "The group " + group.name() + " is deleted.", outcome);
    } catch (Unacceptable e) {
      throw new IllegalStateException(e);
    }
  }
}
