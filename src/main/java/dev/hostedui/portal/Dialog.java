package dev.hostedui.portal;

import dev.hostedui.web.View;

/** A view that asks one thing, shown over its widget or as a page of its own. */
public interface Dialog extends View {
  String title();
}
