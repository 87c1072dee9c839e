package dev.hostedui.web;

import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.outside.Places;
import io.javalin.http.Context;

/** With what, and from where, a request came, as sessions and passkeys keep it. */
public final class Devices {

  private final Requests requests;
  private final Places places;

  public Devices(Requests requests, Places places) {
    this.requests = requests;
    this.places = places;
  }

  public Device of(Context ctx) {
    var ip = requests.ip(ctx);
    return new Device(UserAgent.parse(Requests.userAgent(ctx)), ip, places.of(ip));
  }
}
