package dev.hostedui;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How mail leaves, and from whom it is. */
final class MailSettings {

  /** Whatever may be secret stands behind it. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,20})://");

  private final GivenSettings given;

  MailSettings(GivenSettings given) {
    this.given = given;
  }

  @Nullable URI smtp(boolean sample) {
    var text = given.get("HOSTED_UI_SMTP_URL", "");
    if (text.isEmpty()) {
      if (!sample)
        given.fault("HOSTED_UI_SMTP_URL", "is missing: without a mail server nobody can sign in.");
      return null;
    }
    try {
      var url = new URI(text);
      if (("smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme()))
          && url.getHost() != null
          && url.getPort() != 0
          && url.getPort() <= 65_535) return url;
    } catch (URISyntaxException e) {
      // the fault is reported below
    }
    var scheme = SCHEME.matcher(text);
    if (scheme.lookingAt() && !scheme.group(1).matches("smtps?"))
      given.fault(
          "HOSTED_UI_SMTP_URL",
          "must begin with smtp:// or smtps://, and begins with " + scheme.group() + ".");
    else
      given.fault(
          "HOSTED_UI_SMTP_URL",
          "must look like smtp://user:password@host:587 or smtps://user:password@host:465, with"
              + " special characters percent-encoded.");
    return null;
  }

  InternetAddress mailFrom(boolean sample, @Nullable URI smtp) {
    var text =
        given.get(
            "HOSTED_UI_MAIL_FROM",
            sample && smtp == null ? "Coffeedesk <hello@coffeedesk.example>" : "");
    try {
      if (text.isEmpty()) {
        given.fault(
            "HOSTED_UI_MAIL_FROM",
            "is missing: mail needs a sender, like Coffeedesk <hello@example.com>.");
      } else {
        var address = new InternetAddress(text, true);
        var at = address.getAddress().lastIndexOf('@');
        if (at >= 0) {
          // not every server takes other letters in an address; in its domain they are encoded
          var domain = IDN.toASCII(address.getAddress().substring(at + 1));
          address.setAddress(address.getAddress().substring(0, at + 1) + domain);
          // a header is ASCII: other letters are encoded (RFC 2047)
          if (address.getPersonal() != null)
            address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
          return address;
        }
        given.fault(
            "HOSTED_UI_MAIL_FROM", "must be an address, like Coffeedesk <hello@example.com>.");
      }
    } catch (AddressException | UnsupportedEncodingException | IllegalArgumentException e) {
      given.fault(
          "HOSTED_UI_MAIL_FROM", "must be an address, like Coffeedesk <hello@example.com>.");
    }
    return new InternetAddress();
  }
}
