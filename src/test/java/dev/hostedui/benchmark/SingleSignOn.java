package dev.hostedui.benchmark;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.xml.security.Init;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.apache.xml.security.signature.XMLSignature;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * How many answers of identity providers are accepted in a second, beside the bare checks of their
 * signatures on the same cores in the same run. Every answer is another one, for a request of its
 * own; program, providers and clients share one JVM, so that they cost each other something.
 */
final class SingleSignOn {

  private static final int CLIENTS = 16;
  private static final int WARM_UP = 3_000;
  private static final int ANSWERS = 4_000;
  private static final String MAX = "max@acmecorp.example";
  private static final String IVY = "ivy@initech.example";

  private final Queue<BareClient> idle = new ConcurrentLinkedQueue<>();

  private final Figures figures;
  private final TestApp app = TestApp.start();

  private SingleSignOn(Figures figures) {
    this.figures = figures;
  }

  /** Measures both standards and adds what came of it. */
  static void measure(Figures figures) {
    var it = new SingleSignOn(figures);
    try (var app = it.app) {
      it.measureSaml(SamlConnection.enabled(app, "acmecorp"));
      app.arrange(
          "INSERT INTO email_domains (id, organization_id, domain, domain_type,"
              + " verification_method, verification_status, created_at, updated_at) SELECT"
              + " 'dom_000000000000000009', id, 'initech.example', 'ORGANIZATION_DOMAIN', 'ADMIN',"
              + " 'VERIFIED', 0, 0 FROM organizations WHERE slug = 'initech'");
      try (var provider = OidcConnection.start(app).enable("initech")) {
        it.measureOidc(provider);
      }
      for (var client : it.idle) client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ------------------------------------------------------------------ SAML

  /** An answer, and the state that travels with it. */
  private record Answer(String field, String state) {
    String form() {
      return "SAMLResponse=" + Form.encoded(field) + "&RelayState=" + Form.encoded(state);
    }
  }

  private void measureSaml(SamlConnection connection) {
    var answers = new ArrayList<Answer>();
    for (var i = 0; i < WARM_UP + ANSWERS; i++) {
      var begun = begin(connection.id().value(), "b".repeat(43));
      var asked = new SamlConnection.Asked(begun.request().id(), begun.state(), "", "");
      answers.add(
          new Answer(
              connection.mint(asked, "max", MAX).unsigned("response").field(), begun.state()));
    }
    var address = URI.create(app.origin() + connection.address("/callback"));
    // as bytes, before anything is measured: writing a form is not what the program does
    var posts = answers.stream().map(it -> post(address, it.form())).toList();
    Init.init();
    var key = SamlMint.credential("idp-acmecorp").certificate().key();
    var documents =
        answers.stream()
            .map(it -> new String(Base64.getDecoder().decode(it.field), StandardCharsets.UTF_8))
            .toList();
    rate(WARM_UP, i -> check(documents.get(i), key));
    var bare = rate(ANSWERS, i -> check(documents.get(i), key));
    rate(WARM_UP, i -> send(address, posts.get(i)));
    var accepted = rate(ANSWERS, i -> send(address, posts.get(WARM_UP + i)));
    figures.note("Bare checks of an XML signature", bare, " a second");
    figures.note("SAML responses accepted", accepted, " a second");
    figures.atLeast(
        0.5, "SAML responses accepted against bare checks", accepted / bare, " of their rate");
  }

  private static void check(String xml, PublicKey key) {
    try {
      var document = SamlMint.parse(xml);
      var signature =
          (Element)
              document
                  .getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature")
                  .item(0);
      knowIds(document);
      if (!new XMLSignature(signature, "").checkSignatureValue(key))
        throw new IllegalStateException("a signature does not hold");
    } catch (XMLSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void knowIds(Document document) {
    var assertions = document.getElementsByTagNameNS(SamlMint.ASSERTION, "Assertion");
    for (var i = 0; i < assertions.getLength(); i++)
      ((Element) assertions.item(i)).setIdAttribute("ID", true);
  }

  private static byte[] post(URI address, String form) {
    return BareClient.request(
        "POST",
        address,
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site\r\n",
        form);
  }

  // ------------------------------------------------------------------ OpenID Connect

  private void measureOidc(OidcConnection provider) {
    var browser = "b".repeat(43);
    var callbacks = new ArrayList<URI>();
    for (var i = 0; i < WARM_UP + ANSWERS; i++) {
      var begun = begin(provider.id().value(), browser);
      var asked = Map.of("nonce", begun.request().nonce(), "state", begun.state());
      callbacks.add(URI.create(app.origin() + provider.callback(asked, "ivy", IVY)));
    }
    var visits = callbacks.stream().map(it -> visit(it, browser)).toList();
    var token = provider.logoutToken(it -> it.subject("ivy"));
    var key = provider.publicKey();
    rate(WARM_UP, i -> check(token, key));
    var bare = rate(ANSWERS, i -> check(token, key));
    rate(WARM_UP, i -> send(callbacks.get(i), visits.get(i)));
    var accepted = rate(ANSWERS, i -> send(callbacks.get(0), visits.get(WARM_UP + i)));
    figures.note("Bare checks of a JWS", bare, " a second");
    figures.note(
        "OpenID callbacks accepted, a call to the provider in each", accepted, " a second");
    figures.note(
        "OpenID callbacks accepted against bare checks", accepted / bare, " of their rate");
  }

  private static void check(String token, RSAKey key) {
    try {
      if (!SignedJWT.parse(token).verify(new RSASSAVerifier(key)))
        throw new IllegalStateException("a signature does not hold");
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] visit(URI callback, String browser) {
    return BareClient.request("GET", callback, "Cookie: hosted_ui_login=" + browser + "\r\n", "");
  }

  // ------------------------------------------------------------------ both

  private SignOnRequests.Begun begin(String connection, String browser) {
    return app.app()
        .core()
        .signOnRequests
        .begin(
            new SignOnRequests.Purpose(
                connection, 1, "lri_000000000000000001", null, browser, null));
  }

  private interface Work {
    void of(int number);
  }

  /** How often a second it is done, by as many clients as the other figures have. */
  private static double rate(int times, Work work) {
    var next = new AtomicInteger();
    var clients = Executors.newFixedThreadPool(CLIENTS);
    var began = System.nanoTime();
    try {
      var running = new ArrayList<Future<?>>();
      for (var client = 0; client < CLIENTS; client++)
        running.add(
            clients.submit(
                () -> {
                  for (var i = next.getAndIncrement(); i < times; i = next.getAndIncrement())
                    work.of(i);
                }));
      for (var it : List.copyOf(running)) it.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      clients.shutdownNow();
    }
    return times / ((System.nanoTime() - began) / 1e9);
  }

  private void send(URI server, byte[] request) {
    try {
      var waiting = idle.poll();
      var client = waiting == null ? BareClient.to(server) : waiting;
      var status = client.send(request);
      if (status != 303) throw new IllegalStateException("an answer was not accepted: " + status);
      idle.add(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Measures these figures alone. */
  public static void main(String[] arguments) {
    var figures = new Figures();
    measure(figures);
    System.out.println(figures.table());
  }
}
