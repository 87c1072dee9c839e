package dev.hostedui.customer.directory;

import dev.hostedui.customer.site.Notebook;
import dev.hostedui.customer.site.Outgoing;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import java.time.Clock;
import java.util.List;

/** The directories with their pages: where this package is entered. */
public final class Personnel {

  private final Directories directories;
  private final DirectoryPages directoryPages;
  private final ProvisioningPages provisioningPages;

  /** Prepares it with what the notebook remembers. */
  public Personnel(Site site, Notebook notebook, Outgoing outgoing, Clock clock) {
    directories = new Directories(notebook);
    var office = new Office(directories, outgoing, clock);
    directoryPages = new DirectoryPages(directories, office, site);
    provisioningPages = new ProvisioningPages(directories, office, site);
  }

  public void mount(RoutesConfig routes) {
    directoryPages.mount(routes);
    provisioningPages.mount(routes);
  }

  /** Everybody of every company, those who have left included. */
  public List<Employee> everybody() {
    return directories.all().stream().flatMap(it -> it.people().stream()).toList();
  }
}
