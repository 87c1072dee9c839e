package dev.hostedui.portal.sso;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The identity providers that people can choose from: one folder each, below {@code guides/} of
 * this package's resources, with {@code guide.properties} and a text file for each protocol. A
 * further provider is a further folder; nothing else names it.
 */
final class Guides {

  private final List<Guide> all;

  private Guides(List<Guide> all) {
    this.all = all;
  }

  /** Those that come with the program. */
  static Guides ofProgram() {
    try {
      var program =
          Path.of(Guides.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      var folder = "/" + Guides.class.getPackageName().replace('.', '/') + "/guides";
      if (Files.isDirectory(program)) return in(Path.of(program + folder));
      try (var jar = FileSystems.newFileSystem(program, Map.of())) {
        return in(jar.getPath(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Those of a folder.
   *
   * @throws IllegalArgumentException when one of them is not complete
   */
  static Guides in(Path folder) {
    try (var folders = Files.list(folder)) {
      return new Guides(
          folders
              .filter(Files::isDirectory)
              .map(Guides::read)
              .sorted(Comparator.comparingInt(Guide::order))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Guide read(Path folder) {
    var words = new Properties();
    try (var in = Files.newBufferedReader(folder.resolve("guide.properties"))) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Guide.of(folder.getFileName().toString(), words, file -> lines(folder.resolve(file)));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Guide> all() {
    return all;
  }

  /** The guide of a provider, by the name that connections have for it. */
  Optional<Guide> of(String provider) {
    return all.stream().filter(it -> it.provider().equals(provider)).findFirst();
  }

  /**
   * The guide to show for a connection: a provider without one, which only programs can choose, is
   * shown as one's own.
   */
  Guide orCustom(String provider) {
    return of(provider).or(() -> of("CUSTOM")).orElseThrow();
  }
}
