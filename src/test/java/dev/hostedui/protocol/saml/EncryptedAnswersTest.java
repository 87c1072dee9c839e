package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.SamlSeal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** Assertions that were encrypted for us, and what a stranger may do to them. */
class EncryptedAnswersTest {

  private static final Pattern CIPHER_VALUE =
      Pattern.compile("(?s)<xenc:CipherValue>(.*?)</xenc:CipherValue>");

  /** Nothing but the assertion is signed, so that anybody could change the ciphertext. */
  private static SamlMint mint(String cipher) {
    return SamlMint.of("okta-encrypted-key-sibling")
        .unsigned("response")
        .encrypt(cipher, "rsa-oaep-mgf1p", "KeyInfo");
  }

  @ParameterizedTest
  @CsvSource({
    "aes128-cbc,KeyInfo", "aes192-cbc,sibling", "aes256-cbc,RetrievalMethod",
    "aes128-gcm,sibling", "aes192-gcm,RetrievalMethod", "aes256-gcm,KeyInfo"
  })
  void every_cipher_is_opened_wherever_its_key_stands(String cipher, String position) {
    var mint = mint(cipher).encrypt(cipher, "rsa-oaep-mgf1p", position);
    for (var ours : List.of("sp", "sp-next")) {
      var examination =
          Measure.usual()
              .requiringEncryption()
              .of(mint.encryptedFor(SamlMint.credential(ours).certificate()).field());
      assertThat(examination.accepted()).as(examination.toString()).isTrue();
      assertThat(Measure.check(examination, "encryption").received())
          .isEqualTo(cipher.toUpperCase(Locale.ROOT) + ", RSA-OAEP");
      assertThat(examination.document()).contains("ada@acmecorp.example");
    }
  }

  @Test
  void a_key_that_is_referred_to_is_found_anywhere_in_the_document() {
    var xml = mint("aes256-cbc").encrypt("aes256-cbc", "rsa-oaep-mgf1p", "RetrievalMethod").xml();
    var key = Pattern.compile("(?s)<xenc:EncryptedKey.*</xenc:EncryptedKey>").matcher(xml);
    assertThat(key.find()).isTrue();
    var moved =
        xml.replace(key.group(), "")
            .replace(
                "</saml2p:Status>",
                "<saml2p:StatusDetail>" + key.group() + "</saml2p:StatusDetail></saml2p:Status>");
    assertThat(Measure.usual().ofXml(moved).accepted()).isTrue();
    assertThat(Measure.usual().ofXml(moved.replace("URI=\"#_key\"", "URI=\"#_other\"")).accepted())
        .isFalse();
  }

  @Test
  void an_assertion_in_the_open_is_refused_where_encryption_is_demanded() {
    var examination =
        Measure.usual().requiringEncryption().of(SamlMint.of("okta-both-signed").field());
    assertThat(examination.firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.NOT_ENCRYPTED.text());
  }

  // ------------------------------------------------------------------ one answer for all that
  // fails

  /** The octets of the first or second ciphertext with one bit turned over. */
  private static String turned(String xml, int which, int position) {
    var found = CIPHER_VALUE.matcher(xml);
    for (var i = 0; i <= which; i++) found.find();
    var octets = Base64.getMimeDecoder().decode(found.group(1));
    octets[Math.floorMod(position, octets.length)] ^= 1;
    return xml.substring(0, found.start(1))
        + Base64.getEncoder().encodeToString(octets)
        + xml.substring(found.end(1));
  }

  private static String sealed(String inside) {
    var xml = mint("aes256-cbc").xml();
    var document = SamlMint.parse(xml);
    var old =
        (Element) document.getElementsByTagNameNS(SamlMint.ASSERTION, "EncryptedAssertion").item(0);
    SamlMint.replace(
        old,
        SamlSeal.encrypted(
            inside.getBytes(StandardCharsets.UTF_8),
            "aes256-cbc",
            "rsa-oaep-mgf1p",
            "KeyInfo",
            Measure.SP.signing().certificate().key()));
    return SamlMint.text(document);
  }

