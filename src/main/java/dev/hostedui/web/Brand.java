package dev.hostedui.web;

import com.google.common.html.HtmlEscapers;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.SignInStart;
import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.picture.Tone;
import dev.hostedui.identity.session.Session;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The branding as pages need it: custom properties at the end of the style sheet, the logo and the
 * browser's icon, all served by us. In both colour schemes the primary colour stands out from its
 * surroundings and the text on it can be read, whatever colour the operator chose.
 */
public final class Brand {

  static final String LIGHT_SURFACE = "#ffffff";
  static final String DARK_SURFACE = "#17181c";

  /** How well the edge of a button stands out (WCAG 2.2 §1.4.11). */
  private static final double STANDS_OUT = 3.0;

  /** Below this a button without a border cannot be told from the page. */
  private static final double VANISHES = 1.3;

  /** The two style sheets that end in the branding's rules. */
  private record Sheets(String everywhere, String aroundThePortal) {}

  private record Drawn(Environment environment, Sheets sheets, Look look) {}

  private final OwnAddresses addresses;
  private final Environments environments;
  private final Applications applications;
  private final Assets assets;
  private volatile @Nullable Drawn drawn;

  /** Takes the public addresses, by which applications know who sends them somebody. */
  public Brand(
      OwnAddresses addresses, Environments environments, Applications applications, Assets assets) {
    this.addresses = addresses;
    this.environments = environments;
    this.applications = applications;
    this.assets = assets;
    // another server may have shown a page in clothes that this one has not heard of yet
    assets.whenMissing(
        () -> {
          environments.refresh();
          look();
        });
  }

  /** The look as it is set now. */
  public Look look() {
    return drawn().look;
  }

  /** Who else can help, at the end of a sentence; empty where nobody is named. */
  String orWriteToSupport() {
    var support = environments.current().supportEmail();
    return support == null ? "" : ", or write to " + support;
  }

  private Drawn drawn() {
    var environment = environments.current();
    var known = drawn;
    if (known != null && known.environment.equals(environment)) return known;
    var branding = environment.branding();
    var sheets =
        new Sheets(
            assets.addStyles(BrandStyles.everywhere(branding)),
            assets.addPlainStyles(BrandStyles.aroundThePortal(branding)));
    var now =
        new Drawn(
            environment,
            sheets,
            draw(environment, sheets, branding.appName(), branding.logo(), environment.app()));
    drawn = now;
    return now;
  }

  /**
   * The look where an organization is known: under its own logo, where it has one and the operator
   * has switched that on.
   *
   * @param name what the organization is called
   * @param logo its own logo, or null
   */
  public Look look(String name, @Nullable PictureId logo) {
    var app = drawn();
    return stands(app, logo)
        ? draw(app.environment, app.sheets, name, logo, app.environment.app())
        : app.look;
  }

  /** The look for whoever is in an organization; without one the app's. */
  public Look look(Session.@Nullable ActiveOrganization organization) {
    if (organization == null) return look();
    var app = drawn();
    if (!app.environment.appVaries()) return look(organization.displayName(), organization.logo());
    var own = stands(app, organization.logo());
    return draw(
        app.environment,
        app.sheets,
        own ? organization.displayName() : app.look.markName(),
        own ? organization.logo() : app.environment.branding().logo(),
        beginningOfSignIn(app.environment, organization.id()));
  }

  /** Whether an organization stands under its own logo. */
  private static boolean stands(Drawn app, @Nullable PictureId logo) {
    return logo != null && app.environment.branding().organizations().shown();
  }

  private @Nullable SignInStart beginningOfSignIn(
      Environment environment, OrganizationId organization) {
    if (!environment.appVaries()) return environment.app();
    try {
      return applications.beginningOfSignIn(organization).orElse(environment.app());
    } catch (StorageUnavailable e) {
      // the page says something else than where the app is, perhaps that this cannot be known
      return environment.app();
    }
  }

  /** Whether admins choose the logo of their organization themselves. */
  public boolean adminsChooseLogos() {
    return environments.current().branding().organizations().mayBeChosenByAdmins();
  }

  /** Whether organizations stand under their own logos. */
  public boolean showsOrganizations() {
    return environments.current().branding().organizations().shown();
  }

  /**
   * Where the app begins to sign somebody in to an organization whose email address is known
   * already, or null when no such place is known.
   */
  public @Nullable String toApp(String email, OrganizationId organization) {
    return addressOf(beginningOfSignIn(environments.current(), organization), email);
  }

