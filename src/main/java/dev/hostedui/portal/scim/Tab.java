package dev.hostedui.portal.scim;

/** The pages of the widget, in order. */
public enum Tab {
  CONFIGURATION("", "Configuration"),
  USERS("/users", "Users"),
  GROUPS("/groups", "Groups"),
  REQUESTS("/requests", "Requests"),
  DRIFT("/drift", "Drift");

  private final String path;
  private final String title;

  Tab(String path, String title) {
    this.path = path;
    this.title = title;
  }

  /** What stands after the address of the widget. */
  public String path() {
    return path;
  }

  public String title() {
    return title;
  }
}
