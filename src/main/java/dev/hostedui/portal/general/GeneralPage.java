package dev.hostedui.portal.general;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The widget.
 *
 * @param savedName the name as it is
 * @param slug its name in addresses, for support
 * @param typedName the name in the field, which differs after a refusal
 * @param typedDomain the domain in the field
 * @param canManage whether there is anything to press
 */
public record GeneralPage(
    Spot spot,
    String organizationWord,
    String savedName,
    String slug,
    String typedName,
    @Nullable String nameError,
    List<ListedDomain> domains,
    String typedDomain,
    @Nullable String domainError,
    boolean canManage)
    implements View {

  /** A line of the list of domains. */
  public record ListedDomain(String id, String name) {}
}
