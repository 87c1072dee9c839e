package dev.hostedui.login;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.member.KeptOut;
import dev.hostedui.identity.member.Suggestions;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.user.User;
import dev.hostedui.web.Avatar;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the organization chooser reads: where a person belongs, is invited, or may join. */
public final class OrganizationQueries {

  private static final int MOST = 200;

  /** Of a person's own, which can be searched. */
  private static final int MOST_OWN = 2_000;

  /**
   * An organization as the chooser shows it: of those that are suggested nothing but the name.
   *
   * @param logo its own, where the person belongs or is invited, or null
   */
  public record Choice(String id, String name, Avatar avatar, @Nullable PictureId logo) {}

  private static final String OWN =
      "SELECT o.id, o.display_name, o.logo_picture AS logo FROM memberships m JOIN organizations o ON"
          + " o.id = m.organization_id WHERE m.user_id = :user AND m.status = 'ACTIVE' ORDER BY"
          + " o.display_name LIMIT :most";
  private static final String DEACTIVATED =
      "SELECT o.id, o.display_name, NULL AS logo FROM memberships m JOIN organizations o ON o.id ="
          + " m.organization_id WHERE m.user_id = :user AND m.status = 'INACTIVE' ORDER BY"
          + " o.display_name LIMIT :most";
  private static final String INVITED =
      "SELECT o.id, o.display_name, o.logo_picture AS logo FROM memberships m JOIN organizations o ON"
          + " o.id = m.organization_id WHERE m.user_id = :user AND m.status = 'PENDING_INVITE' AND"
          + " m.expires_at > :now AND NOT "
          + KeptOut.in("o.id", "(SELECT email FROM users WHERE id = m.user_id)")
          + " ORDER BY o.display_name LIMIT :most";
  private static final String EXPIRED =
      "SELECT o.id, o.display_name, NULL AS logo FROM memberships m JOIN organizations o ON o.id ="
          + " m.organization_id WHERE m.user_id = :user AND m.status = 'PENDING_INVITE' AND"
          + " m.expires_at <= :now AND NOT "
          + KeptOut.in("o.id", "(SELECT email FROM users WHERE id = m.user_id)")
          + " ORDER BY o.display_name LIMIT :most";
  private static final String SUGGESTED =
      "SELECT o.id, o.display_name, NULL AS logo FROM email_domains d JOIN organizations o ON o.id ="
          + " d.organization_id WHERE "
          + Suggestions.OFFERED
          + " AND NOT EXISTS (SELECT 1 FROM memberships own WHERE own.organization_id = o.id AND"
          + " own.user_id = :user AND (own.status <> 'PENDING_INVITE' OR own.expires_at > :now))"
          + " AND NOT "
          + KeptOut.in("o.id", "(SELECT email FROM users WHERE id = :user)")
          + " ORDER BY o.display_name LIMIT :most";

  private final Database database;
  private final Clock clock;

  public OrganizationQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  List<Choice> own(User user) {
    return database.read(handle -> choices(handle, OWN, MOST_OWN, user));
  }

  /** The names of the organizations in which the person was deactivated. */
  List<String> deactivated(User user) {
    return names(DEACTIVATED, user);
  }

  List<Choice> invited(User user) {
    return database.read(handle -> choices(handle, INVITED, MOST, user));
  }

  /** The names of the organizations that had invited the person, who has not accepted in time. */
  List<String> expired(User user) {
    return names(EXPIRED, user);
  }

  /** Organizations that are offered to people of the person's proven email domain. */
  List<Choice> suggested(User user) {
    return user.emailVerified()
        ? database.read(handle -> choices(handle, SUGGESTED, MOST, user))
        : List.of();
  }

  /** Whether there is anything to join; asked right after the address was proven. */
  boolean hasOffers(Handle tx, User user) {
    return !choices(tx, INVITED, MOST, user).isEmpty()
        || !choices(tx, SUGGESTED, MOST, user).isEmpty();
  }

  private List<String> names(String sql, User user) {
    return database.read(
        handle -> choices(handle, sql, MOST, user).stream().map(Choice::name).toList());
  }

  private List<Choice> choices(Handle handle, String sql, int most, User user) {
    var query = handle.createQuery(sql).bind("user", user.id()).bind("most", most);
    if (sql.contains(":now")) query.bind("now", clock.instant());
    if (sql.contains(":domain")) Suggestions.bind(query, user.email());
    return query
        .map(
            (row, context) ->
                new Choice(
                    Columns.text(row, "id"),
                    Columns.text(row, "display_name"),
                    Avatar.ofName(Columns.text(row, "display_name")),
                    PictureId.stored(row.getString("logo"))))
        .list();
  }
}
