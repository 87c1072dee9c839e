package dev.hostedui.customer;

import dev.hostedui.customer.directory.Personnel;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.IdpPages;
import dev.hostedui.customer.idp.Person;
import dev.hostedui.customer.idp.SignOuts;
import dev.hostedui.customer.idp.oidc.Oidc;
import dev.hostedui.customer.idp.saml.Saml;
import dev.hostedui.customer.site.Notebook;
import dev.hostedui.customer.site.Outgoing;
import dev.hostedui.customer.site.Site;
import dev.hostedui.customer.zone.ZonePages;
import dev.hostedui.customer.zone.ZoneServer;
import dev.hostedui.customer.zone.Zones;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The customer's IT department: its pages, and what it runs behind them. */
public final class CustomerSide implements AutoCloseable {

  /** Where its pages are in the sample, when the port is free. */
  public static final int PORT = 8082;

  /** Where its domains are answered for in the sample, when the port is free. */
  public static final int DNS_PORT = 8053;

  /**
   * What it must know.
   *
   * @param host the address to listen on, a loopback one
   * @param port for its pages; 0 takes a free one
   * @param dnsPort for its domains, over UDP and TCP; 0 takes a free one
   * @param file what it remembers is kept in, or null to forget at the end
   */
  public record Setup(String host, int port, int dnsPort, @Nullable Path file) {}

  private static final Logger LOG = LoggerFactory.getLogger("dev.hostedui.customer");

  private final Setup setup;
  private final Site site = new Site();
  private final ZoneServer zoneServer;
  private final ZonePages zonePages;
  private final Personnel personnel;
  private final IdpPages idpPages;
  private final Saml saml;
  private final Oidc oidc;
  private final Javalin javalin;

  /** Prepares it; nothing listens yet. */
  public CustomerSide(Setup setup, Clock clock) {
    this.setup = setup;
    var notebook = new Notebook(setup.file());
    var zones = new Zones(notebook, clock);
    zoneServer = new ZoneServer(zones);
    zonePages = new ZonePages(zones, site, zoneServer::port);
    var outgoing = new Outgoing();
    personnel = new Personnel(site, notebook, outgoing, clock);
    var idp = new Idp(this::url, this::people, site, notebook, new SecureRandom(), clock);
    var signOuts = new SignOuts(idp);
    idpPages = new IdpPages(idp, signOuts);
    saml = new Saml(idp, signOuts, outgoing);
    oidc = new Oidc(idp, signOuts, outgoing);
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.http.maxRequestSize = 1024 * 1024L;
              config.jetty.threadPool = new QueuedThreadPool(16, 2);
              config.jetty.modifyHttpConfiguration(
                  http -> {
                    http.setSendServerVersion(false);
                    // remembered headers would change the case of letters in tokens
                    http.setHeaderCacheCaseSensitive(true);
                  });
              mount(config.routes);
            });
  }

  private void mount(RoutesConfig routes) {
    routes.before(this::checkAddress);
    routes.get("/", this::showHome);
    zonePages.mount(routes);
    personnel.mount(routes);
    idpPages.mount(routes);
    saml.mount(routes);
    oidc.mount(routes);
    routes.get("/basement.css", file("basement.css", "text/css"));
    routes.get("/basement.js", file("basement.js", "text/javascript"));
    routes.get("/basement.svg", file("basement.svg", "image/svg+xml"));
    routes.exception(HttpResponseException.class, this::showRefusal);
    routes.exception(Exception.class, this::showFault);
    routes.error(404, ctx -> site.show(ctx, 404, new FailurePage("There is no such page", "")));
  }

  /**
   * Begins to listen. What is taken by another program does without, and the log says so: it is
   * only a sample.
   *
   * @return whether its pages can be seen
   */
  public boolean start() {
    startDns();
    try {
      javalin.start(setup.host(), setup.port());
      return true;
    } catch (JavalinBindException e) {
      LOG.warn(
          "The customer's side of the sample is not running: port {} of {} is taken by another"
              + " program.",
          setup.port(),
          setup.host());
      close();
      return false;
    }
  }

  private void startDns() {
    try {
      zoneServer.start(setup.host(), setup.dnsPort());
    } catch (IOException e) {
      LOG.warn(
          "The domains of the sample cannot be verified: port {} of {} is taken by another"
              + " program.",
          setup.dnsPort(),
          setup.host());
    }
  }

  /** Where people find it, once it listens. */
  public URI url() {
    return URI.create("http://localhost:" + javalin.port() + "/");
  }

  /** The port its domains are answered at, once it listens; 0 when that was taken. */
  public int dnsPort() {
    return zoneServer.port();
  }

  @Override
  public void close() {
    javalin.stop();
    zoneServer.close();
  }

  /**
   * Whom the identity provider lets in: everybody of the directories, and somebody from outside.
   */
  private List<Person> people() {
    return Stream.concat(
            personnel.everybody().stream()
                .map(
                    it ->
                        new Person(
                            it.id(),
                            it.details().email(),
                            it.details().givenName(),
                            it.details().familyName(),
                            it.works() ? "" : it.state().words())),
            Stream.of(Person.CONTRACTOR))
        .toList();
  }

  /**
   * One name for the site: cookies are of that name only. And only its own pages change anything.
   */
  private void checkAddress(Context ctx) {
    site.protect(ctx);
    var get = ctx.req().getMethod().equals("GET");
    if (!url().getAuthority().equals(ctx.host())) {
      if (get) ctx.redirect(url().toString(), HttpStatus.SEE_OTHER);
      else ctx.status(421);
      ctx.skipRemainingHandlers();
    } else if (!get
        && !isForEverybody(ctx.path())
        && !Site.isOwn(ctx, url().toString().replaceAll("/$", ""))) {
      site.show(ctx, 403, new FailurePage("Nothing was changed", "Another site asked for it."));
      ctx.skipRemainingHandlers();
    }
  }

  /** What apps post to, by themselves or through a browser. */
  private static boolean isForEverybody(String path) {
    return path.startsWith("/saml/") || path.startsWith("/oidc/");
  }

  private void showHome(Context ctx) {
    var here = idpPages.whoIsHere(ctx).map(Person::name).orElse("");
    site.show(ctx, 200, new HomePage(site.notice(ctx), zoneServer.port(), here));
  }

  private void showRefusal(HttpResponseException e, Context ctx) {
    if (e.getStatus() == 404) ctx.status(404);
    else
      site.show(
          ctx,
          e.getStatus(),
          new FailurePage("That does not work", String.valueOf(e.getMessage())));
  }

  private void showFault(Exception e, Context ctx) {
    LOG.error("{} {} failed", ctx.req().getMethod(), ctx.path(), e);
    site.show(ctx, 500, new FailurePage("Something went wrong", "It is our fault."));
  }

  private static Handler file(String name, String type) {
    var path = "/static/customer/" + name;
    try (var stream = CustomerSide.class.getResourceAsStream(path)) {
      if (stream == null) throw new IllegalStateException(path + " is missing");
      var bytes = stream.readAllBytes();
      return ctx -> ctx.contentType(type).header("Cache-Control", "max-age=600").result(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
