package dev.hostedui.portal.general;

import dev.hostedui.identity.picture.Tone;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The widget.
 *
 * @param savedName the name as it is
 * @param slug its name in addresses, for support, or null when it has none
 * @param typedName the name in the field, which differs after a refusal
 * @param typedDomain the domain in the field
 * @param canManage whether there is anything to press
 * @param logo where its own logo is chosen, or null where that is not offered
 */
public record GeneralPage(
    Spot spot,
    Look look,
    String savedName,
    @Nullable String slug,
    String typedName,
    @Nullable String nameError,
    List<ListedDomain> domains,
    String typedDomain,
    @Nullable String domainError,
    boolean canManage,
    @Nullable LogoCard logo)
    implements View {

  /** Whether a domain is listed whose people are not offered the organization. */
  public boolean hasInactive() {
    return domains.stream().anyMatch(it -> !it.offered());
  }

  /**
   * The organization's own logo.
   *
   * @param url where it is, or null when there is none
   * @param tone how light it is
   * @param word what an organization is called inside a sentence
   * @param error why what was sent is not taken, or null
   * @param fault why one that was chosen by its address could not be read last time, or null
   */
  public record LogoCard(
      @Nullable String url,
      Tone tone,
      String word,
      @Nullable String error,
      @Nullable String fault) {}

  /**
   * A line of the list of domains.
   *
   * @param offered whether its people are offered the organization
   */
  public record ListedDomain(String id, String name, boolean offered) {}
}
