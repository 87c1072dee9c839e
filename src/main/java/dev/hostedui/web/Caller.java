package dev.hostedui.web;

import dev.hostedui.identity.Actor;
import io.javalin.http.Context;

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
  record LinkHolder(Actor actor) implements Caller {}

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
