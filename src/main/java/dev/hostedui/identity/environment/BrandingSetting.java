package dev.hostedui.identity.environment;

import com.google.common.base.Ascii;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.user.EmailAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about how the app looks and is called, beside its pictures. All of these
 * are taken, kept and given as texts.
 */
public enum BrandingSetting implements Setting {
  APP_NAME("Coffeedesk", "What the app is called.", false, BrandingSetting::name),
  ORGANIZATION_WORD(
      "Workspace",
      "What the app calls an organization, such as Organization, Workspace or Team.",
      false,
      BrandingSetting::word),
  SUPPORT_EMAIL(
      "help@example.com", "Where people find help; named in mails.", true, BrandingSetting::email),
  TERMS_URL(
      "https://example.com/terms",
      "The terms of service, linked where people sign in.",
      true,
      BrandingSetting::address),
  PRIVACY_URL(
      "https://example.com/privacy",
      "The privacy policy, linked there too.",
      true,
      BrandingSetting::address),
  PRIMARY_COLOR("#0f6e63", "The background of primary buttons.", false, BrandingSetting::color),
  PRIMARY_TEXT_COLOR(
      "#ffffff",
      "The text on them; empty for whichever of black and white is easier to read.",
      true,
      BrandingSetting::color),
  PAGE_COLOR("#f0f0f0", "What lies behind the sign-in pages.", true, BrandingSetting::color),
  BACKGROUND_STYLE(
      "linear-gradient(135deg,#f7efe7,#c98d62)",
      "A CSS background of gradients and colours over the page colour.",
      true,
      given -> BackgroundStyle.parse(given).css()),
  PORTAL_ACCENT_COLOR(
      "#0f6e63",
      "Links and marks in the portal; empty for the primary colour.",
      true,
      BrandingSetting::color),
  CORNER_RADIUS("MEDIUM", "How round buttons and cards are.", "SMALL", "MEDIUM", "LARGE"),
  LOGO_POSITION("INSIDE", "Where the logo stands: in the card or above it.", "INSIDE", "OUTSIDE"),
  LOGO_ALIGNMENT("CENTER", "The side the logo is on.", "LEFT", "CENTER", "RIGHT"),
  HEADER_ALIGNMENT("CENTER", "The side headings are on.", "LEFT", "CENTER", "RIGHT"),
  SOCIAL_PLACEMENT(
      "TOP",
      "Where buttons of other providers stand: above the address or below.",
      "TOP",
      "BOTTOM"),
  FOOTER_BADGE(true, "Whether the card says what it is powered by."),
  ORGANIZATION_BRANDING(
      false, "Whether an organization stands under its own logo where it has one."),
  ORGANIZATION_LOGO_BY_ADMINS(
      false, "Whether admins may choose the logo of their organization under General.");

  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_WORD = 30;
  private static final Pattern SHORT_COLOR = Pattern.compile("^#([0-9a-f])([0-9a-f])([0-9a-f])$");

  private final String example;
  private final String words;
  private final boolean mayBeEmpty;
  private final List<String> choices;
  private final UnaryOperator<String> check;

  BrandingSetting(String example, String words, boolean mayBeEmpty, UnaryOperator<String> check) {
    this.example = example;
    this.words = words;
    this.mayBeEmpty = mayBeEmpty;
    this.choices = List.of();
    this.check = check;
  }

  BrandingSetting(String example, String words, String... choices) {
    this.example = example;
    this.words = words;
    this.mayBeEmpty = false;
    this.choices = List.of(choices);
    this.check =
        given ->
            this.choices.stream()
                .filter(it -> Ascii.equalsIgnoreCase(it, given))
                .findFirst()
                .orElseThrow(
                    () ->
                        Problem.invalid("setting_not_one_of")
                            .with(String.join(", ", this.choices)));
  }

  BrandingSetting(boolean example, String words) {
    this.example = example ? ON : OFF;
    this.words = words;
    this.mayBeEmpty = false;
    this.choices = List.of();
    this.check =
        given ->
            switch (given) {
              case ON, "true" -> ON;
              case OFF, "false" -> OFF;
              default -> throw Problem.invalid("setting_not_one_of").with(ON + ", " + OFF);
            };
  }

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String example() {
    return example;
  }

  @Override
  public String words() {
    return words;
  }

  /** What may be chosen, or nothing where it is no choice. */
  public List<String> choices() {
    return choices;
  }

  @Override
  public boolean isSwitch() {
    return example.equals(ON) || example.equals(OFF);
  }

  /**
   * What was given as it is kept, or null when it is taken away.
   *
   * @throws Problem INVALID at this setting's name
   */
  public @Nullable String checked(String given) {
    var text = given.strip();
    try {
      if (!text.isEmpty()) return check.apply(text);
      if (mayBeEmpty) return null;
      throw Problem.invalid("setting_missing");
    } catch (Problem problem) {
      throw problem.at(wireName());
    }
  }

  private static String name(String given) {
    return line(given, LONGEST_NAME);
  }

  private static String word(String given) {
    var word = line(given, LONGEST_WORD);
    if (!word.matches("\\p{L}[\\p{L}\\p{M} '’-]*")) throw Problem.invalid("word_malformed");
    return word;
  }

  private static String line(String given, int longest) {
    var line = Names.line(given);
    if (line.isEmpty()) throw Problem.invalid("setting_missing");
    if (Names.length(line) > longest) throw Problem.invalid("setting_too_long").with(longest);
    return line;
  }

  private static String email(String given) {
    return EmailAddress.parse(given)
        .map(EmailAddress::value)
        .orElseThrow(() -> EmailAddress.wrong(given));
  }

  private static String address(String given) {
    WebAddress.checkPage("", given);
    return given;
  }

  private static String color(String given) {
    var text = SHORT_COLOR.matcher(Ascii.toLowerCase(given)).replaceFirst("#$1$1$2$2$3$3");
    if (!Branding.isColor(text)) throw Problem.invalid("color_malformed");
    return text;
  }
}
