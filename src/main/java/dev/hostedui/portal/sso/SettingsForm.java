package dev.hostedui.portal.sso;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of step 3.
 *
 * @param base the version it was filled in from, which must still be the newest when it is saved
 * @param ways for SAML, the ways to choose from, each with its fields; else empty
 * @param fields for OpenID Connect; else empty
 * @param candidates the providers of a document that holds several, to choose from
 * @param error what is wrong and belongs to no field, or null
 * @param cancellable whether something is saved that can be gone back to
 */
public record SettingsForm(
    int base,
    List<WayChoice> ways,
    List<FormField> fields,
    List<String> candidates,
    @Nullable String error,
    boolean cancellable) {

  /**
   * A way to tell us about a provider.
   *
   * @param recommended whether it is the guide's best
   */
  public record WayChoice(
      Guide.Way way, String title, boolean recommended, boolean chosen, List<FormField> fields) {

    /** Whether a file can be taken instead of what is typed, into its last field. */
    public boolean takesFile() {
      return way != Guide.Way.ADDRESS;
    }

    /** The field that a file is taken into. */
    public String lastField() {
      return fields.get(fields.size() - 1).name();
    }
  }
}
