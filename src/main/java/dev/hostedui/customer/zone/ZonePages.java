package dev.hostedui.customer.zone;

import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The pages where records are published, {@code /dns/{domain}}. */
public final class ZonePages {

  private static final Pattern LABELS = Pattern.compile("[\\w*@.\\-\\\\]{0,200}");
  private static final int LONGEST_VALUE = 2_000;
  private static final int TTL = 500;

  private final Zones zones;
  private final Site site;
  private final IntSupplier port;

  /** Takes the port that the zones are asked at, which is known once they are served. */
  public ZonePages(Zones zones, Site site, IntSupplier port) {
    this.zones = zones;
    this.site = site;
    this.port = port;
  }

  public void mount(RoutesConfig routes) {
    routes.get("/dns", ctx -> ctx.redirect("/dns/" + Zones.DOMAINS.get(0)));
    routes.get("/dns/{domain}", ctx -> show(ctx, 200, ZonePage.Typed.EMPTY));
    routes.post("/dns/{domain}/records", this::publish);
    routes.post("/dns/{domain}/records/{index}/remove", this::remove);
    routes.post("/dns/{domain}/secondary", this::bringSecondaryUp);
    routes.post("/dns/{domain}/cache", this::forgetAbsences);
  }

  private void show(Context ctx, int status, ZonePage.Typed typed) {
    var zone = zones.zone(domain(ctx));
    var absences =
        zones.absences(zone.domain()).entrySet().stream()
            .map(it -> it.getKey() + " for " + it.getValue().toSeconds() + " s more")
            .toList();
    site.show(ctx, status, new ZonePage(site.notice(ctx), zone, absences, port.getAsInt(), typed));
  }

  private void publish(Context ctx) {
    var domain = domain(ctx);
    var typed = Site.field(ctx, "name");
    var value = Site.field(ctx, "value");
    var mistake = mistake(Site.field(ctx, "mistake"));
    var name = fullName(typed, domain);
    var problem = "";
    if (name.isEmpty()) problem = typed + " is no name below " + domain + ".";
    else if (value.isEmpty()) problem = "Paste the value that the portal shows.";
    else if (value.length() > LONGEST_VALUE) problem = "The value is too long.";
    else if (zones.zone(domain).entries().size() >= Zones.MOST_ENTRIES)
      problem = "The zone is full; remove a record first.";
    if (!problem.isEmpty()) {
      show(ctx, 422, new ZonePage.Typed(typed, value, mistake, problem));
      return;
    }
    var entry = zones.publish(domain, name.orElseThrow(), value, TTL, mistake);
    site.goOn(
        ctx,
        "/dns/" + domain,
        "Published at " + entry.name() + " The portal should say: " + mistake.answer());
  }

  private void remove(Context ctx) {
    var domain = domain(ctx);
    zones.remove(domain, ctx.pathParamAsClass("index", Integer.class).getOrDefault(-1));
    site.goOn(ctx, "/dns/" + domain, "Removed.");
  }

  private void bringSecondaryUp(Context ctx) {
    zones.bringSecondaryUp(domain(ctx));
    site.goOn(ctx, "/dns/" + domain(ctx), "ns2 has what ns1 has.");
  }

  private void forgetAbsences(Context ctx) {
    zones.forgetAbsences(domain(ctx));
    site.goOn(ctx, "/dns/" + domain(ctx), "The resolver asks anew.");
  }

  private static String domain(Context ctx) {
    var domain = ctx.pathParam("domain").toLowerCase(Locale.ROOT);
    if (!Zones.DOMAINS.contains(domain)) throw new NotFoundResponse();
    return domain;
  }

  private static Mistake mistake(String name) {
    return Arrays.stream(Mistake.values())
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElse(Mistake.NONE);
  }

  /**
   * A name as DNS panels take it: {@code @} or nothing is the domain itself, and to what has no
   * final dot the domain is added, also to the domain's own name.
   */
  private static Optional<String> fullName(String typed, String domain) {
    if (!LABELS.matcher(typed).matches()) return Optional.empty();
    var apex = domain + ".";
    if (typed.isEmpty() || typed.equals("@")) return Optional.of(apex);
    try {
      var full = Name.fromString(typed, Name.fromString(apex, Name.root));
      return full.subdomain(Name.fromString(apex, Name.root))
          ? Optional.of(full.toString())
          : Optional.empty();
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }
}
