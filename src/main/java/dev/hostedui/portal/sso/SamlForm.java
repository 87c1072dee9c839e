package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.saml.MetadataReader;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the fields of step 3 for a provider that speaks SAML, as it was typed.
 *
 * @param way which of the ways is chosen; the fields of the others are kept
 * @param address the address of the metadata
 * @param document the metadata itself
 * @param chosen which provider of a document with several, or empty
 * @param certificates one or several, in PEM
 */
record SamlForm(
    Guide.Way way,
    String address,
    String document,
    String chosen,
    String entityId,
    String signOn,
    String certificates) {

  static final String WAY = "way";
  static final String ADDRESS = "idp_metadata_url";
  static final String DOCUMENT = "idp_metadata";
  static final String CHOSEN = "idp_chosen";
  static final String ENTITY_ID = "idp_entity_id";
  static final String SIGN_ON = "idp_sso_url";
  static final String CERTIFICATES = "idp_certificates";

  /** One more than the largest document, so that what is too large is seen to be. */
  private static final int LONGEST = MetadataReader.LIMIT + 1;

  /**
   * Reads what was typed. A guide offers some of the ways, so that the fields of the others are not
   * in the form at all; whoever reads the way that was chosen says what is missing there.
   */
  static SamlForm read(Context ctx, Guide.Manual manual) {
    return new SamlForm(
        way(Requests.field(ctx, WAY), manual),
        Requests.optionalField(ctx, ADDRESS).strip(),
        Requests.optionalField(ctx, DOCUMENT, LONGEST).strip(),
        Requests.optionalField(ctx, CHOSEN).strip(),
        Requests.optionalField(ctx, ENTITY_ID).strip(),
        Requests.optionalField(ctx, SIGN_ON).strip(),
        Requests.optionalField(ctx, CERTIFICATES, LONGEST).strip());
  }

  /** The same with certificates that were given in another field. */
  SamlForm byHand(String given) {
    return new SamlForm(Guide.Way.MANUAL, "", "", "", entityId, signOn, given);
  }

  private static Guide.Way way(String name, Guide.Manual manual) {
    return manual.ways().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElse(manual.ways().get(0));
  }

  /**
   * The fields of what is saved; the way is the one it came by, where the guide offers it: programs
   * may have taken another. Else it is the guide's best.
   */
  static SamlForm of(SamlSettings saved, Guide.Manual manual) {
    var way =
        !saved.metadataUrl().isEmpty() && manual.ways().contains(Guide.Way.ADDRESS)
            ? Guide.Way.ADDRESS
            : saved.entityId().isEmpty() ? manual.ways().get(0) : Guide.Way.MANUAL;
    return new SamlForm(
        way,
        saved.metadataUrl(),
        "",
        "",
        saved.entityId(),
        saved.signOn().address(),
        pem(saved.certificates()));
  }

  private static String pem(List<IdpCertificate> certificates) {
    return certificates.stream().map(IdpCertificate::pem).collect(Collectors.joining("\n"));
  }

  /**
   * The ways to choose from, with their fields.
   *
   * @param saved the fields as they are saved
   * @param error what is wrong with a field
   */
  List<SettingsForm.WayChoice> ways(
      SamlForm saved, Guide.Manual manual, Function<String, @Nullable String> error) {
    return manual.ways().stream()
        .map(
            it ->
                switch (it) {
                  case ADDRESS ->
                      choice(
                          it,
                          "Configure using the metadata address",
                          manual,
                          FormField.line(ADDRESS, manual.label("address"), address, saved.address)
                              .like(manual.example("address"))
                              .explained(
                                  "It is read again every day, so that new certificates are taken"
                                      + " over by themselves.")
                              .refused(error.apply(ADDRESS)));
                  case FILE ->
                      choice(
                          it,
                          "Configure using a metadata file",
                          manual,
                          FormField.line(DOCUMENT, "Metadata", document, "")
                              .ofLines(5)
                              .like("<md:EntityDescriptor …")
                              .refused(error.apply(DOCUMENT)));
                  case MANUAL ->
                      choice(
                          it,
                          "Configure manually",
                          manual,
                          FormField.line(
                                  ENTITY_ID, manual.label("entity_id"), entityId, saved.entityId)
                              .refused(error.apply(ENTITY_ID)),
                          FormField.line(SIGN_ON, manual.label("sso_url"), signOn, saved.signOn)
                              .refused(error.apply(SIGN_ON)),
                          FormField.line(
                                  CERTIFICATES,
                                  manual.label("certificate"),
                                  certificates,
                                  saved.certificates)
                              .ofLines(6)
                              .like("-----BEGIN CERTIFICATE-----")
                              .explained(
                                  "PEM or base64. Paste the next one below it while your identity"
                                      + " provider changes certificates.")
                              .refused(error.apply(CERTIFICATES)));
                })
        .toList();
  }

  private SettingsForm.WayChoice choice(
      Guide.Way which, String title, Guide.Manual manual, FormField... fields) {
    return new SettingsForm.WayChoice(
        which, title, manual.ways().get(0) == which, which == way, List.of(fields));
  }
}
