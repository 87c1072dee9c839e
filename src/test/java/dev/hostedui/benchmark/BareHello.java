package dev.hostedui.benchmark;

import io.javalin.Javalin;

/** The yardstick: a Javalin that says hello and does nothing else. */
public final class BareHello {
  private BareHello() {}

  public static void main(String[] arguments) {
    Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.routes.get("/", ctx -> ctx.result("hello"));
            })
        .start("127.0.0.1", Integer.parseInt(arguments[0]));
  }
}
