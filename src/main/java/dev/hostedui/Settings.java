package dev.hostedui;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.net.InternetDomainName;
import dev.hostedui.core.Config;
import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.ClientAddress.Cidr;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
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
          "HOSTED_UI_LOG");

  /** Not settings of the program but of its tests and builds. */
  private static final String TEST_PREFIX = "HOSTED_UI_TEST_";

  /** Values of a setting that takes several. */
  private static final Splitter LIST = Splitter.on(CharMatcher.anyOf(", \t\n")).omitEmptyStrings();

  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");
  private static final int LONGEST_SHOWN = 100;
  private static final long LARGEST_LOGO_BYTES = 100 * 1024;

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

  private final Map<String, String> environment;
  private final Properties file = new Properties();
  private final List<String> faults = new ArrayList<>();

  private Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads and checks the settings.
   *
   * @param file a properties file with more of them, or null
   */
  public static Config read(Map<String, String> environment, @Nullable Path file) throws Faults {
    var settings = new Settings(environment);
    if (file != null) settings.load(file);
    settings.refuseUnknown();
    var config = settings.config();
    if (!settings.faults.isEmpty()) throw new Faults(settings.faults, mode(config));
    return config;
  }

  private void load(Path path) {
    try (var reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      file.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      faults.add("--config: the file " + path + " cannot be read.");
    }
  }

  private void refuseUnknown() {
    var given = new TreeSet<String>();
    environment.keySet().stream()
        .filter(name -> name.startsWith("HOSTED_UI_") && !name.startsWith(TEST_PREFIX))
        .forEach(given::add);
    file.stringPropertyNames().forEach(given::add);
    for (var name : given) {
      if (!NAMES.contains(name))
        faults.add(
            name
                + ": there is no such setting."
                + Nearest.question(name, NAMES)
                + " The README lists them all.");
    }
  }

  private String get(String name, String otherwise) {
    var value = environment.get(name);
    if (value == null || value.isBlank()) value = file.getProperty(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  /** Notes a fault, with what was received unless that may hold a password or a key. */
  private void fault(String name, String what) {
    var received = get(name, "");
    faults.add(name + ": " + what + (received.isEmpty() ? "" : shown(name, received)));
  }

  private static String shown(String name, String received) {
    if (name.equals("HOSTED_UI_SECRET_KEY") || name.equals("HOSTED_UI_SMTP_URL")) return "";
    var open = received.replaceFirst("//.*@", "//…@");
    if (name.equals("HOSTED_UI_DATABASE_URL")) open = open.replaceFirst("\\?.*", "?…");
    open = CharMatcher.javaIsoControl().replaceFrom(open, '?');
    return " It is \""
        + (open.length() > LONGEST_SHOWN ? open.substring(0, LONGEST_SHOWN) + "…" : open)
        + "\".";
  }

  /** Which mode a run has, and which setting chose it. */
  public static String mode(Config config) {
    return mode(config.sample(), config.baseUrl(), config.listenHost());
  }

  private static String mode(boolean sample, URI baseUrl, String listenHost) {
    if (sample) return "sample, for trying things out on this machine";
    return "production, because "
        + (!isLoopback(baseUrl.getHost())
            ? "HOSTED_UI_BASE_URL (" + baseUrl + ") is not this machine"
            : !isLoopback(listenHost)
                ? "other machines can reach what HOSTED_UI_LISTEN names (" + listenHost + ")"
                : "HOSTED_UI_SAMPLE is off");
  }

  private Config config() {
    var baseUrl = baseUrl();
    var listen = listen();
    var wanted = get("HOSTED_UI_SAMPLE", "on").toLowerCase(Locale.ROOT);
    if (!wanted.equals("on") && !wanted.equals("off"))
      fault("HOSTED_UI_SAMPLE", "must be on or off.");
    var sampleOff = wanted.equals("off");
    var sample = !sampleOff && isLoopback(baseUrl.getHost()) && isLoopback(listen.host);
    var smtp = smtp(sample);
    if (!sample) refuseUnsafe(baseUrl);
    return new Config(
        baseUrl,
        listen.host,
        listen.port,
        databaseUrl(),
        keys(sample),
        smtp,
        mailFrom(sample, smtp),
        dns(),
        trustedProxies(),
        bool("HOSTED_UI_HSTS_SUBDOMAINS", false),
        bool("HOSTED_UI_ALLOW_PRIVATE_NETWORK", sample),
        places(),
        passkeyRpId(baseUrl),
        branding(sample),
        supportEmail(),
        page("HOSTED_UI_TERMS_URL"),
        page("HOSTED_UI_PRIVACY_URL"),
        logLevel(),
        sample);
  }

  private URI baseUrl() {
    var text = get("HOSTED_UI_BASE_URL", "http://localhost:8080");
    try {
      var url = new URI(text.replaceAll("/+$", ""));
      var scheme = url.getScheme();
      if (("http".equals(scheme) || "https".equals(scheme))
          && url.getHost() != null
          && url.getPort() <= 65_535
          && (url.getPath() == null || url.getPath().isEmpty())
          && url.getQuery() == null
          && url.getFragment() == null
          && url.getUserInfo() == null) {
        return canonical(url);
      }
    } catch (URISyntaxException e) {
      // the fault is reported below
    }
    fault(
        "HOSTED_UI_BASE_URL",
        "must be an address without a path, like https://portal.example.com.");
    return URI.create("http://localhost:8080");
  }

  /** As browsers write an origin: in small letters, without the port that its scheme implies. */
  private static URI canonical(URI url) throws URISyntaxException {
    var implied = "https".equals(url.getScheme()) ? 443 : 80;
    return new URI(
        url.getScheme(),
        null,
        url.getHost().toLowerCase(Locale.ROOT),
        url.getPort() == implied ? -1 : url.getPort(),
        null,
        null,
        null);
  }

  /** WebAuthn §5.1.2: a host name, which stays what it was when the public address moves. */
  private String passkeyRpId(URI baseUrl) {
    var id = get("HOSTED_UI_PASSKEY_RP_ID", baseUrl.getHost()).toLowerCase(Locale.ROOT);
    if (!id.equals(baseUrl.getHost()) && !isHost(id))
      fault(
          "HOSTED_UI_PASSKEY_RP_ID",
          "must be a host name of yours, like portal.example.com, without https://.");
    return id;
  }

  /** More than a suffix that belongs to many, of which any may be of a network of one's own. */
  private static boolean isHost(String name) {
    if (!InternetDomainName.isValid(name)) return false;
    var domain = InternetDomainName.from(name);
    return domain.hasParent() && !domain.isPublicSuffix();
  }

  private record Listen(String host, int port) {}

  private Listen listen() {
    var text = get("HOSTED_UI_LISTEN", "127.0.0.1:8080");
    var colon = text.lastIndexOf(':');
    try {
      var port = Integer.parseInt(text.substring(colon + 1));
      if (colon >= 0 && port >= 0 && port <= 65_535) {
        var host = text.substring(0, colon);
        return new Listen(host.isEmpty() ? "127.0.0.1" : host.replaceAll("[\\[\\]]", ""), port);
      }
    } catch (NumberFormatException e) {
      // the fault is reported below
    }
    fault("HOSTED_UI_LISTEN", "must be address:port, like 127.0.0.1:8080.");
    return new Listen("127.0.0.1", 8080);
  }

  /**
   * Whether a name or address means this machine. Only the literal names are believed; nothing is
   * looked up.
   */
  private static boolean isLoopback(String host) {
    var bare = host.replaceAll("[\\[\\]]", "");
    if (bare.equals("localhost") || bare.endsWith(".localhost")) return true;
    if (!bare.matches("[0-9.]+") && !bare.contains(":")) return false;
    try {
      return InetAddress.getByName(bare).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private void refuseUnsafe(URI baseUrl) {
    if (!"https".equals(baseUrl.getScheme())) {
      fault(
          "HOSTED_UI_BASE_URL",
          "must begin with https:// in production, where sessions must not travel in the clear.");
    }
  }

  private String databaseUrl() {
    var url = get("HOSTED_UI_DATABASE_URL", "jdbc:sqlite:data/hosted-ui.db");
    if (!url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
      fault("HOSTED_UI_DATABASE_URL", "must begin with jdbc:sqlite: or jdbc:postgresql:.");
    } else if (url.matches("jdbc:sqlite:(?:|\\?.*|file:.*|.*:memory:.*|.*mode=memory.*)")) {
      // each connection would have a database of its own
      fault("HOSTED_UI_DATABASE_URL", "must name a file, like jdbc:sqlite:data/hosted-ui.db.");
    }
    return url;
  }

  private List<byte[]> keys(boolean sample) {
    var text = get("HOSTED_UI_SECRET_KEY", "");
    var keys = new ArrayList<byte[]>();
    if (text.isEmpty()) {
      if (!sample)
        fault("HOSTED_UI_SECRET_KEY", "is missing. Make one with: openssl rand -base64 32");
      return keys;
    }
    for (var part : LIST.split(text)) {
      try {
        var key = Base64.getDecoder().decode(part);
        if (key.length == 32) {
          keys.add(key);
          continue;
        }
      } catch (IllegalArgumentException e) {
        // the fault is reported below
      }
      fault(
          "HOSTED_UI_SECRET_KEY",
          "must be 32 bytes in base64, or several of them with commas between, newest first. Make"
              + " one with: openssl rand -base64 32");
      return keys;
    }
    // separators alone: production must not make up a key of its own
    if (keys.isEmpty()) fault("HOSTED_UI_SECRET_KEY", "holds no key.");
    return keys;
  }

  private @Nullable URI smtp(boolean sample) {
    var text = get("HOSTED_UI_SMTP_URL", "");
    if (text.isEmpty()) {
      if (!sample)
        fault("HOSTED_UI_SMTP_URL", "is missing: without a mail server nobody can sign in.");
      return null;
    }
    try {
      var url = new URI(text);
      if (("smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme()))
          && url.getHost() != null) return url;
    } catch (URISyntaxException e) {
      // the fault is reported below
    }
    fault(
        "HOSTED_UI_SMTP_URL",
        "must look like smtp://user:password@host:587 or smtps://user:password@host:465, with"
            + " special characters percent-encoded.");
    return null;
  }

  private InternetAddress mailFrom(boolean sample, @Nullable URI smtp) {
    var text =
        get(
            "HOSTED_UI_MAIL_FROM",
            sample && smtp == null ? "Coffeedesk <hello@coffeedesk.example>" : "");
    try {
      if (text.isEmpty()) {
        fault(
            "HOSTED_UI_MAIL_FROM",
            "is missing: mail needs a sender, like Coffeedesk <hello@example.com>.");
      } else {
        var address = new InternetAddress(text, true);
        if (address.getAddress().contains("@")) {
          // a header is ASCII: other letters are encoded (RFC 2047)
          if (address.getPersonal() != null)
            address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
          return address;
        }
        fault("HOSTED_UI_MAIL_FROM", "must be an address, like Coffeedesk <hello@example.com>.");
      }
    } catch (AddressException | UnsupportedEncodingException e) {
      fault("HOSTED_UI_MAIL_FROM", "must be an address, like Coffeedesk <hello@example.com>.");
    }
    return new InternetAddress();
  }

  private List<String> dns() {
    var text = get("HOSTED_UI_DNS", "");
    if (text.isEmpty()) return List.of();
    var servers = LIST.splitToList(text);
    if (!servers.stream()
        .allMatch(
            server ->
                server.matches("[^\\s:]+:\\d{1,5}|\\[[0-9a-fA-F:]+\\]:\\d{1,5}")
                    && Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)) <= 65_535)) {
      fault("HOSTED_UI_DNS", "must be host:port, or several of them with commas between.");
    }
    return servers;
  }

  private List<Cidr> trustedProxies() {
    var text = get("HOSTED_UI_TRUSTED_PROXIES", "");
    var blocks = new ArrayList<Cidr>();
    if (text.isEmpty() || text.equals("none")) return blocks;
    for (var part : LIST.split(text)) {
      Cidr.parse(part)
          .ifPresentOrElse(
              blocks::add,
              () ->
                  fault(
                      "HOSTED_UI_TRUSTED_PROXIES",
                      part + " is not a block of addresses, like 10.0.0.0/8."));
    }
    return blocks;
  }

  private boolean bool(String name, boolean otherwise) {
    var text = get(name, Boolean.toString(otherwise)).toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) fault(name, "must be true or false.");
    return text.equals("true");
  }

  private @Nullable Path places() {
    var text = get("HOSTED_UI_GEOIP_DATABASE", "");
    if (text.isEmpty()) return null;
    var path = Path.of(text);
    if (!Files.isReadable(path))
      fault("HOSTED_UI_GEOIP_DATABASE", "the file " + text + " cannot be read.");
    return path;
  }

  private Branding branding(boolean sample) {
    var name = get("HOSTED_UI_APP_NAME", sample ? "Coffeedesk" : "Portal");
    if (name.length() > 100) fault("HOSTED_UI_APP_NAME", "has at most 100 characters.");
    var radius = Branding.CornerRadius.of(get("HOSTED_UI_CORNER_RADIUS", "medium"));
    if (radius == null) fault("HOSTED_UI_CORNER_RADIUS", "must be small, medium or large.");
    var primary = color("HOSTED_UI_PRIMARY_COLOR", sample ? "#8a4b26" : "#18181b");
    return new Branding(
        name,
        logo(sample && get("HOSTED_UI_APP_NAME", "").isEmpty()),
        primary == null ? "#18181b" : primary,
        color("HOSTED_UI_PRIMARY_TEXT_COLOR", null),
        color("HOSTED_UI_PAGE_COLOR", null),
        radius == null ? Branding.CornerRadius.MEDIUM : radius);
  }

  private @Nullable String color(String name, @Nullable String otherwise) {
    var text = get(name, "").toLowerCase(Locale.ROOT);
    if (text.isEmpty()) return otherwise;
    if (text.matches("#[0-9a-f]{3}"))
      text =
          "#"
              + text.charAt(1)
              + text.charAt(1)
              + text.charAt(2)
              + text.charAt(2)
              + text.charAt(3)
              + text.charAt(3);
    if (Branding.isColor(text)) return text;
    fault(name, "must be a colour like #0f6e63.");
    return otherwise;
  }

  /** Takes whether the app is the sample's own, which has a picture. */
  private Branding.@Nullable Logo logo(boolean coffeedesk) {
    var text = get("HOSTED_UI_LOGO", "");
    if (text.isEmpty()) return coffeedesk ? coffeedesksLogo() : null;
    var path = Path.of(text);
    var type =
        switch (text.substring(text.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
          case "svg" -> "image/svg+xml";
          case "png" -> "image/png";
          case "jpg", "jpeg" -> "image/jpeg";
          case "gif" -> "image/gif";
          default -> null;
        };
    try {
      if (type == null) {
        fault("HOSTED_UI_LOGO", "must be an .svg, .png, .jpg or .gif file.");
      } else if (Files.size(path) > LARGEST_LOGO_BYTES) {
        fault("HOSTED_UI_LOGO", "has at most 100 KB; every visitor loads it.");
      } else {
        return new Branding.Logo(
            type, Base64.getEncoder().encodeToString(Files.readAllBytes(path)));
      }
    } catch (IOException e) {
      fault("HOSTED_UI_LOGO", "the file " + text + " cannot be read.");
    }
    return null;
  }

  private static Branding.Logo coffeedesksLogo() {
    try (var picture = Settings.class.getResourceAsStream("/static/coffeedesk/coffeedesk.svg")) {
      if (picture == null)
        throw new IllegalStateException("coffeedesk.svg is missing from the program");
      return new Branding.Logo(
          "image/svg+xml", Base64.getEncoder().encodeToString(picture.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable String supportEmail() {
    var text = get("HOSTED_UI_SUPPORT_EMAIL", "");
    if (text.isEmpty()) return null;
    if (EmailAddress.parse(text).isEmpty())
      fault("HOSTED_UI_SUPPORT_EMAIL", "must be an email address.");
    return text;
  }

  private @Nullable String page(String name) {
    var text = get(name, "");
    if (text.isEmpty()) return null;
    try {
      var url = new URI(text);
      if ("https".equals(url.getScheme()) && url.getHost() != null) return text;
    } catch (URISyntaxException e) {
      // the fault is reported below
    }
    fault(name, "must be an address like https://example.com/terms.");
    return null;
  }

  private String logLevel() {
    var level = get("HOSTED_UI_LOG", "info").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) fault("HOSTED_UI_LOG", "must be error, warn, info or debug.");
    return level;
  }
}
