package dev.hostedui.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/** A device with passkeys in it, played by the browser itself. */
public final class VirtualAuthenticator {

  /** What sort of device. */
  public enum Kind {
    /** Built into the computer; its passkeys are synced. */
    PLATFORM("internal"),
    /** A key one plugs in; its passkeys stay on it. */
    SECURITY_KEY("usb");

    final String transport;

    Kind(String transport) {
      this.transport = transport;
    }
  }

  private final CDPSession browser;
  private String id;

  private VirtualAuthenticator(CDPSession browser) {
    this.browser = browser;
  }

  /** Gives a window a device that recognises its owner, or one that cannot. */
  public static VirtualAuthenticator in(Page page, Kind kind, boolean recognizes) {
    var browser = page.context().newCDPSession(page);
    browser.send("WebAuthn.enable");
    var it = new VirtualAuthenticator(browser);
    it.add(kind, recognizes);
    return it;
  }

  private void add(Kind kind, boolean recognizes) {
    var options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("ctap2Version", "ctap2_1");
    options.addProperty("transport", kind.transport);
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", recognizes);
    options.addProperty("isUserVerified", recognizes);
    options.addProperty("automaticPresenceSimulation", true);
    options.addProperty("defaultBackupEligibility", kind == Kind.PLATFORM);
    options.addProperty("defaultBackupState", kind == Kind.PLATFORM);
    var add = new JsonObject();
    add.add("options", options);
    id = browser.send("WebAuthn.addVirtualAuthenticator", add).get("authenticatorId").getAsString();
  }

  private JsonObject own() {
    var own = new JsonObject();
    own.addProperty("authenticatorId", id);
    return own;
  }

  /** The passkeys in it. */
  public JsonArray passkeys() {
    return browser.send("WebAuthn.getCredentials", own()).getAsJsonArray("credentials");
  }

  /** Puts a passkey into it, as it was when it was taken out. */
  public void put(JsonObject passkey) {
    var add = own();
    add.add("credential", passkey);
    browser.send("WebAuthn.addCredential", add);
  }

  /** Takes all passkeys out. */
  public void empty() {
    browser.send("WebAuthn.clearCredentials", own());
  }

  /** Whether it recognises whoever touches it as its owner. */
  public void recognize(boolean recognized) {
    var set = own();
    set.addProperty("isUserVerified", recognized);
    browser.send("WebAuthn.setUserVerified", set);
  }
}
