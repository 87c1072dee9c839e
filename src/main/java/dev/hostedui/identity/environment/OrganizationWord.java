package dev.hostedui.identity.environment;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the app calls an organization, in its forms inside a sentence: workspace, team, company.
 *
 * @param word as it stands alone, with a capital
 */
public record OrganizationWord(String word) {

  /** As developers and operators read it, whatever the app calls it. */
  public static final OrganizationWord STANDARD = new OrganizationWord("Organization");

  /** A vowel that is heard as a consonant at the beginning: a unit, a user group. */
  private static final Pattern SAID_WITH_A = Pattern.compile("(uni|use|eu|one).*");

  /** One of them inside a sentence. */
  public String one() {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Several of them: companies, boxes, teams. */
  public String several() {
    var one = one();
    if (one.matches(".*[^aeiou]y")) return one.substring(0, one.length() - 1) + "ies";
    return one.matches(".*(s|x|z|ch|sh)") ? one + "es" : one + "s";
  }

  private String article() {
    var one = one();
    return !one.isEmpty()
            && "aeiou".indexOf(one.charAt(0)) >= 0
            && !SAID_WITH_A.matcher(one).matches()
        ? "an "
        : "a ";
  }

  /** One of them, before which stands what the language asks for: a team, an organization. */
  public String any() {
    return article() + one();
  }

  /** Fills it into a text, where {@code {organization}} and its other forms stand. */
  public String in(String text) {
    if (!text.contains("organization")) return text;
    var article = article();
    return text.replace("{organization}", one())
        .replace("{organizations}", several())
        .replace("{an organization}", any())
        .replace(
            "{An organization}",
            article.substring(0, 1).toUpperCase(Locale.ROOT) + article.substring(1) + one());
  }
}
