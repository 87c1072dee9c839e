package dev.hostedui.guide;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The folder of one guide: {@code guide.properties} and files of instructions. */
public final class GuideFolder {

  private static final List<String> OF_TILE = List.of("provider", "title", "order");

  /** The files of a guide, wherever they are kept. */
  private interface Content {
    InputStream open(String file) throws IOException;
  }

  private final String name;
  private final Content content;
  private final Properties words = new Properties();

  private GuideFolder(String name, Content content) {
    this.name = name;
    this.content = content;
    try (var in = new StringReader(read("guide.properties"))) {
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
    return inOrder(
        namesBeside(beside).stream().map(name -> new GuideFolder(name, resources(beside, name))),
        read);
  }

  private static Content resources(Class<?> beside, String name) {
    return file -> {
      var found = beside.getResourceAsStream("guides/" + name + "/" + file);
      if (found == null) throw new FileNotFoundException(name + "/" + file);
      return found;
    };
  }

  /**
   * The names of those folders. In a jar they are looked up in the list of its files that the class
   * loader has read anyway: a file system over it would read that list again, at each start.
   */
  private static Collection<String> namesBeside(Class<?> beside) {
    var own = beside.getResource(beside.getSimpleName() + ".class");
    if (own == null) throw new IllegalStateException("no class file of " + beside);
    try {
      if (own.openConnection() instanceof JarURLConnection connection) {
        var folder = beside.getPackageName().replace('.', '/') + "/guides/";
        return connection.getJarFile().stream()
            .map(ZipEntry::getName)
            .filter(it -> it.startsWith(folder) && it.length() > folder.length())
            .map(it -> it.substring(folder.length(), it.indexOf('/', folder.length())))
            .collect(Collectors.toSet());
      }
      var folder = Path.of(own.toURI()).resolveSibling("guides");
      return foldersIn(folder).stream().map(GuideFolder::nameOf).toList();
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
    try {
      return inOrder(
          foldersIn(folder).stream()
              .map(
                  it ->
                      new GuideFolder(nameOf(it), file -> Files.newInputStream(it.resolve(file)))),
          read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> foldersIn(Path folder) throws IOException {
    try (var folders = Files.list(folder)) {
      return folders.filter(Files::isDirectory).toList();
    }
  }

  private static String nameOf(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  private static <G extends Guided> List<G> inOrder(
      Stream<GuideFolder> folders, Function<GuideFolder, G> read) {
    return folders.map(read).sorted(Comparator.comparingInt(it -> it.tile().order())).toList();
  }

  private String read(String file) {
    try (var in = content.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is called in a complaint. */
  public String name() {
    return name;
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
      throw new IllegalArgumentException("the guide " + name + " does not say " + missing);
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
    return GuideText.read(name + "/" + file, read(file).lines().toList(), sections, values);
  }
}
