package dev.hostedui.portal;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;

/** What htmx gets in place of the widget where a request was refused before it was known whose. */
public record ProblemFragment(Look look, ProblemPage page) implements View {}
