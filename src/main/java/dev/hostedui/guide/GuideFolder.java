package dev.hostedui.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;

/** The folder of one guide: {@code guide.properties} and files of instructions. */
public final class GuideFolder {

  private static final List<String> OF_TILE = List.of("provider", "title", "order");

  private final Path folder;
  private final Properties words = new Properties();

  private GuideFolder(Path folder) {
    this.folder = folder;
    try (var in = Files.newBufferedReader(folder.resolve("guide.properties"))) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the guides that come with the program: each folder in the folder {@code guides} beside a
   * class.
   *
   * @param read makes a guide of a folder; called before this returns
   * @throws IllegalArgumentException when one of them is not complete
   */
  static <G extends Guided> List<G> ofProgram(Class<?> beside, Function<GuideFolder, G> read) {
    try {
      var program = Path.of(beside.getProtectionDomain().getCodeSource().getLocation().toURI());
      var folder = "/" + beside.getPackageName().replace('.', '/') + "/guides";
      if (Files.isDirectory(program)) return in(Path.of(program + folder), read);
      try (var jar = FileSystems.newFileSystem(program, Map.of())) {
        return in(jar.getPath(folder), read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads the guides of a folder, in the order of their tiles.
   *
   * @throws IllegalArgumentException when one of them is not complete
   */
  static <G extends Guided> List<G> in(Path folder, Function<GuideFolder, G> read) {
    try (var folders = Files.list(folder)) {
      return folders
          .filter(Files::isDirectory)
          .map(GuideFolder::new)
          .map(read)
          .sorted(Comparator.comparingInt(it -> it.tile().order()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is called in a complaint. */
  public String name() {
    return String.valueOf(folder.getFileName());
  }

  /**
   * Makes sure that its properties say something for each of these keys and for all that a tile
   * needs.
   *
   * @throws IllegalArgumentException which names all that are missing
   */
  public void demand(Collection<String> keys) {
    var missing = new TreeSet<>(keys);
    missing.addAll(OF_TILE);
    if (word("picture").isBlank()) missing.add("monogram");
    missing.removeIf(key -> !word(key).isBlank());
    if (!missing.isEmpty())
      throw new IllegalArgumentException("the guide " + name() + " does not say " + missing);
  }

  /** What its properties say for a key, or empty. */
  public String word(String key) {
    return words.getProperty(key, "");
  }

  /** The keys of its properties. */
  public Collection<String> keys() {
    return words.stringPropertyNames();
  }

  /** The vendor it is about. */
  public Tile tile() {
    return new Tile(
        word("provider"),
        word("title"),
        Integer.parseInt(word("order")),
        word("picture"),
        word("monogram"));
  }

  /**
   * The instructions of one of its files.
   *
   * @param sections the sections that the file must have
   * @param values the names of the values that it may ask for
   * @throws IllegalArgumentException when the file cannot be read so
   */
  public GuideText text(String file, List<String> sections, Collection<String> values) {
    try {
      var lines = Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8);
      return GuideText.read(name() + "/" + file, lines, sections, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
