package dev.hostedui;

import dev.hostedui.core.Config;
import dev.hostedui.identity.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from the environment and a properties file, whose keys are the same; the
 * environment wins. Checks all of them before anything starts and reports every fault at once.
 */
public final class Settings {

  /** Every setting there is, in the order the README lists them. */
  public static final List<String> NAMES =
      List.of(
          "HOSTED_UI_BASE_URL",
          "HOSTED_UI_OLD_BASE_URLS",
          "HOSTED_UI_LISTEN",
          "HOSTED_UI_DATABASE_URL",
          "HOSTED_UI_SECRET_KEY",
          "HOSTED_UI_SMTP_URL",
          "HOSTED_UI_MAIL_FROM",
          "HOSTED_UI_DNS",
          "HOSTED_UI_TRUSTED_PROXIES",
          "HOSTED_UI_HSTS_SUBDOMAINS",
          "HOSTED_UI_ALLOW_PRIVATE_NETWORK",
          "HOSTED_UI_GEOIP_DATABASE",
          "HOSTED_UI_GOOGLE_CLIENT_ID",
          "HOSTED_UI_GOOGLE_CLIENT_SECRET",
          "HOSTED_UI_GOOGLE_ACCOUNTS_URL",
          "HOSTED_UI_GOOGLE_OAUTH_URL",
          "HOSTED_UI_GOOGLE_API_URL",
          "HOSTED_UI_SOCIAL_URL",
          "HOSTED_UI_PASSKEY_RP_ID",
          "HOSTED_UI_SAMPLE",
          "HOSTED_UI_APP_NAME",
          "HOSTED_UI_LOGO",
          "HOSTED_UI_PRIMARY_COLOR",
          "HOSTED_UI_PRIMARY_TEXT_COLOR",
          "HOSTED_UI_PAGE_COLOR",
          "HOSTED_UI_CORNER_RADIUS",
          "HOSTED_UI_SUPPORT_EMAIL",
          "HOSTED_UI_TERMS_URL",
          "HOSTED_UI_PRIVACY_URL",
          "HOSTED_UI_METRICS_TOKEN",
          "HOSTED_UI_EVENTS_KEPT_DAYS",
          "HOSTED_UI_LOG");

  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

  /** All that is wrong with the settings, one sentence each, every one naming its setting. */
  public static final class Faults extends Exception {
    private final transient List<String> all;
    private final String mode;

    Faults(List<String> all, String mode) {
      super(String.join("\n", all));
      this.all = List.copyOf(all);
      this.mode = mode;
    }

    /** Which mode they are faults of, and which setting chose it. */
    public String mode() {
      return mode;
    }

    public List<String> all() {
      return all;
    }
  }

  private final GivenSettings given;

  private Settings(GivenSettings given) {
    this.given = given;
  }

  /**
   * Reads and checks the settings.
   *
   * @param file a properties file with more of them, or null
   */
  public static Config read(Map<String, String> environment, @Nullable Path file) throws Faults {
    var given = given(environment, file);
    given.refuseUnknown();
    var config = new Settings(given).config();
    logLevel(given);
    if (!given.faults().isEmpty())
      throw new Faults(
          given.faults(),
          new AddressSettings(given).isFaultyElsewhere()
              ? "production, because HOSTED_UI_BASE_URL is not this machine"
              : mode(config));
    return config;
  }

  /**
   * The environment of a sample that is to listen at any free port and was given no public address:
   * with a port that is free now, so that its address can be that of it. Any other stays as it is.
   *
   * @param file a properties file with more settings, or null
   */
  public static Map<String, String> atAFreePort(
      Map<String, String> environment, @Nullable Path file, Config config) {
    if (!config.sample() || config.listenPort() != 0 || isAddressGiven(environment, file))
      return environment;
    try (var free = new ServerSocket(0, 1, InetAddress.getByName(config.listenHost()))) {
      var all = new HashMap<>(environment);
      all.put("HOSTED_UI_LISTEN", config.listening(free.getLocalPort()));
      return all;
    } catch (IOException e) {
      // whoever listens says why that cannot be
      return environment;
    }
  }

