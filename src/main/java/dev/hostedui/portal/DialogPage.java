package dev.hostedui.portal;

import dev.hostedui.web.View;
import gg.jte.Content;

/**
 * A dialog as a page of its own: where it stands without script, and after a reload.
 *
 * @param back the widget that it is about
 */
public record DialogPage(Way back, Content dialog) implements View {}
