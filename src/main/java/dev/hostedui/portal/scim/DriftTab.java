package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryDrift.Part;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.portal.Surface;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers for the tab that says where the directory and the organization differ. */
final class DriftTab {

  private static final int PAGE_SIZE = 20;

  /** How many of each sort stand on the page of all. */
  private static final int BEGINNING = 5;

  private final Core core;
  private final Situations situations;
  private final Surface surface;

  DriftTab(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
  }

  void mount(Routes routes) {
    routes.get(
        surface.path() + Tab.DRIFT.path(), surface.access(), ctx -> surface.show(ctx, page(ctx)));
  }

  private DriftPage page(Context ctx) {
    var situation = situations.get(ctx);
    var asked = Requests.query(ctx, "list");
    // while it cannot be read, or is disabled, they wait still
    var held = situation.losing();
    var all = new ArrayList<>(held > 0 ? List.of("held") : List.of());
    all.addAll(List.of("refused", "no-member", "still-member", "never-sent", "awaited"));
    var reads = situation.directory().type() == DirectoryType.POLL;
    // who is in a group that we read, and was not taken over, was refused
    if (reads) all.remove("awaited");
    var one = all.contains(asked);
    var after = one ? Requests.query(ctx, "after") : "";
    var tables = new ArrayList<DriftPage.Table>();
    for (var key : all)
      if (!one || key.equals(asked))
        tables.add(
            table(
                Words.of(ctx),
                surface.organization(ctx),
                situation.directory().id(),
                reads,
                held,
                key,
                after,
                one ? PAGE_SIZE : BEGINNING));
    return new DriftPage(situations.head(ctx, situation, Tab.DRIFT), held > 0, tables);
  }

  private DriftPage.Table table(
      Words words,
      OrganizationId organization,
      DirectoryId id,
      boolean reads,
      long held,
      String key,
      String after,
      int most) {
    var drift = core.directoryDrift;
    return switch (key) {
      case "held" -> held(organization, id, held, key, after, most);
      case "refused" ->
          table(
              key,
              reads ? "Read, but refused" : "Sent, but refused",
              reads
                  ? "The directory named these people in the last 30 days, and they could not be"
                      + " taken in, or not by the address that it calls them by now."
                  : "The directory has sent these people in the last 30 days, and they could not be taken"
                      + " in.",
              "Everybody whom the directory " + (reads ? "names" : "has sent") + " was taken in.",
              after,
              drift.refused(organization, id, after, most),
              it ->
                  new DriftPage.Row(
                      it.person(),
                      RequestWords.cause(words, it.newest().request()),
                      Tab.REQUESTS.path() + "/" + it.newest().id()));
      case "no-member" ->
          table(
              key,
              "In the directory, but no member",
              "These people are active in the directory and not here: somebody removed them here, or"
                  + " another directory has deactivated them since. They come back "
                  + (reads ? "with the next sync." : "when the directory sends them again."),
              "Everybody who is active in the directory is an active member.",
              after,
              drift.notMembers(organization, id, after, most),
              DriftTab::row);
      case "still-member" ->
          table(
              key,
              "Deactivated in the directory, but a member",
              "These people are inactive in the directory and active here: another directory has said"
                  + " so since, or they came back by an earlier version. Remove them on the Users page"
                  + " if they should be out.",
              "Nobody whom the directory has deactivated is an active member.",
              after,
              drift.stillMembers(organization, id, after, most),
              DriftTab::row);
      case "never-sent" ->
          table(
              key,
              "Member, but never sent",
              "No directory knows these members: they came by invitation or sign-in, or a directory"
                  + " that has forgotten them or is gone sent them. When they leave the company, the"
                  + " directory will not end their access.",
              "The directory knows every member.",
              after,
              drift.neverPushed(organization, id, after, most),
              it -> new DriftPage.Row(it.email().value(), it.fullName(), ""));
      default ->
          table(
              key,
              "In a group, but never sent",
              "Groups name these people, and the directory has not sent them. Assign them to the app"
                  + " in your directory; nested groups are not followed.",
              "Everybody whom a group names has been sent.",
              after,
              drift.awaited(organization, id, after, most),
              it ->
                  new DriftPage.Row(
                      it.value(),
                      "in "
                          + it.group()
                          + (it.groups() > 1 ? " and " + (it.groups() - 1) + " more" : ""),
                      ""));
    };
  }

  private DriftPage.Table held(
      OrganizationId organization, DirectoryId id, long held, String key, String after, int most) {
    var losing = core.polledDirectories.polls.heldCounts(organization, id).losing();
    return table(
        key,
        "Not in what is followed any more, or suspended, but a member",
        "The directory was read, and these people are not in what is followed of it any more, or are"
            + " suspended there."
            + " They keep their access until somebody confirms that it is right."
            + (losing.size() < held
                ? " " + losing.size() + " of " + held + " are named here."
                : ""),
        "They are members whom no sync has taken over yet: “Member, but never sent” names them,"
            + " among others.",
        after,
        core.directoryDrift.active(organization, id, losing, after, most),
        DriftTab::row);
  }

  private static DriftPage.Row row(DirectoryUser user) {
    return new DriftPage.Row(
        user.email().value(), user.name(), Tab.USERS.path() + "/" + user.id().value());
  }

  private <T> DriftPage.Table table(
      String key,
      String title,
      String note,
      String none,
      String after,
      Part<T> part,
      Function<T, DriftPage.Row> row) {
    var next = part.next();
    return new DriftPage.Table(
        key,
        title,
        note,
        none,
        part.rows().stream().map(row).toList(),
        next == null
            ? ""
            : Tab.DRIFT.path()
                + "?list="
                + key
                + (part.rows().size() <= BEGINNING && after.isEmpty()
                    ? ""
                    : "&after=" + Query.encoded(next)),
        after.isEmpty());
  }
}
