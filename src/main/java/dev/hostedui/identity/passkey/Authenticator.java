package dev.hostedui.identity.passkey;

import com.google.common.base.Ascii;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What made a passkey, by the AAGUID it states. It is a word to tell passkeys apart by and proves
 * nothing: without attestation an authenticator may state any.
 *
 * @param maker whose picture stands for it, or null where there is none to be had
 */
public record Authenticator(String name, Kind kind, @Nullable String maker) {

  /** What sort of thing holds the key. */
  public enum Kind {
    /** A program that keeps passkeys for all of a person's devices. */
    MANAGER,
    /** The computer or phone itself. */
    DEVICE,
    /** A key one carries and plugs in. */
    SECURITY_KEY
  }

  /** One a table of ours does not know, or that does not say what it is. */
  private static final String UNKNOWN = "Passkey";

  /** Read when the first passkey is made or shown. */
  private static final class Known {
    static final Map<String, Authenticator> BY_AAGUID = read();

    private static Map<String, Authenticator> read() {
      var known = new HashMap<String, Authenticator>();
      try (var file = Authenticator.class.getResourceAsStream("authenticators.txt")) {
        if (file == null) throw new IllegalStateException("authenticators.txt is missing");
        var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)).lines();
        lines
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split(" ", 4))
            .forEach(
                part ->
                    known.put(
                        part[0],
                        new Authenticator(
                            part[3],
                            Kind.valueOf(part[1].toUpperCase(Locale.ROOT).replace('-', '_')),
                            part[2].equals("-") ? null : part[2])));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return known;
    }
  }

  /** The authenticator of that model, if our table has it. */
  public static Optional<Authenticator> known(String aaguid) {
    return Optional.ofNullable(Known.BY_AAGUID.get(Ascii.toLowerCase(aaguid)));
  }

  /** The authenticator of that model; of an unknown one, its attachment says the kind. */
  public static Authenticator of(String aaguid, String attachment) {
    return known(aaguid)
        .orElseGet(
            () ->
                new Authenticator(
                    UNKNOWN,
                    switch (attachment) {
                      case "platform" -> Kind.DEVICE;
                      case "cross-platform" -> Kind.SECURITY_KEY;
                      default -> Kind.MANAGER;
                    },
                    null));
  }
}
