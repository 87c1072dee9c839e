package dev.hostedui.portal;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import io.javalin.http.Context;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a widget stands on: its address, who may open it, who acts and where, and how answers reach
 * the browser. A widget asks its surface for all of these, so that it can stand in the portal and
 * elsewhere.
 */
public interface Surface {

  /** What the addresses of the widget's own routes begin with, without a slash at the end. */
  String path();

  /**
   * The address of the widget for what is shown by this request: each window of some surfaces has
   * its own.
   */
  default String path(Context ctx) {
    return path();
  }

  /** Who may open the widget. Routes that change something ask for more. */
  Access access();

  /** Who acts, for the verbs. */
  Actor actor(Context ctx);

  /**
   * The signed-in person who acts. Widgets about oneself ask for them, and stand only on surfaces
   * where somebody is signed in.
   */
  Actor.Person person(Context ctx);

  /** The organization that the widget shows, on surfaces that show one. */
  OrganizationId organization(Context ctx);

  /** Whether who acts holds a permission in that organization. */
  boolean may(Context ctx, Permission permission);

  /** Whether who acts may give a role with these permissions to a group. */
  default boolean mayGive(Context ctx, Set<Permission> gives) {
    return gives.stream().allMatch(it -> may(ctx, it));
  }

  /** Whether who acts may let a directory in whose groups give a role with these permissions. */
  default boolean mayLetIn(Context ctx, Set<Permission> gives) {
    return mayGive(ctx, gives);
  }

  /** The one step that who acts was asked for, or null when they may use the whole widget. */
  @Nullable PortalStep step(Context ctx);

  /** Where the views of this request stand. */
  Spot spot(Context ctx);

  /** How who acts comes to a verified domain of the organization. */
  ToDomains toDomains(Context ctx);

  /**
   * The way to ask a colleague without an account to do what the widget shows, and what has come of
   * it; null where nobody is asked, and for who may not do it themselves. Whoever was asked asks
   * nobody else.
   *
   * @param steps what the page is about, and colleagues can be asked for alone
   */
  default @Nullable Asking asking(Context ctx, PortalStep... steps) {
    return null;
  }

  /** Shows the widget. */
  void show(Context ctx, View widget);

  /** Shows the widget again with what was typed into it and what is wrong with that. */
  void retry(Context ctx, View widget, Problem problem);

  /** Shows a dialog over the widget, or as a page of its own. */
  void showDialog(Context ctx, Dialog dialog);

  /** Shows a dialog again with what was typed and what is wrong with it. */
  void retryDialog(Context ctx, Dialog dialog, Problem problem);

  /**
   * Answers a change that was made.
   *
   * @param query what stands after the address of the widget: empty, or beginning with {@code ?}
   *     for the page of its list, or with {@code /} for one of the things in it
   * @param widget makes the widget as it now is
   */
  void changed(Context ctx, String query, Supplier<? extends View> widget, Toast toast);

  /**
   * Answers a change that made something which is shown this once, such as a secret. A browser
   * without script stays at the address of its form: there is none that could show it again.
   *
   * @param query as of {@link #changed}: the page that a reload leads to
   */
  void showMade(Context ctx, String query, View widget, Toast toast);

  /** Hears that something was enabled or disabled, before the answer to that change. */
  void switched(Context ctx, Switched it);

  /**
   * Answers a change after which who acts has lost this surface: leads to where they go on.
   *
   * @param toast what they have done, where nothing else there says it
   */
  void left(Context ctx, Toast toast);

  /** Answers a change that was refused: the widget as it truly is, and why. */
  void refused(Context ctx, Supplier<? extends View> widget, Problem problem);
}
