package dev.hostedui.portal.scim;

import dev.hostedui.guide.GivenValues;
import java.util.List;
import java.util.Map;

/** What a directory is given, by the names that guides call the values by. */
final class DirectoryValues {

  static final String APP = "app";
  static final String ENDPOINT = "endpoint";

  /** What a guide may ask for. */
  static final List<String> NAMES = List.of(APP, ENDPOINT);

  private DirectoryValues() {}

  /**
   * The values of a directory.
   *
   * @param app what the app is called
   * @param issuer our public address without a slash at its end
   * @param directory the id of the directory
   */
  static GivenValues of(String app, String issuer, String directory, Guide guide) {
    return new GivenValues(
        Map.of(
            APP,
            app,
            ENDPOINT,
            issuer + "/directory/" + directory + "/scim/v2" + guide.endpointSuffix()));
  }
}
