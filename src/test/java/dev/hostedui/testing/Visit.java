package dev.hostedui.testing;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody's own browser window on the program, with cookies of its own.
 *
 * <p>It watches all the while: an error in the console, a violated content security policy, a
 * request to anyone else, a failed request or an unexpected status makes {@link #close} fail.
 */
public final class Visit implements AutoCloseable {

  /** A wide desktop window, or the narrowest phone. */
  public enum Screen {
    WIDE(1280, 900),
    NARROW(360, 740);

    final int width;
    final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private static final Pattern STATUS_NOTE =
      Pattern.compile(
          "(?:the server responded with a status of|Response Status Error Code) (\\d{3})");

  /**
   * What htmx says of a request that the page itself gave up, or that failed, which is heard of.
   */
  private static final Pattern GIVEN_UP = Pattern.compile("^htmx:(sendAbort|afterRequest), ");

  private static final Pattern OFFLINE_NOTE =
      Pattern.compile("ERR_INTERNET_DISCONNECTED|^htmx:(sendError|afterRequest)");
  private static final double PATIENCE_MS = 10_000;

  private final TestApp app;
  private final BrowserContext context;
  private final Page page;
  private final List<String> faults = new ArrayList<>();
  private final Set<Integer> expected = new HashSet<>();
  private final Set<String> origins = new HashSet<>();
  private boolean offline;
  private ColorScheme scheme = ColorScheme.LIGHT;

  private Visit(TestApp app, String origin, boolean script) {
    this.app = app;
    origins.add(origin);
    context =
        Chromium.browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setBaseURL(origin)
                    // a proxy of a test has a certificate that nobody vouches for
                    .setIgnoreHTTPSErrors(origin.startsWith("https:"))
                    .setJavaScriptEnabled(script)
                    .setLocale("en-GB")
                    .setColorScheme(scheme)
                    .setViewportSize(Screen.WIDE.width, Screen.WIDE.height));
    context.setDefaultTimeout(PATIENCE_MS);
    context.onConsoleMessage(this::heard);
    context.onWebError(error -> faults.add("uncaught: " + error.error()));
    context.onRequest(this::asked);
    context.onRequestFailed(this::failed);
    context.onResponse(this::answered);
    page = context.newPage();
  }

  /** Opens a window in which nobody is signed in. */
  public static Visit to(TestApp app) {
    return new Visit(app, app.origin(), true);
  }

  /** The same where a proxy stands in front of the program. */
  public static Visit through(TestApp app, String proxy) {
    return new Visit(app, proxy, true);
  }

  /** The same with script switched off. */
  public static Visit withoutScript(TestApp app) {
    return new Visit(app, app.origin(), false);
  }

  /** Signs somebody of the sample in, by the buttons on {@code /dev/}. */
  public Visit as(String email, String organization) {
    page.navigate("/dev/");
    page.locator(
            "form:has(input[value='"
                + email
                + "']):has(input[value='"
                + organization
                + "']) button")
        .click();
    page.waitForURL("**/ui/**");
    return this;
  }

  /** The same in AcmeCorp. */
  public Visit as(String email) {
    return as(email, "acmecorp");
  }

  /** Takes over where a browser without a window has got to. */
  public Visit with(TestApp.Browser browser) {
    context.addCookies(
        browser.cookies().entrySet().stream()
            .map(it -> new Cookie(it.getKey(), it.getValue()).setUrl(app.origin()))
            .toList());
    return this;
  }

  /** Statuses that are part of what is tried. */
  public Visit expecting(Integer... statuses) {
    expected.addAll(List.of(statuses));
    return this;
  }

  /** Another server that may be asked, such as an app's. */
  public Visit alsoAt(String origin) {
    origins.add(origin);
    return this;
  }

  public Page page() {
    return page;
  }

  public Visit open(String path) {
    page.navigate(path);
    return this;
  }

  public Visit screen(Screen screen) {
    var now = page.viewportSize();
    if (now.width != screen.width || now.height != screen.height)
      page.setViewportSize(screen.width, screen.height);
    return this;
  }

  public Visit scheme(ColorScheme wanted) {
    if (wanted != scheme) page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(wanted));
    scheme = wanted;
    return this;
  }

  /** Blocks cookies of third parties, as careful people and some browsers do. */
  public Visit blockingThirdPartyCookies() {
    var controls = new JsonObject();
    controls.addProperty("enableThirdPartyCookieRestriction", true);
    controls.addProperty("disableThirdPartyCookieMetadata", true);
    controls.addProperty("disableThirdPartyCookieHeuristics", true);
    // it holds as long as the connection to the browser's tools
    var tools = context.newCDPSession(page);
    tools.send("Network.enable");
    tools.send("Network.setCookieControls", controls);
    return this;
  }

  /** Takes the network away, or gives it back. */
  public void offline(boolean isOffline) {
    offline = offline || isOffline;
    context.setOffline(isOffline);
  }

  public Locator button(String name) {
    return role(AriaRole.BUTTON, name);
  }

  public Locator link(String name) {
    return role(AriaRole.LINK, name);
  }

  public Locator role(AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  public Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
        .and(page.locator("input, select"));
  }

  public Locator find(String css) {
    return page.locator(css);
  }

  /** The row of the table or list that holds a text. */
  public Locator row(String text) {
    return find("#widget tr, #widget .list li", text);
  }

  /** Opens the menu of a row and presses what it offers. */
  public void choose(String row, String action) {
    row(row).locator("summary").click();
    row(row).getByText(action, new Locator.GetByTextOptions().setExact(true)).click();
  }

  /** The message shown over the page. */
  public Locator toast() {
    return find(".toast p");
  }

  /** The elements a CSS query finds that hold a text. */
  public Locator find(String css, String text) {
    return page.locator(css, new Page.LocatorOptions().setHasText(text));
  }

  /** By how many pixels the page is wider than the window. */
  public int overflow() {
    return (int)
        page.evaluate("() => Math.max(0, document.scrollingElement.scrollWidth - innerWidth)");
  }

  /** What went wrong so far. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /**
   * Hands the window on to somebody who was never here: signed out, and no status expected. It
   * fails for what went wrong until now. A window of its own costs a process, which takes a second
   * and runs slowly at first.
   */
  public Visit handOn() {
    if (offline) context.setOffline(false);
    offline = false;
    // a page that looks for news by itself would be led to the sign-in page, in the way of the next
    page.navigate("about:blank");
    context.clearCookies();
    expected.clear();
    screen(Screen.WIDE).scheme(ColorScheme.LIGHT);
    complain();
    return this;
  }

  @Override
  public void close() {
    context.close();
    complain();
  }

  private void complain() {
    var all = String.join("\n", faults);
    faults.clear();
    if (!all.isEmpty()) throw new AssertionError("the browser complains:\n" + all);
  }

  private void heard(ConsoleMessage message) {
    if (!message.type().equals("error") && !message.type().equals("warning")) return;
    var note = STATUS_NOTE.matcher(message.text());
    if (note.find() && expected.contains(Integer.valueOf(note.group(1)))) return;
    if (GIVEN_UP.matcher(message.text()).find()) return;
    if (offline && OFFLINE_NOTE.matcher(message.text()).find()) return;
    faults.add("console: " + message.text());
  }

  private void asked(Request request) {
    var url = request.url();
    if (!url.startsWith("data:") && origins.stream().noneMatch(it -> url.startsWith(it + "/")))
      faults.add("a request to somebody else: " + url);
  }

  private void failed(Request request) {
    // what the page itself gave up, such as a search that was typed on, is no failure
    if (request.failure().equals("net::ERR_ABORTED")) return;
    if (offline && request.failure().contains("ERR_INTERNET_DISCONNECTED")) return;
    faults.add("failed: " + request.method() + " " + request.url() + " " + request.failure());
  }

  private void answered(Response response) {
    if (response.status() >= 400 && !expected.contains(response.status()))
      faults.add(response.status() + ": " + response.request().method() + " " + response.url());
  }
}
