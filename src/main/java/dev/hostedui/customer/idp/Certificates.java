package dev.hostedui.customer.idp;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Reads certificates from text. */
public final class Certificates {
  private Certificates() {}

  /** Takes base64 of DER, with or without armour and line breaks. */
  public static X509Certificate read(String text) throws CertificateException {
    try {
      var der =
          Base64.getDecoder().decode(text.replaceAll("-----[^-]+-----", "").replaceAll("\\s", ""));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (IllegalArgumentException e) {
      throw new CertificateException("not base64", e);
    }
  }
}