  @Test
  void broken_ciphertexts_cannot_be_told_apart() {
    var xml = mint("aes256-cbc").xml();
    assertThat(Measure.usual().ofXml(xml).accepted()).isTrue();
    var answers = new HashSet<List<Check>>();
    var assertion =
        SamlMint.text(
            SamlMint.parse(SamlMint.of("onelogin-response-signed").sign("assertion").xml())
                .getElementsByTagNameNS(SamlMint.ASSERTION, "Assertion")
                .item(0));
    // the key, the beginning, the middle, the padding
    for (var position : new int[] {0, 5, 100}) answers.add(checks(turned(xml, 0, position)));
    for (var position : new int[] {0, 17, 40, 700, 1500, -1, -17, -40})
      answers.add(checks(turned(xml, 1, position)));
    answers.add(
        checks(
            mint("aes256-cbc").encryptedFor(SamlMint.credential("stranger").certificate()).xml()));
    answers.add(checks(mint("aes256-cbc").signedBy(SamlMint.credential("stranger")).xml()));
    answers.add(checks(mint("aes256-cbc").unsigned("assertion").xml()));
    answers.add(checks(sealed("no XML")));
    answers.add(checks(sealed("<unfinished")));
    answers.add(checks(sealed("<other/>")));
    answers.add(checks(sealed("")));
    answers.add(checks(sealed("<!DOCTYPE x>")));
    answers.add(checks(sealed(assertion.replace("Lovelace", "Byron"))));
    answers.add(checks(sealed(assertion + assertion.replaceAll(" ID=\"[^\"]*\"", ""))));
    assertThat(answers).hasSize(1);
    var failed = answers.iterator().next().stream().filter(Check::failed).toList();
    assertThat(failed).extracting(Check::cause).containsExactly(Cause.NOT_DECRYPTED.text());
  }

  private static List<Check> checks(String xml) {
    var examination = Measure.usual().ofXml(xml);
    assertThat(examination.claimed()).isNull();
    assertThat(examination.document()).isEmpty();
    return examination.checks().stream()
        // they are different answers with ids of their own
        .filter(it -> !it.name().equals("response"))
        .toList();
  }

  @Test
  void what_changed_after_it_was_signed_is_not_even_opened() {
    var xml = mint("aes256-cbc").sign("response").xml();
    assertNotOpened(Measure.usual().ofXml(turned(xml, 1, 40)), Cause.CONTENT_CHANGED);
    // whatever it was that changed, and however good the ciphertext is
    var elsewhere =
        mint("aes256-gcm").sign("response").xml().replace("status:Success", "status:Success ");
    assertNotOpened(Measure.usual().ofXml(elsewhere), Cause.CONTENT_CHANGED);
  }

  @Test
  void a_signature_of_the_response_that_does_not_hold_is_what_is_told() {
    var signed = mint("aes256-gcm").sign("response");
    assertNotOpened(
        Measure.usual().trusting(SamlMint.credential("stranger").certificate()).ofXml(signed.xml()),
        Cause.SIGNED_BY_ANOTHER_KEY);
    assertNotOpened(
        Measure.usual()
            .ofXml(mint("aes256-gcm").sign("response").algorithms("rsa-sha1", "sha1").xml()),
        Cause.SHA1);
    // an answer of another provider is told as one, as it is without encryption
    assertThat(
            Measure.usual()
                .from("https://another.example")
                .trusting(SamlMint.credential("stranger").certificate())
                .ofXml(signed.xml())
                .firstFailure()
                .orElseThrow()
                .cause())
        .isEqualTo(Cause.ISSUER_DIFFERS.text());
  }

  private static void assertNotOpened(Examination examination, Cause cause) {
    assertThat(examination.accepted()).isFalse();
    assertThat(examination.claimed()).isNull();
    assertThat(examination.document()).isEmpty();
    assertThat(examination.checks()).extracting(Check::name).doesNotContain("encryption");
    var told = examination.firstFailure().orElseThrow();
    assertThat(told.name()).isEqualTo("response_signature");
    assertThat(told.cause()).isEqualTo(cause.text());
  }

  @Test
  void a_modern_cipher_lets_us_say_what_is_wrong_inside() {
    var stranger = mint("aes256-gcm").signedBy(SamlMint.credential("stranger")).xml();
    assertThat(Measure.usual().ofXml(stranger).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.SIGNED_BY_ANOTHER_KEY.text());
    assertThat(Measure.usual().ofXml(turned(stranger, 1, 40)).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.NOT_DECRYPTED.text());
    // the same ciphertext under the name of an older cipher learns nothing
    var downgraded = stranger.replace("2009/xmlenc11#aes256-gcm", "2001/04/xmlenc#aes256-cbc");
    assertThat(Measure.usual().ofXml(downgraded).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.NOT_DECRYPTED.text());
  }

