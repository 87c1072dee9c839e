package dev.hostedui.portal;

import dev.hostedui.web.View;

/**
 * One of the pages of a widget that has several, so that the tabs, bookmarks and history of a
 * browser, and who hears the title read, can tell them apart (WCAG 2.4.2).
 */
public interface Subpage extends View {

  /** What stands before the name of the widget in the title of the document. */
  String subtitle();
}
