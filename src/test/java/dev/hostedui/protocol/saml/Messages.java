package dev.hostedui.protocol.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Looks into messages that leave. */
final class Messages {

  private Messages() {}

  static String xml(Delivery.Form form, String parameter) {
    return new String(
        Base64.getDecoder().decode(form.fields().get(parameter)), StandardCharsets.UTF_8);
  }

  static String xml(Delivery.Redirect redirect, String parameter) {
    var deflated = Base64.getDecoder().decode(parameters(redirect).get(parameter));
    try (var in = new InflaterInputStream(new ByteArrayInputStream(deflated), new Inflater(true))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String query(Delivery.Redirect redirect) {
    return URI.create(redirect.url()).getRawQuery();
  }

  static Map<String, String> parameters(Delivery.Redirect redirect) {
    var all = new LinkedHashMap<String, String>();
    for (var pair : query(redirect).split("&")) {
      var equals = pair.indexOf('=');
      all.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return all;
  }
}
