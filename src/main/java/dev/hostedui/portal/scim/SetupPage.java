package dev.hostedui.portal.scim;

import dev.hostedui.guide.GuideText;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * The tab on which a directory is set up, step by step.
 *
 * @param endpoint our address for it
 * @param guided whether it is said what to do: until people come, or when somebody asks
 * @param details what to do in step 1
 * @param assign what to do in step 2
 * @param waiting how long it takes until something comes
 * @param tokens its tokens
 * @param roles which groups give which roles
 * @param alarm what is wrong with the directory, as a sentence; or empty
 * @param noDomain what to do where no domain is verified, so that nobody can be provisioned; null
 *     where one is
 */
public record SetupPage(
    Head head,
    String endpoint,
    boolean guided,
    GuideText.Section details,
    GuideText.Section assign,
    GuideText.Section waiting,
    TokenPanel tokens,
    Arrivals arrivals,
    RoleMap roles,
    String alarm,
    @Nullable ToDomains noDomain)
    implements View {

  /** Whether the directory has reached us. */
  public boolean connected() {
    return arrivals.contact() != null;
  }

  /** Whether anybody has come. */
  public boolean peopled() {
    return arrivals.users() > 0;
  }

  /** Whether step 1 is shown in full: while something is left to do or to be copied. */
  public boolean detailsOpen() {
    return !connected() || (guided && peopled()) || tokens.issued() != null || !tokens.anyGood();
  }
}