  /** Whether a public address was given, and does not follow from where is listened. */
  public static boolean isAddressGiven(Map<String, String> environment, @Nullable Path file) {
    return isGiven(given(environment, file), "HOSTED_UI_BASE_URL");
  }

  private static boolean isGiven(GivenSettings given, String name) {
    return !given.get(name, "").isEmpty();
  }

  /**
   * Which messages are written: what has to be known before the settings are read, which may have
   * something to say. One that does not exist is a fault of theirs, and {@code info}.
   *
   * @param file a properties file with more of them, or null
   */
  public static String logLevel(Map<String, String> environment, @Nullable Path file) {
    return logLevel(given(environment, file));
  }

  private static String logLevel(GivenSettings given) {
    var level = given.get("HOSTED_UI_LOG", "info").toLowerCase(Locale.ROOT);
    if (LEVELS.contains(level)) return level;
    given.fault("HOSTED_UI_LOG", "must be error, warn, info or debug.");
    return "info";
  }

  private static GivenSettings given(Map<String, String> environment, @Nullable Path file) {
    var given = new GivenSettings(environment);
    if (file != null) given.load(file);
    return given;
  }

  /** Which mode a run has, and which setting chose it. */
  public static String mode(Config config) {
    return mode(config.sample(), config.baseUrl(), config.listenHost());
  }

  private static String mode(boolean sample, URI baseUrl, String listenHost) {
    if (sample) return "sample, for trying things out on this machine";
    return "production, because "
        + (!Loopback.is(baseUrl.getHost())
            ? "HOSTED_UI_BASE_URL (" + baseUrl + ") is not this machine"
            : !Loopback.is(listenHost)
                ? "other machines can reach what HOSTED_UI_LISTEN names (" + listenHost + ")"
                : "HOSTED_UI_SAMPLE is off");
  }

  private Config config() {
    var addresses = new AddressSettings(given);
    var storage = new StorageSettings(given);
    var mail = new MailSettings(given);
    var network = new NetworkSettings(given);
    var branding = new BrandingSettings(given);
    var givenUrl = addresses.baseUrl();
    var listen = addresses.listen();
    var baseUrl = givenUrl.orElse(AddressSettings.otherwise(listen));
    var oldBaseUrls = addresses.oldBaseUrls(baseUrl);
    var sample =
        sampleWanted()
            && !addresses.isFaultyElsewhere()
            && Loopback.is(baseUrl.getHost())
            && Loopback.is(listen.host());
    var smtp = mail.smtp(sample);
    if (!sample) {
      // of one that was given and is none its own fault is said
      if (givenUrl.isPresent() || !isGiven(given, "HOSTED_UI_BASE_URL"))
        addresses.refuseUnsafe(baseUrl);
      addresses.refuseUnsafe(oldBaseUrls);
    }
    var logo = branding.logo(sample);
    return new Config(
        baseUrl,
        oldBaseUrls,
        listen.host(),
        listen.port(),
        storage.databaseUrl(),
        storage.keys(sample),
        smtp,
        mail.mailFrom(sample, smtp),
        network.dns(sample),
        network.trustedProxies(),
        given.bool("HOSTED_UI_HSTS_SUBDOMAINS", false),
        given.bool("HOSTED_UI_ALLOW_PRIVATE_NETWORK", sample),
        network.places(),
        new GoogleSettings(given).client(sample),
        network.socialStage(sample),
        addresses.passkeyRpId(baseUrl),
        branding.branding(sample, logo == null ? null : logo.id()),
        logo,
        branding.supportEmail(),
        branding.page("HOSTED_UI_TERMS_URL"),
        branding.page("HOSTED_UI_PRIVACY_URL"),
        network.metricsToken(),
        storage.eventsKept(),
        sample);
  }

  private boolean sampleWanted() {
    var wanted = given.get("HOSTED_UI_SAMPLE", "on").toLowerCase(Locale.ROOT);
    if (!wanted.equals("on") && !wanted.equals("off"))
      given.fault("HOSTED_UI_SAMPLE", "must be on or off.");
    return !wanted.equals("off");
  }
}