  private @Nullable String addressOf(@Nullable SignInStart app, @Nullable String email) {
    return app == null ? null : addresses.initiateLogin(app, email).address();
  }

  private Look draw(
      Environment environment,
      Sheets sheets,
      String markName,
      @Nullable PictureId logo,
      @Nullable SignInStart app) {
    var branding = environment.branding();
    return new Look(
        branding.appName(),
        markName,
        environment.organizationWord(),
        logo == null ? null : logo.path(),
        logo != null && logo.isSquare(),
        logo == null ? Tone.ANY : logo.tone(),
        iconUrl(branding),
        addressOf(app, null),
        environment.termsUrl(),
        environment.privacyUrl(),
        branding.layout(),
        sheets.everywhere,
        sheets.aroundThePortal,
        assets.url("portal.js"),
        assets.url("app.js"),
        assets.url("vendor/figtree-5.3.0-european.woff2"),
        assets.url("login.js"),
        assets.url("passkeys.js"),
        assets.url("passkeys.css"),
        assets.url("social.css"),
        assets.url("general.css"),
        assets.url("policy.css"),
        assets.url("activity.css"),
        assets.url("domains.css"),
        assets.url("colleagues.css"),
        assets.url("choose.css"),
        assets.url("sso.css"),
        assets.url("scim.css"),
        assets.url("calls.css"),
        assets.url("google.css"),
        assets.url("later.js"),
        assets.url("adminportal.css"),
        assets.url("adminportal.js"));
  }

  private String iconUrl(Branding branding) {
    var icon = branding.favicon();
    if (icon != null) return icon.path();
    var logo = branding.logo();
    return logo != null && logo.isSquare()
        ? logo.path()
        : assets.addGenerated("icon.svg", icon(branding).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A button's colours that can be told from their surroundings and read.
   *
   * @param edge its border: the background again, or a darker shade of a background that could not
   *     be told from the page
   */
  public record ButtonColors(String background, String text, String edge) {
    /**
     * The background while the pointer is on it: nearer to the text, or away from it where that
     * could no longer be read.
     */
    String pressed() {
      var nearer = Colors.mix(background, text, 0.1);
      return Colors.contrast(nearer, text) >= 4.5
          ? nearer
          : Colors.mix(background, Colors.textOn(text), 0.1);
    }

    static ButtonColors on(Branding branding, String surface) {
      // on white the operator's colour stays what it is; it was chosen for white, so on a dark
      // page it is lifted until its edge can be seen
      var chosenColor = branding.primaryColor();
      var primary =
          surface.equals(DARK_SURFACE)
              ? Colors.lifted(chosenColor, surface, STANDS_OUT)
              : chosenColor;
      var chosen = branding.primaryTextColor();
      var text =
          chosen != null && Colors.contrast(primary, chosen) >= 4.5
              ? chosen
              : Colors.textOn(primary);
      // a middling colour carries neither black nor white well: push it until it carries one
      var background =
          Colors.contrast(primary, text) < 4.5 ? Colors.standingOut(primary, text, 4.5) : primary;
      var edge =
          Colors.contrast(background, surface) < VANISHES
              ? Colors.standingOut(background, surface, STANDS_OUT)
              : background;
      return new ButtonColors(background, text, edge);
    }
  }

  /** Where the app's logo for letters is, or null: mail programs show no drawings. */
  public @Nullable String mailLogo() {
    var logo = environments.current().branding().logo();
    return logo == null || logo.isVector() ? null : logo.path();
  }

  /** Whether that logo is seen on a dark ground only. */
  public boolean isMailLogoLight() {
    var logo = environments.current().branding().logo();
    return logo != null && logo.tone() == Tone.LIGHT;
  }

  /** The colours of a button in a letter as they are now. */
  public ButtonColors mailColors() {
    return buttonColors(environments.current().branding());
  }

  /** The colours of a button in a letter, which is always light. */
  public static ButtonColors buttonColors(Branding branding) {
    return ButtonColors.on(branding, LIGHT_SURFACE);
  }

  private static String icon(Branding branding) {
    var primary = branding.primaryColor();
    var initial = Look.initial(branding.appName());
    var escaped = HtmlEscapers.htmlEscaper().escape(initial);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\""
        + " height=\"32\" rx=\"8\" fill=\""
        + primary
        + "\"/><text x=\"16\" y=\"22.5\" text-anchor=\"middle\""
        + " font-family=\"system-ui,sans-serif\" font-size=\"18\" font-weight=\"700\" fill=\""
        + Colors.textOn(primary)
        + "\">"
        + escaped
        + "</text></svg>";
  }
}
