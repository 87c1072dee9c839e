package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Certificates;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;

/** Answers for the tab with the certificates of both sides. */
final class CertificatesTab {

  private static final Set<Certificates.Use> OURS =
      Set.of(Certificates.Use.OURS_CURRENT, Certificates.Use.OURS_NEXT);

  private final Core core;
  private final Situations situations;
  private final Surface surface;

  CertificatesTab(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
  }

  void mount(Routes routes) {
    routes.get(
        surface.path() + Tab.CERTIFICATES.path(),
        surface.access(),
        ctx -> surface.show(ctx, page(ctx)));
  }

  private CertificatesPage page(Context ctx) {
    var situation = situations.get(ctx);
    var connection = situation.connection();
    if (connection.protocol() != Protocol.SAML) throw Problem.notFound("portal_page_not_found");
    var calendar = core.certificates.calendar(surface.organization(ctx), connection.id());
    return new CertificatesPage(
        situations.head(ctx, situation, Tab.CERTIFICATES),
        entries(calendar, false),
        entries(calendar, true),
        situations.values(situation).get(ConnectionValues.METADATA));
  }

  private List<CertificatesPage.Entry> entries(List<Certificates.Entry> calendar, boolean ours) {
    return calendar.stream()
        .filter(it -> OURS.contains(it.use()) == ours)
        .map(
            it ->
                new CertificatesPage.Entry(
                    Summaries.line(it.certificate(), core.clock.instant()), use(it)))
        .toList();
  }

  private static String use(Certificates.Entry entry) {
    return switch (entry.use()) {
      case PROVIDER_LIVE -> "Accepted at sign-ins.";
      case PROVIDER_DRAFT -> "Only in the draft.";
      case OURS_CURRENT -> "Signs now, until " + Ago.exact(entry.ends()) + ".";
      case OURS_NEXT -> "In our metadata already; signs from " + Ago.exact(entry.begins()) + " on.";
    };
  }
}
