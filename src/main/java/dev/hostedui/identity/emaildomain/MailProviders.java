package dev.hostedui.identity.emaildomain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Mail domains that belong to no organization: anyone can have an address there. */
public final class MailProviders {

  private static final Set<String> PUBLIC = read("public-mail-providers.txt");

  /** Makes that have a domain in every country: hotmail.co.uk, yahoo.com.mx, gmx.at. */
  private static final Set<String> IN_EVERY_COUNTRY =
      Set.of("gmx", "googlemail", "hotmail", "outlook", "yahoo", "yandex");

  private static final Set<String> DISPOSABLE = read("disposable-mail-providers.txt");

  private MailProviders() {}

  /** Whether it gives mailboxes to everyone: gmail.com, outlook.com, … */
  public static boolean isPublic(String domain) {
    var dot = domain.indexOf('.');
    return PUBLIC.contains(domain)
        || (dot > 0
            && IN_EVERY_COUNTRY.contains(domain.substring(0, dot))
            && DomainName.isPublicSuffix(domain.substring(dot + 1)));
  }

  /** Whether it gives mailboxes to be thrown away: mailinator.com, … */
  public static boolean isDisposable(String domain) {
    return DISPOSABLE.contains(domain);
  }

  private static Set<String> read(String name) {
    try (var in = MailProviders.class.getResourceAsStream(name)) {
      if (in == null) throw new IllegalStateException(name + " is missing");
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
