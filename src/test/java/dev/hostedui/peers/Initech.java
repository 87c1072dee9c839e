package dev.hostedui.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.testing.TestApp;
import java.util.Map;

/**
 * The portal with Initech in it, whose domain is verified, and Ivy, its admin, who connects an
 * identity provider by the pages as anybody would. Clocks are the machine's, as those of the peers.
 */
final class Initech implements AutoCloseable {

  private static final String SSO = "/ui/organization/sso";

  private final TestApp app;
  private final Wanderer ivy = new Wanderer();

  Initech() {
    this(Map.of());
    var core = app.app().core();
    core.database.useTransaction(
        tx ->
            core.organizationDomains.addVerified(
                tx,
                new Actor.Internal("test"),
                app.organization("initech"),
                DomainName.parse("domain", "initech.example")));
  }

  /** With settings of one's own, and no domain yet. */
  Initech(Map<String, String> settings) {
    app = TestApp.startForClients(settings);
    ivy.open(app.origin() + "/dev/").send("form:has(input[value=ivy@initech.example])");
    assertThat(ivy.status()).as(ivy.toString()).isEqualTo(200);
  }

  /** Chooses the protocol; any other connection is gone. */
  void choose(String protocol) {
    var core = app.app().core();
    var organization = app.organization("initech");
    for (var before : core.connections.all(organization))
      core.connections.delete(new Actor.Internal("test"), organization, before.id());
    ivy.open(app.origin() + SSO).send("form.choose", "provider", "CUSTOM", "protocol", protocol);
    assertThat(ivy.status()).as(ivy.toString()).isEqualTo(200);
  }

  /** Fills step 3 in and saves it. */
  void configure(String... fields) {
    ivy.send("form[action$=/configuration]", fields);
    assertThat(ivy.page().select(".notice.failed, .field-error").eachText())
        .as(ivy.toString())
        .isEmpty();
  }

  /** Sends people there from now on, without a test. */
  void enable() {
    ivy.open(app.origin() + SSO + "/enabling").send("form[action$=/enabling]", "untested", "true");
    assertThat(ivy.open(app.origin() + SSO).page().select(".pill").text())
        .as(ivy.toString())
        .contains("Enabled");
  }

  /** Ivy begins a test, which leads to the identity provider in another tab. */
  Wanderer test() {
    return new Wanderer(ivy.open(app.origin() + SSO)).send("#test-form").goOn();
  }

  /** What Ivy reads on the page. */
  String page() {
    return ivy.open(app.origin() + SSO).page().select("#widget").text();
  }

  /** What it says of the last test. */
  String result() {
    return ivy.open(app.origin() + SSO).page().select("#test").text();
  }

  /** Why the last test failed and what to do, without the table of checks below it. */
  String failure() {
    return ivy.open(app.origin() + SSO)
        .page()
        .select("#test .notice.failed, #test .finding > p")
        .text();
  }

  /** An address of the connection. */
  String address(String protocol, String path) {
    return app.origin() + "/sso/v1/" + protocol + "/" + connection() + path;
  }

  private String connection() {
    return app.one("SELECT id FROM connections");
  }

  /** What the connection says of itself, for the identity provider. */
  String metadata() {
    return new Wanderer().open(address("saml", "/metadata")).body();
  }

  /** Somebody who wants to see the portal and types this address: they come to their provider. */
  Wanderer depart(String email) {
    return new Wanderer()
        .open(app.origin() + "/ui/")
        .send("form:has(input[name=email])", "email", email)
        .goOn();
  }

  /** Whoever is signed in to the portal now, as the page of their account says. */
  void assertSignedIn(Wanderer somebody, String email, String name) {
    assertThat(somebody.at().toString()).as(somebody.toString()).startsWith(app.origin() + "/ui/");
    somebody.open(app.origin() + "/ui/profile/account");
    assertThat(somebody.text()).contains(email, name);
  }

  /** Ivy's own window. */
  Wanderer ivy() {
    return ivy;
  }

  String origin() {
    return app.origin();
  }

  @Override
  public void close() {
    app.close();
  }
}
