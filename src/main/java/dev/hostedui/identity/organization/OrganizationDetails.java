package dev.hostedui.identity.organization;

import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an app keeps with an organization.
 *
 * @param externalId its own id of it, or null
 * @param slug a short name for addresses: a DNS label or host name, or null
 * @param logoUrl where its logo is, by https, or null
 */
public record OrganizationDetails(
    String displayName,
    @Nullable String externalId,
    @Nullable String slug,
    @Nullable String logoUrl,
    Metadata metadata) {

  public static final int LONGEST_EXTERNAL_ID = 255;
  public static final int LONGEST_SLUG = 253;
  public static final int MOST_METADATA = 10;

  private static final Pattern SLUG =
      Pattern.compile(
          "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

  /**
   * These details as they are kept: names cleaned, and what is empty left out.
   *
   * @throws Problem INVALID, naming each field that cannot be taken
   */
  OrganizationDetails checked() {
    var external = externalId == null || externalId.isBlank() ? null : externalId.strip();
    var name = slug == null || slug.isEmpty() ? null : slug;
    var logo = logoUrl == null || logoUrl.isEmpty() ? null : logoUrl;
    Problem.together(
        () -> Organizations.name("display_name", displayName),
        () -> {
          if (external != null && Names.length(external) > LONGEST_EXTERNAL_ID)
            throw Problem.invalid("external_id_too_long")
                .at("external_id")
                .with(LONGEST_EXTERNAL_ID);
        },
        () -> {
          if (name != null && (name.length() > LONGEST_SLUG || !SLUG.matcher(name).matches()))
            throw Problem.invalid("slug_malformed").at("slug");
        },
        () -> {
          if (logo != null) WebAddress.check("logo_url", logo, false);
        },
        () -> metadata.within("metadata", MOST_METADATA));
    return new OrganizationDetails(
        Organizations.name("display_name", displayName), external, name, logo, metadata);
  }
}
