package dev.hostedui.portal.domains;

import dev.hostedui.portal.Spot;
import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Look;
import org.jspecify.annotations.Nullable;

/**
 * The first of the three steps.
 *
 * @param typed what is in the field
 * @param error what is wrong with it, or null
 * @param mayContest whether it can be added all the same, because another organization holds it by
 *     a record that may be gone one day
 */
public record NewDomainPage(
    Spot spot, Look look, String typed, @Nullable String error, boolean mayContest)
    implements Subpage {

  @Override
  public String subtitle() {
    return "Add domain";
  }
}
