package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Csv;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.MemberList.Edge;
import dev.hostedui.identity.member.MemberList.Filter;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the members of an organization as a table, for whoever looks them through elsewhere.
 */
public final class MemberExport {

  /** More are not handed out at once: an answer is held in memory until its client has it all. */
  public static final int MOST = 50_000;

  private static final int BATCH = 500;

  private static final List<String> COLUMNS =
      List.of(
          "email",
          "given_name",
          "family_name",
          "roles",
          "status",
          "last_sign_in_at",
          "invitation_expires_at",
          "user_id");

  /** The table; it is read while it is written, a few hundred members at a time. */
  public interface Table {
    void writeTo(Writer to) throws IOException;
  }

  private final Database database;
  private final MemberList list;
  private final Events events;
  private final int most;

  public MemberExport(Database database, MemberList list, Events events) {
    this(database, list, events, MOST);
  }

  MemberExport(Database database, MemberList list, Events events, int most) {
    this.database = database;
    this.list = list;
    this.events = events;
    this.most = most;
  }

  /**
   * The members whom a search and a filter let through, in the order of the list. That somebody
   * takes a copy is in the audit before they have any of it.
   *
   * @param search what a person typed, or empty for everybody
   * @throws Problem CONFLICT for more than {@value #MOST}; or what {@link Actor#must} refuses
   */
  public Table of(Actor actor, OrganizationId organization, String search, Filter filter) {
    // before the transaction, which would hold the organization that long
    refuseTooMany(organization, search, filter);
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.USERS_READ);
          actor.must(tx, organization, Permission.SETTINGS_MANAGE);
          events.record(
              tx,
              actor,
              EventType.MEMBERS_EXPORTED,
              organization,
              organization,
              Change.created(Map.of()));
        });
    return to -> write(organization, search, filter, to);
  }

  /** A table that ends before its last member would be taken for the whole. */
  private void refuseTooMany(OrganizationId organization, String search, Filter filter) {
    var edge = Edge.FIRST;
    var count = 0;
    while (true) {
      var page = list.page(organization, search, filter, edge, BATCH);
      for (var member : page.members()) edge = new Edge(true, member.position());
      count += page.members().size();
      if (count > most)
        throw Problem.conflict("export_too_large").with(String.format(Locale.ROOT, "%,d", most));
      if (!page.after()) return;
    }
  }

  private void write(OrganizationId organization, String search, Filter filter, Writer to)
      throws IOException {
    to.write(Csv.heading(COLUMNS));
    var edge = Edge.FIRST;
    while (true) {
      var page = list.page(organization, search, filter, edge, BATCH);
      for (var member : page.members()) {
        to.write(row(member));
        edge = new Edge(true, member.position());
      }
      to.flush();
      if (page.after()) continue;
      // an organization that is gone by now has no more members either
      list.total(organization);
      return;
    }
  }

  private static String row(ListedMember member) {
    return Csv.row(
        List.of(
            member.email(),
            member.givenName(),
            member.familyName(),
            member.roles(),
            member.status().name(),
            time(member.signedInAt()),
            time(member.expiresAt()),
            member.user().value()));
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "" : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
