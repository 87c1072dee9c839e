package dev.hostedui.portal.domains;

import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list.
 *
 * @param suggestion the domain that the visitor's own address is at, if it could be added; shown
 *     when there is no domain yet
 * @param asking the way to ask a colleague to do all of it, or null
 */
public record DomainsPage(
    Spot spot,
    Look look,
    List<ListedDomain> domains,
    @Nullable String suggestion,
    @Nullable Asking asking)
    implements View {

  /**
   * A line of the list.
   *
   * @param domain as it stands in addresses
   * @param name as people read it
   */
  public record ListedDomain(String id, String domain, String name, Badge badge, Ago added) {}
}
