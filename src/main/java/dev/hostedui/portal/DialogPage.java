package dev.hostedui.portal;

import dev.hostedui.web.View;
import gg.jte.Content;

/** A dialog as a page of its own: where it stands without script, and after a reload. */
public record DialogPage(Section section, Content dialog) implements View {}
