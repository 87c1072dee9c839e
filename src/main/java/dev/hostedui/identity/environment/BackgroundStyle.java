package dev.hostedui.identity.environment;

import dev.hostedui.identity.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What lies behind the sign-in pages: the part of the CSS {@code background} shorthand that can do
 * nothing but paint (CSS Backgrounds 3 §2.10, CSS Images 3 §3): up to four layers of gradients and
 * colours, with where they lie, how large they are and whether they repeat.
 *
 * <p>What was typed is taken apart by a grammar of its own and written anew from its parts, so that
 * nothing else can come along: no address, no second declaration, no end of the rule.
 */
public final class BackgroundStyle {

  /** The longest text that is taken, in characters. */
  public static final int LONGEST = 500;

  /** Words and numbers of CSS, or a colour. */
  sealed interface Part {
    /** Words and numbers as they are written. */
    record Words(String text) implements Part {}

    /** A colour. */
    record Paint(Rgba color) implements Part {}
  }

  /**
   * One layer, the first lies on top.
   *
   * @param covers whether it fills the page
   */
  record Layer(List<Part> parts, boolean covers) {}

  private final List<Layer> layers;

  BackgroundStyle(List<Layer> layers) {
    this.layers = List.copyOf(layers);
  }

  /**
   * Reads a style.
   *
   * @throws Problem INVALID when it is no such style, saying at which word
   */
  public static BackgroundStyle parse(String text) {
    return new BackgroundReader(text).read();
  }

  /** As CSS, with every colour changed: a page has another one at night. */
  public String css(UnaryOperator<Rgba> change) {
    var css = new StringBuilder();
    for (var layer : layers) {
      if (!css.isEmpty()) css.append(',');
      for (var part : layer.parts)
        css.append(
            part instanceof Part.Paint paint
                ? change.apply(paint.color).css()
                : ((Part.Words) part).text);
    }
    return css.toString();
  }

  /** As CSS. */
  public String css() {
    return css(UnaryOperator.identity());
  }

  /** Whether it has a colour under its gradients; else the page's shines through. */
  public boolean hasColor() {
    var last = layers.get(layers.size() - 1).parts;
    return last.get(last.size() - 1) instanceof Part.Paint;
  }

  /**
   * The colours that can be seen somewhere on a page of that colour, and some between them, where
   * one runs into the other.
   */
  public List<Rgba> seenOn(Rgba page, UnaryOperator<Rgba> change) {
    var seen = List.of(page);
    for (var i = layers.size() - 1; i >= 0; i--) {
      var layer = layers.get(i);
      var own = new ArrayList<Rgba>();
      for (var part : layer.parts)
        if (part instanceof Part.Paint paint) own.add(change.apply(paint.color));
      var now = new ArrayList<Rgba>();
      for (var color : withSteps(own)) for (var below : seen) now.add(color.over(below));
      if (own.isEmpty() || !layer.covers) now.addAll(seen);
      seen = extremes(now);
    }
    return seen;
  }

  private static List<Rgba> withSteps(List<Rgba> colors) {
    var all = new ArrayList<>(colors);
    for (var i = 1; i < colors.size(); i++)
      for (var share : new double[] {0.25, 0.5, 0.75})
        all.add(colors.get(i - 1).toward(colors.get(i), share));
    return all;
  }

  /** The lightest and the darkest decide what can be read; the rest need not be carried along. */
  private static List<Rgba> extremes(List<Rgba> colors) {
    var sorted = colors.stream().distinct().sorted(BackgroundStyle::byWeight).toList();
    return sorted.size() <= 8
        ? sorted
        : List.of(
            sorted.get(0),
            sorted.get(1),
            sorted.get(sorted.size() - 2),
            sorted.get(sorted.size() - 1));
  }

  private static int byWeight(Rgba one, Rgba other) {
    return Integer.compare(weight(one), weight(other));
  }

  private static int weight(Rgba it) {
    return 2126 * it.red() + 7152 * it.green() + 722 * it.blue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BackgroundStyle that && layers.equals(that.layers);
  }

  @Override
  public int hashCode() {
    return layers.hashCode();
  }

  @Override
  public String toString() {
    return css();
  }
}
