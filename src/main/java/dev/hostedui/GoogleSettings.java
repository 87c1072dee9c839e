package dev.hostedui;

import dev.hostedui.protocol.google.GoogleClient;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The operator's project at Google, by which customers let their Workspace be read. */
final class GoogleSettings {

  private static final String ID = "HOSTED_UI_GOOGLE_CLIENT_ID";
  private static final String SECRET = "HOSTED_UI_GOOGLE_CLIENT_SECRET";

  private final GivenSettings given;

  GoogleSettings(GivenSettings given) {
    this.given = given;
  }

  /**
   * The client of that project; null when there is none, and Google Workspace is not offered.
   *
   * @param httpToo whether Google's addresses may be ones without TLS: a test's
   */
  @Nullable GoogleClient client(boolean httpToo) {
    var id = given.get(ID, "");
    var secret = given.get(SECRET, "");
    if (id.isEmpty() != secret.isEmpty())
      given.fault(
          id.isEmpty() ? ID : SECRET, "is missing. Google gives both together: set both or none.");
    var accounts = address("HOSTED_UI_GOOGLE_ACCOUNTS_URL", "https://accounts.google.com", httpToo);
    var oauth = address("HOSTED_UI_GOOGLE_OAUTH_URL", "https://oauth2.googleapis.com", httpToo);
    var api = address("HOSTED_UI_GOOGLE_API_URL", "https://admin.googleapis.com", httpToo);
    return id.isEmpty() || secret.isEmpty()
        ? null
        : new GoogleClient(id, secret, accounts, oauth, api);
  }

  private URI address(String name, String otherwise, boolean httpToo) {
    var text = given.get(name, otherwise).replaceAll("/+$", "");
    try {
      var url = new URI(text);
      if (url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && ("https".equals(url.getScheme()) || (httpToo && "http".equals(url.getScheme()))))
        return url;
    } catch (URISyntaxException e) {
      // the fault is reported below
    }
    given.fault(name, "must be an https address, like " + otherwise + ".");
    return URI.create(otherwise);
  }
}
