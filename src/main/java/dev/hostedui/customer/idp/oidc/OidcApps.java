package dev.hostedui.customer.idp.oidc;

import dev.hostedui.customer.site.Notebook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The relying parties that are registered. */
final class OidcApps {

  /** How many there may be. */
  static final int MOST = 50;

  private static final String PAGE = "oidc";

  record Saved(List<OidcApp> apps) {}

  private final Notebook notebook;
  private final List<OidcApp> apps = new ArrayList<>();

  OidcApps(Notebook notebook) {
    this.notebook = notebook;
    notebook.page(PAGE, Saved.class).ifPresent(saved -> apps.addAll(saved.apps()));
  }

  synchronized List<OidcApp> all() {
    return List.copyOf(apps);
  }

  synchronized Optional<OidcApp> find(String id) {
    return apps.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  synchronized Optional<OidcApp> ofClient(String clientId) {
    return apps.stream().filter(it -> it.clientId().equals(clientId)).findFirst();
  }

  synchronized void put(OidcApp app) {
    var index = apps.indexOf(find(app.id()).orElse(null));
    if (index < 0) apps.add(app);
    else apps.set(index, app);
    notebook.write(PAGE, new Saved(apps));
  }

  synchronized void remove(String id) {
    apps.removeIf(it -> it.id().equals(id));
    notebook.write(PAGE, new Saved(apps));
  }
}
