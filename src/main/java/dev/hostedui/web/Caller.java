package dev.hostedui.web;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.portallink.PortalVisitor;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * Who a request comes from, as the gate found out by the credential that its route asks for. A
 * route is for one kind of caller, so its handler knows which one it meets.
 */
public sealed interface Caller permits Visitor, Caller.Client, Caller.Directory, Caller.LinkHolder {

  /** The caller, as the verbs want them. */
  Actor actor();

  /** A program with a token of the API. */
  record Client(Actor actor) implements Caller {}

  /** A customer's directory with its own token. */
  record Directory(Actor actor) implements Caller {}

  /** Somebody without an account who was given a link to a part of the portal. */
  record LinkHolder(PortalVisitor visitor, Actor.Origin origin) implements Caller {

    /** Who came by a link, on a route that only they can use. */
    public static LinkHolder of(Context ctx) {
      if (Caller.of(ctx) instanceof LinkHolder holder) return holder;
      throw new IllegalStateException("this route is not for links");
    }

    /** Who came by a link, if the gate found them. */
    public static Optional<LinkHolder> maybe(Context ctx) {
      return ctx.attribute(Gate.CALLER) instanceof LinkHolder holder
          ? Optional.of(holder)
          : Optional.empty();
    }

    @Override
    public Actor.PortalLink actor() {
      return visitor.actor(origin);
    }
  }

  /**
   * The caller of a request whose route asks for one.
   *
   * @throws IllegalStateException when the route lets anyone in
   */
  static Caller of(Context ctx) {
    Caller caller = ctx.attribute(Gate.CALLER);
    if (caller == null) throw new IllegalStateException("this route lets anyone in");
    return caller;
  }
}
