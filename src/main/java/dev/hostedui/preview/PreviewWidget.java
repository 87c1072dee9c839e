package dev.hostedui.preview;

import dev.hostedui.web.View;

/** Something of everything that a widget is made of. */
public record PreviewWidget(String organizationWord) implements View {}
