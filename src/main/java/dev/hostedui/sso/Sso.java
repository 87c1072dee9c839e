package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import java.time.Duration;

/** Puts the addresses together that identity providers know. */
public final class Sso {

  private final Core core;
  private final Departure departure;
  private final SamlAnswers samlAnswers;
  private final OidcAnswers oidcAnswers;
  private final OurMetadata metadata;
  private final SamlLogout samlLogout;
  private final OidcLogout oidcLogout;
  private final Onward onward;
  private final Social social;

  public Sso(Core core, Web web) {
    this.core = core;
    var addresses = new OurAddresses(core.connections);
    var parties = new Parties(core.connections, core.connectionVersions, core.connectionRoutes);
    var serviceProviders = new ServiceProviders(addresses, core.serviceProviderKeys);
    var saml = new SamlSide(serviceProviders, core.clock);
    var oidc = new OidcSide(core, addresses);
    var queues = new Queues();
    var refusals = new Refusals(web, parties, addresses, core.connectionTests);
    var history = new History(core.signInHistory, web);
    var trials = new Trials(core, web, parties, refusals);
    var answers = new Answers(core, trials, refusals, history);
    var unsolicited = new Unsolicited(core, saml, refusals, history, web.addresses());
    departure = new Departure(core, web, parties, saml, oidc, trials, unsolicited, refusals);
    samlAnswers = new SamlAnswers(core, web, parties, saml, answers, unsolicited, refusals);
    oidcAnswers = new OidcAnswers(core, web, parties, oidc, queues, answers, refusals);
    metadata = new OurMetadata(web, parties, serviceProviders, refusals);
    samlLogout = new SamlLogout(core, web, parties, saml, serviceProviders, refusals);
    oidcLogout = new OidcLogout(core, web, parties, oidc, addresses, queues, refusals);
    onward = new Onward(core, parties, samlLogout, oidcLogout, refusals);
    social = new Social(core, web, queues);
  }

  public void mount(Routes routes) {
    departure.mount(routes);
    samlAnswers.mount(routes);
    oidcAnswers.mount(routes);
    metadata.mount(routes);
    samlLogout.mount(routes);
    oidcLogout.mount(routes);
    onward.mount(routes);
    social.mount(routes);
  }

  /** Enters what is forgotten without a request. */
  public void schedule(Timetable timetable) {
    timetable
        .every(Duration.ofHours(1), "forget requests to providers", core.signOnRequests::forgetOld)
        .every(Duration.ofHours(1), "forget sign-outs at providers", core.farewells::forgetOld);
  }
}
