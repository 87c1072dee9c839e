package dev.hostedui.web;

import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.environment.OrganizationWord;
import dev.hostedui.identity.picture.Tone;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What every page needs to look like the app, and where its files are.
 *
 * @param markName what the logo is of: the app, or the organization whose own logo it is
 * @param appUrl the way back to the app, or null when none is known
 * @param logoUrl the app's picture, or null for its name as a mark
 * @param logoIsSymbol whether that picture is square: it stands beside the name, not for it
 * @param logoTone how light it is
 * @param layout where things stand on the pages around the portal
 */
public record Look(
    String appName,
    String markName,
    OrganizationWord organizationWord,
    @Nullable String logoUrl,
    boolean logoIsSymbol,
    Tone logoTone,
    String iconUrl,
    @Nullable String appUrl,
    @Nullable String termsUrl,
    @Nullable String privacyUrl,
    Branding.Layout layout,
    String stylesUrl,
    String plainStylesUrl,
    String portalScriptUrl,
    String scriptUrl,
    String fontUrl,
    String loginScriptUrl,
    String passkeysScriptUrl,
    String passkeysStylesUrl,
    String socialStylesUrl,
    String generalStylesUrl,
    String policyStylesUrl,
    String activityStylesUrl,
    String domainsStylesUrl,
    String colleaguesStylesUrl,
    String chooseStylesUrl,
    String ssoStylesUrl,
    String scimStylesUrl,
    String callsStylesUrl,
    String googleStylesUrl,
    String laterScriptUrl,
    String adminPortalStylesUrl,
    String adminPortalScriptUrl) {

  /** Whether it is an organization's own. */
  public boolean isOrganizations() {
    return !markName.equals(appName);
  }

  /** Of the body of a page around the portal: where its logo stands. */
  public String plainClass() {
    return layout.logoInside() ? "plain logo-inside" : "plain";
  }

  /** The first letter of the name, for the mark. */
  public String initial() {
    return initial(appName);
  }

  /** The organization word inside a sentence. */
  public String organization() {
    return organizationWord.one();
  }

  /** Several of them inside a sentence: companies, boxes, teams. */
  public String organizations() {
    return organizationWord.several();
  }

  static String initial(String name) {
    return name.isBlank()
        ? "?"
        : name.substring(0, name.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT);
  }
}
