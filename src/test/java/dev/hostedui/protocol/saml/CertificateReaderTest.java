package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.protocol.saml.CertificateRefused.Reason;
import dev.hostedui.testing.SamlMint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people paste or drop where a certificate is asked for. */
class CertificateReaderTest {

  private static final SamlCertificate ONE = SamlMint.credential("idp").certificate();
  private static final SamlCertificate TWO = SamlMint.credential("stranger").certificate();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<SamlCertificate> read(String text) throws CertificateRefused {
    return CertificateReader.read(bytes(text));
  }

  private static Reason refused(byte[] input) {
    return catchThrowableOfType(CertificateRefused.class, () -> CertificateReader.read(input))
        .reason();
  }

  private static Reason refused(String text) {
    return refused(bytes(text));
  }

  @Test
  void a_certificate_is_read_however_it_is_written() throws Exception {
    var bare = Base64.getEncoder().encodeToString(ONE.der());
    for (var text :
        List.of(
            ONE.pem(),
            "\ufeff  " + ONE.pem().replace("\n", "\r\n"),
            "Bag Attributes\n    localKeyID: 01\n" + ONE.pem(),
            ONE.pem()
                .replace("BEGIN CERT", "BEGIN TRUSTED CERT")
                .replace("END CERT", "END TRUSTED CERT"),
            ONE.pem().replace("\n", " "),
            ONE.pem().replace("\n", "\\n"),
            bare,
            "  " + bare.replaceAll("(.{76})", "$1\n   ") + "\n"))
      assertThat(read(text)).as(text).containsExactly(ONE);
    assertThat(CertificateReader.read(ONE.der())).containsExactly(ONE);
    assertThat(read(TWO.pem() + ONE.pem() + TWO.pem())).containsExactly(TWO, ONE);
    assertThat(ONE.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void a_pkcs7_file_has_several() throws Exception {
    var path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(ONE.certificate(), TWO.certificate()));
    var pkcs7 = path.getEncoded("PKCS7");
    assertThat(CertificateReader.read(pkcs7)).containsExactlyInAnyOrder(ONE, TWO);
    assertThat(
            read(
                "-----BEGIN PKCS7-----\n"
                    + Base64.getMimeEncoder().encodeToString(pkcs7)
                    + "\n-----END PKCS7-----"))
        .hasSize(2);
  }

  @Test
  void what_is_no_certificate_is_named() throws Exception {
    var key = SamlMint.credential("idp").key().getEncoded();
    var pem = Base64.getMimeEncoder().encodeToString(key);
    assertThat(refused("")).isEqualTo(Reason.EMPTY);
    assertThat(refused(" \n")).isEqualTo(Reason.EMPTY);
    assertThat(refused(key)).isEqualTo(Reason.PRIVATE_KEY);
    assertThat(refused(pem)).isEqualTo(Reason.PRIVATE_KEY);
    for (var kind :
        List.of("PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"))
      assertThat(
              refused(
                  ONE.pem()
                      + "-----BEGIN "
                      + kind
                      + "-----\n"
                      + pem
                      + "\n-----END "
                      + kind
                      + "-----"))
          .isEqualTo(Reason.PRIVATE_KEY);
    assertThat(
            refused("-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----"))
        .isEqualTo(Reason.CERTIFICATE_REQUEST);
    assertThat(
            refused(
                "-----BEGIN NEW CERTIFICATE REQUEST-----\nMIIC\n-----END NEW CERTIFICATE REQUEST-----"))
        .isEqualTo(Reason.CERTIFICATE_REQUEST);
    assertThat(refused("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"))
        .isEqualTo(Reason.PUBLIC_KEY);
    assertThat(refused(ONE.key().getEncoded())).isEqualTo(Reason.PUBLIC_KEY);
    assertThat(refused("ssh-rsa AAAAB3NzaC1yc2E ada@acmecorp")).isEqualTo(Reason.PUBLIC_KEY);
    assertThat(refused(ONE.fingerprint())).isEqualTo(Reason.FINGERPRINT);
    assertThat(refused("SHA1: " + "AB:".repeat(19) + "CD")).isEqualTo(Reason.FINGERPRINT);
    assertThat(refused("<md:EntityDescriptor/>")).isEqualTo(Reason.XML);
    assertThat(refused("https://idp.example/metadata")).isEqualTo(Reason.NOT_A_CERTIFICATE);
    assertThat(refused("A".repeat(100_000))).isEqualTo(Reason.TOO_LARGE);
    assertThat(refused(new byte[] {0, 1, 2})).isEqualTo(Reason.NOT_A_CERTIFICATE);
  }

  @Test
  void a_request_for_a_certificate_is_none_yet_in_text_and_in_binary() throws Exception {
    try (var file = getClass().getResourceAsStream("/testing/request.csr")) {
      var pem = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(refused(pem)).isEqualTo(Reason.CERTIFICATE_REQUEST);
      var bare = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
      assertThat(refused(bare)).isEqualTo(Reason.CERTIFICATE_REQUEST);
      assertThat(refused(Base64.getDecoder().decode(bare))).isEqualTo(Reason.CERTIFICATE_REQUEST);
    }
  }

  @Test
  void a_certificate_that_was_cut_off_or_changed_is_told_from_other_things() {
    assertThat(refused(ONE.pem().substring(0, 500))).isEqualTo(Reason.BROKEN);
    assertThat(refused(ONE.pem().replaceFirst("\n.{64}\n.{64}\n", "\n"))).isEqualTo(Reason.BROKEN);
    var bare = Base64.getEncoder().encodeToString(ONE.der());
    assertThat(refused(bare.substring(0, 401))).isEqualTo(Reason.BROKEN);
    assertThat(refused(bare.substring(0, 400))).isEqualTo(Reason.BROKEN);
  }

  @Test
  void a_file_that_never_ends_a_block_is_read_in_a_moment() throws Throwable {
    var begins = "-----BEGIN CERTIFICATE-----\nAAAA\n".repeat(1_900);
    Effort.atMost(
        Duration.ofMillis(700), () -> assertThat(refused(begins)).isEqualTo(Reason.BROKEN));
  }

  @Test
  void key_stores_are_named_because_they_hold_private_keys() throws Exception {
    for (var type : List.of("PKCS12", "JKS")) {
      var store = KeyStore.getInstance(type);
      store.load(null, null);
      store.setKeyEntry(
          "a",
          SamlMint.credential("idp").key(),
          "secret".toCharArray(),
          new Certificate[] {ONE.certificate()});
      var out = new ByteArrayOutputStream();
      store.store(out, "secret".toCharArray());
      assertThat(refused(out.toByteArray())).as(type).isEqualTo(Reason.KEY_STORE);
    }
  }

  @Test
  void a_key_that_is_too_short_or_of_another_kind_is_refused() throws Exception {
    var short_ = KeyPairGenerator.getInstance("RSA");
    short_.initialize(768);
    var weak = Credential.selfSigned(short_.generateKeyPair(), "weak", 1, Measure.NOW, Measure.NOW);
    assertThat(refused(weak.certificate().der())).isEqualTo(Reason.WEAK_KEY);
    assertThat(SamlMint.credential("ec-idp").certificate().keyBits()).isEqualTo(256);
    assertThat(ONE.keyBits()).isEqualTo(2048);
  }

  @Test
  void what_is_read_is_a_certificate_that_others_read_too() throws Exception {
    var read =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes(ONE.pem())));
    assertThat(read).isEqualTo(ONE.certificate());
  }
}