  @Test
  void algorithms_are_refused_by_their_names() {
    var old = mint("aes256-cbc").encrypt("aes256-cbc", "rsa-1_5", "KeyInfo").xml();
    var refused = Measure.usual().ofXml(old).firstFailure().orElseThrow();
    assertThat(refused.cause()).isEqualTo(Cause.ENCRYPTION_ALGORITHM_REFUSED.text());
    assertThat(refused.received()).endsWith("rsa-1_5");
    // whatever is in it
    assertThat(Measure.usual().ofXml(turned(old, 0, 3)).firstFailure()).contains(refused);
    var triple = mint("aes256-cbc").xml().replace("#aes256-cbc", "#tripledes-cbc");
    assertThat(Measure.usual().ofXml(triple).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.ENCRYPTION_ALGORITHM_REFUSED.text());
  }

  /** The same with other keys around ours, which are for others. */
  private static String among(String xml, String before, String ours) {
    var key = Pattern.compile("(?s)<xenc:EncryptedKey.*?</xenc:EncryptedKey>").matcher(xml);
    assertThat(key.find()).isTrue();
    return xml.replace(key.group(), before + key.group().replace(" Id=", ours + " Id="));
  }

  private static String key(String algorithm, String recipient) {
    var key =
        Pattern.compile("(?s)<xenc:EncryptedKey.*?</xenc:EncryptedKey>")
            .matcher(
                mint("aes256-cbc")
                    .encrypt("aes256-cbc", algorithm, "KeyInfo")
                    .encryptedFor(SamlMint.credential("stranger").certificate())
                    .xml());
    assertThat(key.find()).isTrue();
    return key.group().replace(" Id=\"_key\"", recipient);
  }

  @Test
  void a_key_of_ours_is_found_among_those_of_others() {
    var xml = mint("aes256-cbc").xml();
    var us = " Recipient=\"" + Measure.SP.entityId() + "\"";
    var them = " Recipient=\"https://other.example\"";
    var old = key("rsa-1_5", them);
    var other = key("rsa-oaep-mgf1p", "");
    assertThat(Measure.usual().ofXml(among(xml, old, "")).accepted()).isTrue();
    assertThat(Measure.usual().ofXml(among(xml, other.repeat(11), "")).accepted()).isTrue();
    assertThat(Measure.usual().ofXml(among(xml, other.repeat(40), us)).accepted()).isTrue();
    // whom it names is a hint, and some name the address that answers come to
    assertThat(Measure.usual().ofXml(among(xml, other, them)).accepted()).isTrue();
    // and there is an end to trying
    assertThat(Measure.usual().ofXml(among(xml, other.repeat(40), "")).firstFailure().orElseThrow())
        .extracting(Check::cause)
        .isEqualTo(Cause.NOT_DECRYPTED.text());
    var refused = xml.replaceFirst("(?s)<xenc:EncryptedKey.*?</xenc:EncryptedKey>", old);
    assertThat(Measure.usual().ofXml(refused).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.ENCRYPTION_ALGORITHM_REFUSED.text());
  }

  @Test
  void nothing_incomplete_is_tried() {
    var xml = mint("aes256-cbc").xml();
    for (var changed :
        List.of(
            xml.replaceFirst("(?s)<ds:KeyInfo .*?</ds:KeyInfo>", ""),
            xml.replaceAll("(?s)<xenc:CipherData>.*?</xenc:CipherData>", ""),
            xml.replaceFirst("(?s)<xenc:EncryptedData.*</xenc:EncryptedData>", ""),
            xml.replaceFirst("(?s)(<xenc:EncryptedData.*</xenc:EncryptedData>)", "$1$1")
                .replaceFirst("Id=\"_key\"", "")))
      assertThat(Measure.usual().ofXml(changed).firstFailure().orElseThrow().cause())
          .isEqualTo(Cause.ENCRYPTION_INCOMPLETE.text());
  }
}
