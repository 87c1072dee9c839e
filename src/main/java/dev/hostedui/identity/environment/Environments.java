package dev.hostedui.identity.environment;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.db.Minutes;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.SignInStart;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.picture.Pictures;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.role.RoleDefinitions;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and reads the one environment of an installation. */
public final class Environments {

  private static final Logger LOG = LoggerFactory.getLogger(Environments.class);
  private static final String ALLOWED = "allowed";
  private static final String BLOCKED = "blocked";

  private static final String CREATOR = "default_creator_role";

  private final Database database;
  private final RoleDefinitions roles;
  private final Pictures pictures;
  private final Ids ids;
  private final Clock clock;
  private volatile @Nullable Environment current;

  public Environments(
      Database database, RoleDefinitions roles, Pictures pictures, Ids ids, Clock clock) {
    this.database = database;
    this.pictures = pictures;
    this.roles = roles;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Makes the environment with its two roles, Admin and Member, unless there is one already.
   *
   * @param logo the picture that its branding names, or null
   */
  public void initialize(Environment initial, @Nullable PictureFile logo) {
    if (!exists()) database.alone(() -> initializeIfMissing(initial, logo));
    database.alone(this::adoptOldLogo);
    refresh();
  }

  /**
   * Takes over the logo of a database that was made before pictures were examined; one that would
   * not be taken today is left behind.
   */
  private void adoptOldLogo() {
    database.useTransaction(
        tx -> {
          var old =
              tx.createQuery(
                      "SELECT logo_content FROM environment WHERE logo_content IS NOT NULL AND"
                          + " logo_picture IS NULL")
                  .mapTo(String.class)
                  .findOne();
          if (old.isEmpty()) return;
          tx.createUpdate("UPDATE environment SET logo_content = NULL, logo_media_type = NULL")
              .execute();
          try {
            var bytes = Base64.getDecoder().decode(old.get());
            var file = PictureFile.read(bytes, PictureFile.Use.LOGO);
            pictures.keep(tx, file);
            tx.createUpdate("UPDATE environment SET logo_picture = :id")
                .bind("id", file.id())
                .execute();
          } catch (Problem problem) {
            LOG.warn("the logo is not shown any more ({}): give another one", problem.code());
          }
        });
  }

  private void initializeIfMissing(Environment initial, @Nullable PictureFile logo) {
    database.useTransaction(
        tx -> {
          if (load(tx).isPresent()) return;
          if (logo != null) pictures.keep(tx, logo);
          var actor = new Actor.Internal("first-start");
          var admin =
              roles.create(tx, actor, new RoleDefinition(null, "admin", "Admin", null, all()));
          var member =
              roles.create(
                  tx,
                  actor,
                  new RoleDefinition(
                      null,
                      "member",
                      "Member",
                      null,
                      Set.of(
                          Permission.SETTINGS_READ.wireName(), Permission.USERS_READ.wireName())));
          insert(tx, initial, admin.id(), member.id());
        });
  }

  private static Set<String> all() {
    return Arrays.stream(Permission.values()).map(Permission::wireName).collect(Collectors.toSet());
  }

  private void insert(Handle tx, Environment it, RoleId creatorRole, RoleId memberRole) {
    var branding = it.branding();
    tx.createUpdate(
            """
            INSERT INTO environment (id, app_name, support_email, terms_url, privacy_url, organization_word, logo_picture,
                   primary_color, primary_text_color, page_color, corner_radius, sign_up, public_email_domains,
                   disposable_email_domains, multiple_memberships, organizations_per_user, invitation_minutes, code_seconds,
                   session_absolute_minutes, session_idle_minutes, access_token_minutes, default_creator_role_id, default_member_role_id,
                   created_at, updated_at)
            VALUES (:id, :appName, :supportEmail, :terms, :privacy, :word, :logo, :primary, :primaryText, :page, :radius,
                    :signUp, :public, :disposable, :multiple, :perUser, :invitation, :code, :absolute, :idle, :accessToken, :creator, :member,
                    :now, :now)
            """)
        .bind("id", ids.next("env_"))
        .bind("appName", branding.appName())
        .bind("supportEmail", it.supportEmail())
        .bind("terms", it.termsUrl())
        .bind("privacy", it.privacyUrl())
        .bind("word", it.organizationWord().word())
        .bind("logo", branding.logo())
        .bind("primary", branding.primaryColor())
        .bind("primaryText", branding.primaryTextColor())
        .bind("page", branding.pageColor())
        .bind("radius", branding.cornerRadius())
        .bind("signUp", word(it.signUp()))
        .bind("public", word(it.publicEmailDomains()))
        .bind("disposable", word(it.disposableEmailDomains()))
        .bind("multiple", word(it.multipleMemberships()))
        .bind("perUser", it.organizationsPerUser())
        .bind("invitation", Minutes.of(it.invitationLifetime()))
        .bind("code", it.codeLifetime().toSeconds())
        .bind("absolute", Minutes.of(it.sessionAbsolute()))
        .bind("idle", Minutes.of(it.sessionIdle()))
        .bind("accessToken", Minutes.of(it.accessTokenLifetime()))
        .bind("creator", creatorRole)
        .bind("member", memberRole)
        .bind("now", clock.instant())
        .execute();
  }

  /** The settings as they were when {@link #refresh} last ran: at start, and every few seconds. */
  public Environment current() {
    var known = current;
    return known != null ? known : refresh();
  }

  /** Reads the settings again; another process or an operator may have changed them. */
  public Environment refresh() {
    var found =
        database
            .read(Environments::load)
            .orElseThrow(() -> new IllegalStateException("the environment has not been made"));
    current = found;
    return found;
  }

  /** Whether the installation has been started before. */
  public boolean exists() {
    return database.read(Environments::load).isPresent();
  }

  /** The settings inside a transaction, for rules that depend on them. */
  public static Environment in(Handle tx) {
    return load(tx)
        .orElseThrow(() -> new IllegalStateException("the environment has not been made"));
  }

  private static Optional<Environment> load(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT app_name, support_email, terms_url, privacy_url, organization_word, logo_picture, favicon_picture, primary_color,
                   primary_text_color, page_color, corner_radius, background_style, portal_accent_color, logo_position,
                   logo_alignment, header_alignment, social_placement, footer_badge, organization_branding,
                   organization_logo_by_admins, sign_up, public_email_domains,
                   disposable_email_domains, multiple_memberships, organizations_per_user, invitation_minutes, code_seconds,
                   session_absolute_minutes, session_idle_minutes, access_token_minutes
              FROM environment
            """)
        .map(
            (row, context) ->
                environment(
                    row,
                    Applications.beginningOfSignIn(handle).orElse(null),
                    Applications.beginSignInByOrganization(handle)))
        .findOne();
  }

  private static Environment environment(
      ResultSet row, @Nullable SignInStart app, boolean appVaries) throws SQLException {
    return new Environment(
        branding(row),
        row.getString("support_email"),
        row.getString("terms_url"),
        row.getString("privacy_url"),
        new OrganizationWord(Columns.text(row, "organization_word")),
        isAllowed(row, "sign_up"),
        isAllowed(row, "public_email_domains"),
        isAllowed(row, "disposable_email_domains"),
        isAllowed(row, "multiple_memberships"),
        row.getInt("organizations_per_user"),
        Columns.minutes(row, "invitation_minutes"),
        Duration.ofSeconds(row.getLong("code_seconds")),
        Columns.minutes(row, "session_absolute_minutes"),
        Columns.minutesOrNull(row, "session_idle_minutes"),
        Columns.minutes(row, "access_token_minutes"),
        app,
        appVaries);
  }

  private static @Nullable PictureId picture(ResultSet row, String column) throws SQLException {
    var id = row.getString(column);
    return id == null ? null : PictureId.parse(id).orElse(null);
  }

  private static Branding branding(ResultSet row) throws SQLException {
    var radius = Branding.CornerRadius.of(Columns.text(row, "corner_radius"));
    var background = row.getString("background_style");
    return new Branding(
        Columns.text(row, "app_name"),
        picture(row, "logo_picture"),
        picture(row, "favicon_picture"),
        Columns.text(row, "primary_color"),
        row.getString("primary_text_color"),
        row.getString("page_color"),
        radius == null ? Branding.CornerRadius.MEDIUM : radius,
        background == null ? null : BackgroundStyle.parse(background),
        row.getString("portal_accent_color"),
        new Branding.Layout(
            "INSIDE".equals(row.getString("logo_position")),
            Branding.Alignment.valueOf(Columns.text(row, "logo_alignment")),
            Branding.Alignment.valueOf(Columns.text(row, "header_alignment")),
            "BOTTOM".equals(row.getString("social_placement")),
            Setting.ON.equals(row.getString("footer_badge"))),
        new Branding.OrganizationLogos(
            Setting.ON.equals(row.getString("organization_branding")),
            Setting.ON.equals(row.getString("organization_logo_by_admins"))));
  }

  /**
   * Chooses the roles that whoever makes an organization and new members get, for the operator. An
   * organization's own default for members stands before it.
   *
   * @param creator the name of a role of all organizations, or null to keep the one there is
   * @param member likewise
   * @throws Problem INVALID for a role that all organizations do not have; CONFLICT for one that
   *     does not let whoever makes an organization run it, or gives what the actor does not hold
   */
  public void setDefaultRoles(Actor actor, @Nullable String creator, @Nullable String member) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          Locks.roles(tx);
          if (creator != null) setDefault(tx, actor, CREATOR, creator);
          if (member != null) setDefault(tx, actor, "default_member_role", member);
        });
  }

  private void setDefault(Handle tx, Actor actor, String field, String name) {
    var found =
        Roles.find(tx, null, name)
            .orElseThrow(() -> Problem.invalid("unknown_role").at(field).with(name));
    var role = found.id();
    var now = tx.createQuery("SELECT " + field + "_id FROM environment").mapTo(RoleId.class).one();
    if (now.equals(role)) return;
    if (field.equals(CREATOR)) RoleDefinitions.mustRunOrganizations(found);
    RoleDefinitions.mustHold(actor, found, found.permissions());
    roles.changing(
        tx,
        actor,
        null,
        role,
        () ->
            tx.createUpdate("UPDATE environment SET " + field + "_id = :role, updated_at = :now")
                .bind("role", role)
                .bind("now", clock.instant())
                .execute());
  }

  /**
   * Whether one person may belong to several organizations; inside a change that makes a member,
   * where nothing else of the settings is needed.
   */
  public static boolean multipleMemberships(Handle tx) {
    return Direct.row(
            tx,
            "SELECT multiple_memberships FROM environment",
            row -> isAllowed(row, "multiple_memberships"))
        .orElse(true);
  }

  /** How a switch is kept. */
  static String word(boolean allowed) {
    return allowed ? ALLOWED : BLOCKED;
  }

  /** Whether the switch in a column is on. */
  static boolean isAllowed(ResultSet row, String column) throws SQLException {
    return ALLOWED.equals(row.getString(column));
  }
}
