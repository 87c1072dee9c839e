package dev.hostedui;

import dev.hostedui.customer.CustomerSide;
import dev.hostedui.outside.Places;
import dev.hostedui.web.ClientAddress.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom the program asks and believes on the network. */
final class NetworkSettings {

  private final GivenSettings given;

  NetworkSettings(GivenSettings given) {
    this.given = given;
  }

  /** The name servers to ask; those of the customer's side in a sample that names none. */
  List<String> dns(boolean sample) {
    var text = given.get("HOSTED_UI_DNS", sample ? "127.0.0.1:" + CustomerSide.DNS_PORT : "");
    if (text.isEmpty()) return List.of();
    var servers = GivenSettings.LIST.splitToList(text);
    var wrong = servers.stream().filter(it -> !isServer(it)).toList();
    if (!wrong.isEmpty())
      given.fault(
          "HOSTED_UI_DNS",
          "must be host:port, or several of them with commas between, and not "
              + String.join(" or ", wrong)
              + ".");
    return servers;
  }

  private static boolean isServer(String text) {
    return text.matches("[^\\s:]+:\\d{1,5}|\\[[0-9a-fA-F:]+\\]:\\d{1,5}")
        && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= 65_535;
  }

  List<Cidr> trustedProxies() {
    var text = given.get("HOSTED_UI_TRUSTED_PROXIES", "");
    var blocks = new ArrayList<Cidr>();
    if (text.isEmpty() || text.equals("none")) return blocks;
    for (var part : GivenSettings.LIST.split(text)) {
      Cidr.parse(part)
          .ifPresentOrElse(
              blocks::add,
              () ->
                  given.fault(
                      "HOSTED_UI_TRUSTED_PROXIES",
                      part + " is not a block of addresses, like 10.0.0.0/8."));
    }
    return blocks;
  }

  /**
   * An address that stands for the hosts of the providers of social sign-in, which are put behind
   * it; null for themselves.
   *
   * @param httpToo whether it may be one without TLS: a test's
   */
  @Nullable String socialStage(boolean httpToo) {
    var text = given.get("HOSTED_UI_SOCIAL_URL", "").replaceAll("/+$", "");
    if (!text.isEmpty()
        && !text.matches((httpToo ? "https?" : "https") + "://[^\\s/?#@]+[^\\s?#]*"))
      given.fault("HOSTED_UI_SOCIAL_URL", "must be an https address, like https://providers.test.");
    return text.isEmpty() ? null : text;
  }

  /** What is read by whoever sends it has to be long enough that nobody guesses it. */
  @Nullable String metricsToken() {
    var text = given.get("HOSTED_UI_METRICS_TOKEN", "");
    if (!text.isEmpty() && !text.matches("[\\x21-\\x7e]{32,200}"))
      given.fault(
          "HOSTED_UI_METRICS_TOKEN",
          "must be 32 to 200 letters, digits and signs without spaces; openssl rand -hex 32 makes"
              + " one.");
    return text.isEmpty() ? null : text;
  }

  @Nullable Path places() {
    var text = given.get("HOSTED_UI_GEOIP_DATABASE", "");
    if (text.isEmpty()) return null;
    var path = Path.of(text);
    if (!Files.isReadable(path))
      given.fault("HOSTED_UI_GEOIP_DATABASE", "the file " + text + " cannot be read.");
    else if (!Places.canOpen(path))
      given.fault(
          "HOSTED_UI_GEOIP_DATABASE", "the file " + text + " is no database of places (.mmdb).");
    return path;
  }
}
