package dev.hostedui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.saml.SamlCertificate;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Makes the answers of identity providers to sign-ins, as the recipes of {@code cases/saml-recipes}
 * describe those of each vendor, or changed from there in any way.
 *
 * <p>Signs with the JDK and encrypts by hand: what the program reads is not written by the library
 * it reads it with.
 */
public final class SamlMint {

  public static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
  public static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();
  private static final Map<String, Credential> CREDENTIALS = new ConcurrentHashMap<>();
  private static final Pattern TIME = Pattern.compile("now(?:([+-]\\d+)s)?");

  /** Always the same ids in the same run of a test. */
  private Random chance = new Random(7);

  private final ObjectNode recipe;
  private String acs = "http://localhost:8080/sso/v1/saml/conn_1/callback";
  private String spEntityId = "http://localhost:8080/sso/v1/saml/conn_1";
  private String idpEntityId = "https://idp.acmecorp.example/saml";
  private String requestId = "_request1";
  private Instant now = Instant.parse("2026-01-10T12:00:00Z");
  private Duration ahead = Duration.ZERO;
  private Credential signer = credential("idp");
  private SamlCertificate recipient = credential("sp").certificate();

  private SamlMint(ObjectNode recipe) {
    this.recipe = recipe;
  }

  /** The recipe of that file, without its ending. */
  public static SamlMint of(String name) {
    try (var file = SamlMint.class.getResourceAsStream("/cases/saml-recipes/" + name + ".json")) {
      return new SamlMint((ObjectNode) JSON.readTree(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of all recipes. */
  public static List<String> recipes() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/cases/saml-recipes"))) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.endsWith(".json"))
          .map(it -> it.substring(0, it.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A key pair with a certificate that is good for long, the same one for the same name. */
  public static Credential credential(String name) {
    return CREDENTIALS.computeIfAbsent(
        name,
        any ->
            credential(
                name,
                Instant.parse("2024-01-01T00:00:00Z"),
                Instant.parse("2044-01-01T00:00:00Z")));
  }

  /** The key pair of that name with another certificate. */
  public static Credential credential(String name, Instant begins, Instant ends) {
    return Credential.selfSigned(
        PAIRS.computeIfAbsent(name, SamlMint::pair), name, 1, begins, ends);
  }

  /** One of those that are kept in a file, or a new one; {@code ec…} is on an elliptic curve. */
  private static KeyPair pair(String name) {
    try (var file = SamlMint.class.getResourceAsStream("/testing/rsa-keys.txt")) {
      for (var line : new String(file.readAllBytes(), StandardCharsets.US_ASCII).split("\n"))
        if (line.startsWith(name + " ")) return pairOf(line.substring(name.length() + 1));
      var keys = KeyPairGenerator.getInstance(name.startsWith("ec") ? "EC" : "RSA");
      keys.initialize(name.startsWith("ec") ? 256 : 2048);
      return keys.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair pairOf(String pkcs8) throws GeneralSecurityException {
    var keys = KeyFactory.getInstance("RSA");
    var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8.strip()));
    var secret = (RSAPrivateCrtKey) keys.generatePrivate(spec);
    return new KeyPair(
        keys.generatePublic(new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent())),
        secret);
  }

  // ------------------------------------------------------------------ for whom, by whom, when

  public SamlMint to(String acs, String spEntityId) {
    this.acs = acs;
    this.spEntityId = spEntityId;
    return this;
  }

  public SamlMint from(String idpEntityId) {
    this.idpEntityId = idpEntityId;
    return this;
  }

  /** Answers this request. */
  public SamlMint answering(String requestId) {
    this.requestId = requestId;
    return this;
  }

  /** Answers nobody (IdP-initiated). */
  public SamlMint unsolicited() {
    return remove("/response/InResponseTo")
        .remove("/assertion/SubjectConfirmation/0/SubjectConfirmationData/InResponseTo");
  }

  /** Has ids that no answer with another seed has. */
  public SamlMint seed(long seed) {
    chance = new Random(seed);
    return this;
  }

  public SamlMint at(Instant now) {
    this.now = now;
    return this;
  }

  /** Its clock is that much ahead of ours. */
  public SamlMint clockAhead(Duration ahead) {
    this.ahead = ahead;
    return this;
  }

  public SamlMint signedBy(Credential signer) {
    this.signer = signer;
    return this;
  }

  public SamlMint encryptedFor(SamlCertificate recipient) {
    this.recipient = recipient;
    return this;
  }

  // ------------------------------------------------------------------ changing the recipe

  public JsonNode recipe() {
    return recipe;
  }

  /** Puts a text where a JSON pointer (RFC 6901) says. */
  public SamlMint change(String pointer, String value) {
    parent(pointer).put(lastOf(pointer), value);
    return this;
  }

  public SamlMint remove(String pointer) {
    parent(pointer).remove(lastOf(pointer));
    return this;
  }

  /** Changes the recipe itself. */
  public SamlMint with(Consumer<ObjectNode> change) {
    change.accept(recipe);
    return this;
  }

  /** An attribute with these values, instead of the one of that name. */
  public SamlMint attribute(String name, String... values) {
    withoutAttribute(name);
    var attribute = ((ArrayNode) recipe.at("/assertion/Attributes")).addObject();
    attribute.put("Name", name);
    var all = attribute.putArray("values");
    for (var value : values) all.add(value);
    return this;
  }

  public SamlMint withoutAttribute(String name) {
    var all = recipe.at("/assertion/Attributes").elements();
    while (all.hasNext()) if (all.next().path("Name").asText().equals(name)) all.remove();
    return this;
  }

  public SamlMint nameId(String format, String text) {
    return change("/assertion/NameID/Format", format).change("/assertion/NameID/text", text);
  }

  /** Signs this part, {@code response} or {@code assertion}, as the recipe signs the other one. */
  public SamlMint sign(String part) {
    var signature = (ObjectNode) recipe.get("signature");
    if (!signature.path(part).isObject()) {
      var other = part.equals("response") ? "assertion" : "response";
      signature.set(part, signature.get(other).deepCopy());
    }
    return this;
  }

  public SamlMint unsigned(String part) {
    ((ObjectNode) recipe.get("signature")).putNull(part);
    return this;
  }

  /** Signs with these algorithms, given by the last words of their addresses. */
  public SamlMint algorithms(String signature, String digest) {
    for (var part : List.of("response", "assertion"))
      if (recipe.at("/signature/" + part).isObject())
        change("/signature/" + part + "/signature_method", signature)
            .change("/signature/" + part + "/digest_method", digest);
    return this;
  }

  /** Encrypts the assertion: {@code KeyInfo}, {@code sibling} or {@code RetrievalMethod}. */
  public SamlMint encrypt(String data, String key, String position) {
    recipe
        .putObject("encryption")
        .put("data", data)
        .put("key", key)
        .put("EncryptedKey_position", position);
    return this;
  }

  private ObjectNode parent(String pointer) {
    return (ObjectNode) recipe.at(pointer.substring(0, pointer.lastIndexOf('/')));
  }

  private static String lastOf(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  // ------------------------------------------------------------------ minting

  /** The answer as the form field that brings it. */
  public String field() {
    return field(xml());
  }

  /** Any text as such a field. */
  public static String field(String xml) {
    return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
  }

  /** The answer, signed and encrypted as the recipe has it. */
  public String xml() {
    var document = parse(written());
    var root = document.getDocumentElement();
    var assertion = (Element) root.getElementsByTagNameNS(ASSERTION, "Assertion").item(0);
    if (assertion != null && recipe.at("/signature/assertion").isObject())
      sign(assertion, "assertion");
    if (assertion != null && recipe.path("encryption").isObject()) encrypt(assertion);
    if (recipe.at("/signature/response").isObject()) sign(root, "response");
    var declaration = recipe.at("/xml/declaration").asText("none");
    return (declaration.startsWith("<?xml") ? declaration + "\n" : "") + text(document);
  }

  private void sign(Element element, String part) {
    var how = recipe.at("/signature/" + part);
    SamlSeal.sign(
        element,
        signer,
        SamlSeal.Way.of(
            how.path("signature_method").asText(),
            how.path("digest_method").asText(),
            how.path("inclusive_namespaces_prefix_list").asText(""),
            prefix(how.path("prefix").asText()),
            how.path("key_info")));
  }

  private void encrypt(Element assertion) {
    var how = recipe.get("encryption");
    var sealed =
        SamlSeal.encrypted(
            text(assertion),
            how.path("data").asText(),
            how.path("key").asText(),
            how.path("EncryptedKey_position").asText(),
            recipient.key());
    replace(assertion, sealed);
  }

  /** Puts another element, given as text, in the place of one. */
  public static Element replace(Element old, String with) {
    var made = (Element) old.getOwnerDocument().importNode(parse(with).getDocumentElement(), true);
    old.getParentNode().replaceChild(made, old);
    return made;
  }

  public static Document parse(String xml) {
    try {
      var factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException(xml, e);
    }
  }

  public static String text(Node node) {
    try {
      var transformer = TransformerFactory.newDefaultInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      var out = new StringWriter();
      transformer.transform(new DOMSource(node), new StreamResult(out));
      return out.toString();
    } catch (TransformerException e) {
      throw new IllegalStateException(e);
    }
  }

  // ------------------------------------------------------------------ writing it

  private String prefix(String prefix) {
    return prefix.equals("(default namespace)") ? "" : prefix;
  }

  private String written() {
    return new SamlWriter(recipe, this::filled, this::id).response();
  }

  /** Fills in the placeholders and times of a recipe. */
  private String filled(String text) {
    var time = TIME.matcher(text);
    if (time.matches()) {
      var seconds = time.group(1) == null ? 0 : Long.parseLong(time.group(1));
      return now.plus(ahead).plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS).toString();
    }
    return text.replace("{ACS}", acs)
        .replace("{SP_ENTITY_ID}", spEntityId)
        .replace("{IDP_ENTITY_ID}", idpEntityId)
        .replace("{REQUEST_ID}", requestId);
  }

  /** An id as a vendor makes them. */
  private String id(String like) {
    var bytes = new byte[16];
    chance.nextBytes(bytes);
    var uuid = UUID.nameUUIDFromBytes(bytes).toString();
    if (like.startsWith("ID_")) return "ID_" + uuid;
    if (like.startsWith("pfx")) return "pfx" + uuid;
    if (like.startsWith("id")) return "id" + digits(26);
    if (like.startsWith("40 upper"))
      return "A" + (uuid + uuid).replace("-", "").toUpperCase(Locale.ROOT).substring(0, 39);
    if (like.startsWith("digit")) return "5F3A" + uuid;
    return like.contains("hex") ? "_" + uuid.replace("-", "") : "_" + uuid;
  }

  private String digits(int count) {
    var digits = new ArrayList<String>();
    for (var i = 0; i < count; i++) digits.add(Integer.toString(chance.nextInt(10)));
    return String.join("", digits);
  }
}
