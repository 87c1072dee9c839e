package dev.hostedui.guide;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The vendors that people can choose from in a widget: one folder each, below {@code guides/} of
 * the widget's resources. A further vendor is a further folder; nothing else names it.
 *
 * @param <G> what the widget makes of a folder
 */
public final class Guides<G extends Guided> {

  /** Whose guide stands for all vendors that have none of their own. */
  static final String CUSTOM = "CUSTOM";

  private final List<G> all;

  private Guides(List<G> all) {
    this.all = all;
  }

  /**
   * Those that come with the program.
   *
   * @param widget a class of the widget's package
   * @throws IllegalArgumentException when one of them is not complete
   */
  public static <G extends Guided> Guides<G> ofProgram(
      Class<?> widget, Function<GuideFolder, G> read) {
    return new Guides<>(GuideFolder.ofProgram(widget, read));
  }

  /**
   * Those of a folder.
   *
   * @throws IllegalArgumentException when one of them is not complete
   */
  public static <G extends Guided> Guides<G> in(Path folder, Function<GuideFolder, G> read) {
    return new Guides<>(GuideFolder.in(folder, read));
  }

  /**
   * What vendors are called, by the names that the database has for them.
   *
   * @param widget a class of the package whose guides are asked
   */
  public static Map<String, String> titles(Class<?> widget) {
    return GuideFolder.<Guided>ofProgram(widget, folder -> folder::tile).stream()
        .map(Guided::tile)
        .collect(Collectors.toMap(Tile::provider, Tile::title, (one, same) -> one));
  }

  /** All of them, in the order in which they are shown. */
  public List<G> all() {
    return all;
  }

  /** The guide of a provider, by the name that the database has for it. */
  public Optional<G> of(String provider) {
    return all.stream().filter(it -> it.provider().equals(provider)).findFirst();
  }

  /**
   * The guide to show for a provider: one without a guide, which only programs can choose, is shown
   * as one's own.
   */
  public G orCustom(String provider) {
    return orCustom(provider, it -> true);
  }

  /**
   * The same where a guide may not be about all that programs can choose of its provider.
   *
   * @param fits whether a guide is about what was chosen
   */
  public G orCustom(String provider, Predicate<G> fits) {
    return of(provider).filter(fits).or(() -> of(CUSTOM)).orElseThrow();
  }
}
