package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.site.Notebook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The service providers that are registered. */
final class SamlApps {

  private static final String PAGE = "saml";
  private static final int MOST = 50;

  record Saved(List<SamlApp> apps) {}

  private final Notebook notebook;
  private final List<SamlApp> apps = new ArrayList<>();

  SamlApps(Notebook notebook) {
    this.notebook = notebook;
    notebook.page(PAGE, Saved.class).ifPresent(saved -> apps.addAll(saved.apps()));
  }

  synchronized List<SamlApp> all() {
    return List.copyOf(apps);
  }

  synchronized Optional<SamlApp> find(String id) {
    return apps.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  synchronized Optional<SamlApp> ofEntity(String entityId) {
    return apps.stream().filter(it -> it.entityId().equals(entityId)).findFirst();
  }

  /** Registers one, in place of one of the same entity id, whose id and options it then keeps. */
  synchronized SamlApp register(SamlApp app) throws SamlRefused {
    var before = ofEntity(app.entityId());
    if (before.isEmpty() && apps.size() >= MOST)
      throw new SamlRefused("There are " + MOST + " apps; remove one first.");
    var kept =
        before
            .map(
                it ->
                    new SamlApp(
                        it.id(),
                        app.name(),
                        app.entityId(),
                        app.acsUrls(),
                        app.sloUrl(),
                        app.sloResponseUrl(),
                        app.certificates(),
                        app.encryption(),
                        it.options()))
            .orElse(app);
    put(kept);
    return kept;
  }

  synchronized void put(SamlApp app) {
    var index = apps.indexOf(find(app.id()).orElse(null));
    if (index < 0) apps.add(app);
    else apps.set(index, app);
    save();
  }

  synchronized void remove(String id) {
    apps.removeIf(it -> it.id().equals(id));
    save();
  }

  private void save() {
    notebook.write(PAGE, new Saved(apps));
  }
}
