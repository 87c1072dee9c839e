package dev.hostedui.sso;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;

/**
 * The end of a test run in the tab it ran in. What came of it stands in the tab where it was
 * started.
 *
 * @param passed whether every check did
 * @param way the page where it was started, for whoever has closed that
 */
public record TriedPage(Look look, boolean passed, String way) implements View {}
