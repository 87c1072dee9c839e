package dev.hostedui.portal;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.web.Home;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A surface for whoever is signed in, who may use all of a widget that they can open. */
public interface SignedInSurface extends Surface {

  @Override
  default Actor actor(Context ctx) {
    return person(ctx);
  }

  @Override
  default Actor.Person person(Context ctx) {
    return Visitor.of(ctx).actor();
  }

  @Override
  default OrganizationId organization(Context ctx) {
    return Visitor.of(ctx).organization();
  }

  @Override
  default boolean may(Context ctx, Permission permission) {
    return Visitor.of(ctx).may(permission);
  }

  @Override
  default @Nullable PortalStep step(Context ctx) {
    return null;
  }

  @Override
  default Spot spot(Context ctx) {
    var person = Visitor.of(ctx).user().value();
    var active = Visitor.of(ctx).active();
    return active == null
        ? new Spot(path(), person, null, "")
        : new Spot(path(), person, active.id().value(), active.displayName());
  }

  /** Nobody shows these pages on a page of their own. */
  @Override
  default void switched(Context ctx, Switched it) {}

  /** Leads to the entry, which finds out what is left to see. */
  @Override
  default void left(Context ctx, Toast toast) {
    if (Requests.wantsFragment(ctx)) ctx.header("HX-Redirect", Home.PATH);
    else ctx.redirect(Home.PATH, HttpStatus.SEE_OTHER);
  }
}
