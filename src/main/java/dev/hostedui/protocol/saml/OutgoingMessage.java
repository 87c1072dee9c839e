package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.Query;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message of ours on its way through the browser.
 *
 * @param parameter {@code SAMLRequest} or {@code SAMLResponse}
 * @param location where it goes
 * @param signer who signs it, or null for nobody
 */
record OutgoingMessage(
    String parameter,
    String xml,
    Binding binding,
    String location,
    @Nullable String relayState,
    @Nullable Credential signer) {

  Delivery deliver() {
    return binding == Binding.REDIRECT ? new Delivery.Redirect(url()) : form();
  }

  private Delivery.Form form() {
    var signed = signer == null ? xml : Signing.enveloped(xml, signer);
    var fields = new LinkedHashMap<String, String>();
    fields.put(
        parameter, Base64.getEncoder().encodeToString(signed.getBytes(StandardCharsets.UTF_8)));
    if (relayState != null) fields.put("RelayState", relayState);
    return new Delivery.Form(location, fields);
  }

  /** SAML Bindings §3.4.4.1: what is signed is the text of the parameters as it is sent. */
  private String url() {
    var query =
        new StringBuilder(parameter)
            .append('=')
            .append(Query.percentEncoded(Base64.getEncoder().encodeToString(deflated(xml))));
    if (relayState != null) query.append("&RelayState=").append(Query.percentEncoded(relayState));
    if (signer != null) {
      query
          .append("&SigAlg=")
          .append(Query.percentEncoded(Algorithms.ours(signer.key().getAlgorithm())));
      var signature = Signing.detached(query.toString(), signer);
      query
          .append("&Signature=")
          .append(Query.percentEncoded(Base64.getEncoder().encodeToString(signature)));
    }
    // a header holds plain letters only (RFC 3987 §3.1)
    var address = URI.create(location).toASCIIString();
    // a location may have a query of its own, which names the tenant
    return address + (location.indexOf('?') < 0 ? "?" : "&") + query;
  }

  private static byte[] deflated(String xml) {
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    var out = new ByteArrayOutputStream();
    try (var deflating = new DeflaterOutputStream(out, deflater)) {
      deflating.write(xml.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }
}
