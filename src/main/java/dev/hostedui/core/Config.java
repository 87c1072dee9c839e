package dev.hostedui.core;

import dev.hostedui.db.Database;
import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.protocol.google.GoogleClient;
import dev.hostedui.web.ClientAddress.Cidr;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run, checked. Made by {@code Settings}.
 *
 * @param sample whether the sample environment runs: on loopback only, and unless it was switched
 *     off
 * @param oldBaseUrls earlier public addresses that still lead here, the newest first
 * @param keys 32-byte keys, newest first; empty in a sample whose key has yet to be made
 * @param smtp the mail server, or null for the sample's outbox
 * @param dns name servers as host and port; empty for the system's
 * @param hstsSubdomains whether hosts below the base URL's may be reached by https only as well
 * @param places an {@code .mmdb} file, or null
 * @param google by which customers let their Google Workspace be read, or null
 * @param socialStage an address that plays the providers of social sign-in in tests, or null
 * @param passkeyRpId the host that passkeys belong to, usually that of the base URL
 * @param branding the look an installation starts with
 * @param metricsToken who sends it may read the metrics from elsewhere, or null for nobody
 * @param eventsKept how long what happened is kept, at least a month
 */
public record Config(
    URI baseUrl,
    List<URI> oldBaseUrls,
    String listenHost,
    int listenPort,
    String databaseUrl,
    List<byte[]> keys,
    @Nullable URI smtp,
    InternetAddress mailFrom,
    List<String> dns,
    List<Cidr> trustedProxies,
    boolean hstsSubdomains,
    boolean allowPrivateNetwork,
    @Nullable Path places,
    @Nullable GoogleClient google,
    @Nullable String socialStage,
    String passkeyRpId,
    Branding branding,
    @Nullable PictureFile logo,
    @Nullable String supportEmail,
    @Nullable String termsUrl,
    @Nullable String privacyUrl,
    @Nullable String metricsToken,
    Duration eventsKept,
    boolean sample) {

  /** The public address without a slash at its end: what tokens name as {@code iss}. */
  public String issuer() {
    return baseUrl.toString().replaceAll("/+$", "");
  }

  /** That and our earlier ones: by each of them tokens may have been issued that are still good. */
  public List<String> issuers() {
    return Stream.concat(Stream.of(baseUrl), oldBaseUrls.stream())
        .map(it -> it.toString().replaceAll("/+$", ""))
        .toList();
  }

  /** Where it listens, as it is written in front of a port: an address of IPv6 has brackets. */
  public String listening(int port) {
    return (listenHost.contains(":") ? "[" + listenHost + "]" : listenHost) + ":" + port;
  }

  public boolean https() {
    return "https".equals(baseUrl.getScheme());
  }

  /** Where the sample keeps the key it made. */
  public Path keyFile() {
    return Database.fileOf(databaseUrl)
        .map(file -> file.toAbsolutePath().resolveSibling("hosted-ui.key"))
        .orElse(Path.of("data", "hosted-ui.key"));
  }
}
