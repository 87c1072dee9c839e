package dev.hostedui.customer.idp.saml;

import com.google.common.base.Splitter;
import dev.hostedui.customer.idp.Certificates;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the messages of service providers, by redirect and by POST (SAML Bindings §3.4, §3.5). */
final class Asks {

  private static final int LONGEST = 256 * 1024;
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "SHA256withRSA",
          "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "SHA384withRSA",
          "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "SHA512withRSA");

  private final SamlApps apps;

  Asks(SamlApps apps) {
    this.apps = apps;
  }

  /** Reads the message of a request, a {@code SAMLRequest} or a {@code SAMLResponse}. */
  Ask read(Context ctx) throws SamlRefused {
    var redirect = ctx.req().getMethod().equals("GET");
    var parameter = parameter(ctx, redirect);
    var encoded = Objects.requireNonNull(value(ctx, redirect, parameter));
    var root = Xml.parse(redirect ? inflated(encoded) : decoded(encoded)).getDocumentElement();
    var issuer = Xml.childText(root, Xml.ASSERTION, "Issuer");
    var app =
        apps.ofEntity(issuer)
            .orElseThrow(
                () ->
                    new SamlRefused(
                        "No app is registered under the entity id " + quoted(issuer) + "."));
    var relayState = value(ctx, redirect, "RelayState");
    var ask = new Ask(app, root, relayState == null ? "" : relayState);
    checkSignature(ctx, ask, redirect, parameter);
    return ask;
  }

  private static String parameter(Context ctx, boolean redirect) throws SamlRefused {
    for (var name : List.of("SAMLRequest", "SAMLResponse"))
      if (value(ctx, redirect, name) != null) return name;
    throw new SamlRefused("There is no SAMLRequest.");
  }

  private static @Nullable String value(Context ctx, boolean redirect, String name) {
    return redirect ? ctx.queryParam(name) : ctx.formParam(name);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private void checkSignature(Context ctx, Ask ask, boolean redirect, String parameter)
      throws SamlRefused {
    var keys = keys(ask.app());
    var signed =
        redirect
            ? ctx.queryParam("Signature") != null
            : Xml.child(ask.root(), Xml.SIGNATURE, "Signature").isPresent();
    if (!signed) {
      if (ask.is("AuthnRequest") && ask.app().options().requestsSigned())
        throw new SamlRefused("The request is not signed, and this app must sign.");
      return;
    }
    // without a certificate there is nothing to compare with, as with many providers
    if (keys.isEmpty()) {
      if (ask.app().options().requestsSigned())
        throw new SamlRefused(
            "This app must sign its requests, and no certificate of it is registered.");
      return;
    }
    var good =
        redirect ? isQuerySigned(ctx, parameter, keys) : XmlSigner.isSigned(ask.root(), keys);
    if (!good)
      throw new SamlRefused(
          "The signature of the request is not of a certificate that is registered for this app.");
  }

  static List<PublicKey> keys(SamlApp app) {
    var keys = new ArrayList<PublicKey>();
    for (var certificate : app.certificates()) {
      try {
        keys.add(Certificates.read(certificate).getPublicKey());
      } catch (CertificateException e) {
        throw new IllegalStateException(e);
      }
    }
    return keys;
  }

  /** The octets that are signed are those of the query as it came (SAML Bindings §3.4.4.1). */
  private static boolean isQuerySigned(Context ctx, String parameter, List<PublicKey> keys)
      throws SamlRefused {
    var query = Objects.requireNonNullElse(ctx.req().getQueryString(), "");
    var signed = new StringBuilder();
    for (var name : List.of(parameter, "RelayState", "SigAlg"))
      for (var pair : Splitter.on('&').split(query))
        if (pair.startsWith(name + "=")) {
          if (signed.length() > 0) signed.append('&');
          signed.append(pair);
        }
    var algorithm = ALGORITHMS.get(Objects.requireNonNullElse(ctx.queryParam("SigAlg"), ""));
    if (algorithm == null)
      throw new SamlRefused(
          "The request is signed with "
              + quoted(String.valueOf(ctx.queryParam("SigAlg")))
              + ", which is not taken here.");
    for (var key : keys) {
      try {
        var signature = Signature.getInstance(algorithm);
        signature.initVerify(key);
        signature.update(signed.toString().getBytes(StandardCharsets.UTF_8));
        if (signature.verify(
            Base64.getMimeDecoder().decode(String.valueOf(ctx.queryParam("Signature")))))
          return true;
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // made by another key, or not at all
      }
    }
    return false;
  }

  private static String decoded(String encoded) throws SamlRefused {
    return new String(bytes(encoded), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String encoded) throws SamlRefused {
    try {
      return Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new SamlRefused("The message is not base64.");
    }
  }

  private static String inflated(String encoded) throws SamlRefused {
    try (var in =
        new InflaterInputStream(new ByteArrayInputStream(bytes(encoded)), new Inflater(true))) {
      var text = in.readNBytes(LONGEST + 1);
      if (text.length > LONGEST) throw new SamlRefused("The message is too long.");
      return new String(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SamlRefused("The message is not compressed as a redirect's must be (DEFLATE).");
    }
  }
}
