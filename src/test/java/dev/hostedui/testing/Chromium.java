package dev.hostedui.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Chromiums of a test run, each with the Node.js that drives it; both are the machine's own.
 * Nothing is downloaded: what Playwright needs beyond them comes with its Maven package.
 *
 * <p>Each class has one for itself, which the next class goes on with: what Playwright makes is for
 * one thread at a time.
 */
final class Chromium {
  private Chromium() {}

  private static final int OLDEST_NODE = 20;

  private static final String MISSING =
      "Browser tests need Chromium (best its headless shell) and Node.js "
          + OLDEST_NODE
          + " or later on the PATH; .ci/run installs both on Debian.";

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          // a process for each page, and one for drawing, cost a fifth of the time of all pages
          "--in-process-gpu",
          "--disable-site-isolation-trials",
          "--renderer-process-limit=1",
          // no page lives so long that its script earns back what making better code of it costs,
          // which was an eighth of the work of all
          "--js-flags=--no-opt,--no-maglev",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          // names of sites that are other ones than ours to a browser, and are on this machine
          "--host-resolver-rules=MAP *.test 127.0.0.1");

  /** The same engine without the desktop around it is started and driven at half the cost. */
  private static final Optional<Path> PROGRAM =
      onPath("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

  static final Optional<Path> NODE = onPath("node", "nodejs").filter(Chromium::isNewEnough);

  /**
   * One more than the processors of a small machine: with two more, what a test waits for takes
   * longer.
   */
  private static final Semaphore AT_ONCE =
      new Semaphore(1 + Runtime.getRuntime().availableProcessors());

  /** Those that no class uses now. They end with the run. */
  private static final Queue<Browser> IDLE = new ConcurrentLinkedQueue<>();

  /** That of the class whose tests this thread runs. */
  private static final ThreadLocal<Browser> MINE = new ThreadLocal<>();

  static Browser browser() {
    var mine = MINE.get();
    if (mine == null) throw new IllegalStateException("the class is not annotated @InChromium");
    return mine;
  }

  private static Browser start() {
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        NODE.orElseThrow().toString())));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(playwright)));
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(PROGRAM.orElseThrow())
                .setHeadless(true)
                .setArgs(FLAGS));
  }

  private static void close(Playwright playwright) {
    try {
      playwright.close();
    } catch (PlaywrightException e) {
      // the process is ending
    }
  }

  private static Optional<Path> onPath(String... names) {
    var folders = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin").split(":");
    return Arrays.stream(names)
        .flatMap(name -> Arrays.stream(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Playwright's driver ends at once on an older one. */
  private static boolean isNewEnough(Path node) {
    try {
      var asked = new ProcessBuilder(node.toString(), "--version").start();
      var version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(version.replaceFirst("(?s)^v(\\d+).*$", "$1")) >= OLDEST_NODE;
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  /**
   * Lets a test class run where there is a browser, and says once what to install where not; gives
   * the class its browser.
   */
  static final class Lent implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

    private static boolean said;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Stream.of(PROGRAM, NODE).allMatch(Optional::isPresent))
        return ConditionEvaluationResult.enabled("there is a browser");
      if ("required".equals(System.getenv("HOSTED_UI_TEST_BROWSER")))
        throw new AssertionError(MISSING);
      if (!said) System.err.println("[SKIPPED] " + MISSING);
      said = true;
      return ConditionEvaluationResult.disabled(MISSING);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
      AT_ONCE.acquire();
      var idle = IDLE.poll();
      MINE.set(idle != null ? idle : start());
    }

    @Override
    public void afterAll(ExtensionContext context) {
      AT_ONCE.release();
      if (MINE.get() != null) IDLE.add(MINE.get());
      MINE.remove();
    }
  }
}
