package dev.hostedui.customer.zone;

import dev.hostedui.customer.site.Notebook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The customer's domains: who may be asked about what, and what was published. */
public final class Zones {

  /** The domains that have a page. */
  public static final List<String> DOMAINS = List.of("initech.example", "acmecorp.example");

  /** How many records a domain takes. */
  static final int MOST_ENTRIES = 50;

  private static final String VENDOR_DOMAIN = "vendor.example";
  private static final String PAGE = "dns";

  /** Everything of it that outlasts a restart. */
  record Saved(Map<String, Zone> zones) {}

  private final Notebook notebook;
  private final Clock clock;
  private final Map<String, Zone> zones = new LinkedHashMap<>();

  /** What the resolver believes not to be there, by name, and until when. */
  private final Map<String, Instant> absences = new HashMap<>();

  public Zones(Notebook notebook, Clock clock) {
    this.notebook = notebook;
    this.clock = clock;
    for (var domain : DOMAINS) zones.put(domain, Zone.begun(domain, today()));
    zones.put(VENDOR_DOMAIN, Zone.begun(VENDOR_DOMAIN, today()));
    notebook.page(PAGE, Saved.class).ifPresent(saved -> saved.zones().forEach(zones::replace));
  }

  /** The domain as {@code ns1} has it. */
  public synchronized Zone zone(String domain) {
    var zone = zones.get(domain);
    if (zone == null) throw new IllegalArgumentException(domain);
    return zone;
  }

  /** The domain that a name lies in, whichever of the domains served here that is. */
  synchronized Optional<Zone> of(String name) {
    var lower = "." + name.toLowerCase(Locale.ROOT);
    return zones.values().stream()
        .filter(it -> lower.endsWith("." + it.domain() + "."))
        .findFirst();
  }

  /**
   * Publishes a value, as somebody would who makes a mistake.
   *
   * @param name the full name, with its final dot
   * @return what was published
   */
  public synchronized Entry publish(
      String domain, String name, String value, int ttl, Mistake mistake) {
    if (mistake == Mistake.SECONDARY)
      zones.computeIfPresent(domain, (any, zone) -> zone.withSecondaryStopped());
    if (mistake == Mistake.NEGATIVE_CACHE) rememberAbsence(name);
    if (mistake == Mistake.CNAME) {
      var vendor = Zone.begun(VENDOR_DOMAIN, next(zone(VENDOR_DOMAIN)));
      zones.put(
          VENDOR_DOMAIN, vendor.with(Mistake.text(Mistake.VENDOR, value, ttl), vendor.serial()));
    }
    var entry = mistake.entry(name, value, domain, ttl);
    zones.computeIfPresent(domain, (any, zone) -> zone.with(entry, next(zone)));
    save();
    return entry;
  }

  /** Takes a record away; nothing happens when there is none of that number. */
  public synchronized void remove(String domain, int index) {
    zones.computeIfPresent(
        domain,
        (any, zone) ->
            index < 0 || index >= zone.entries().size() ? zone : zone.without(index, next(zone)));
    save();
  }

  /** Lets {@code ns2} take over what {@code ns1} has, from now on. */
  public synchronized void bringSecondaryUp(String domain) {
    zones.computeIfPresent(domain, (any, zone) -> zone.withSecondaryFollowing());
    save();
  }

  /** What the resolver believes not to be there, with how long it still does. */
  public synchronized Map<String, Duration> absences(String domain) {
    var now = clock.instant();
    var found = new LinkedHashMap<String, Duration>();
    absences.values().removeIf(until -> !until.isAfter(now));
    absences.forEach(
        (name, until) -> {
          if (("." + name).endsWith("." + domain + "."))
            found.put(name, Duration.between(now, until));
        });
    return found;
  }

  /** How long the resolver still believes that a name does not exist; zero when it does not. */
  synchronized Duration absent(String name) {
    var until = absences.get(name.toLowerCase(Locale.ROOT));
    var left = until == null ? Duration.ZERO : Duration.between(clock.instant(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Lets the resolver ask anew. */
  public synchronized void forgetAbsences(String domain) {
    absences.keySet().removeIf(name -> ("." + name).endsWith("." + domain + "."));
  }

  private void rememberAbsence(String name) {
    absences.put(name.toLowerCase(Locale.ROOT), clock.instant().plusSeconds(Zone.NEGATIVE_TTL));
  }

  private void save() {
    notebook.write(PAGE, new Saved(zones));
  }

  /** The serial that people like to see: the day and a number (RFC 1912 §2.2). */
  private long next(Zone zone) {
    return Math.max(zone.serial() + 1, today());
  }

  private long today() {
    var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return (day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth()) * 100;
  }
}
