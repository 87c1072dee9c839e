package dev.hostedui.sample;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import java.util.List;

/**
 * The two applications of the sample: Coffeedesk, which people use, and a client of the management
 * API.
 */
public final class SampleApplications {

  /** Coffeedesk's name in the protocol. */
  public static final String COFFEEDESK = "skc_coffeedesk";

  /** Where Coffeedesk is, when its port is free. */
  public static final String COFFEEDESK_HOME = "http://localhost:8081";

  /** The client of the management API, which every sample begins with. */
  public static final String API_CLIENT = "skc_sample";

  private static final String API_SECRET = "sample-secret";
  private static final Actor ACTOR = new Actor.Internal("sample");

  private final Core core;

  public SampleApplications(Core core) {
    this.core = core;
  }

  /**
   * Whether the data is a sample's: what it begins with is there and not {@link #disarm()
   * disarmed}.
   */
  boolean areThere() {
    return core.database.inTransaction(
        tx ->
            core.applications.exists(tx, API_CLIENT)
                && !core.clientSecrets.of(tx, API_CLIENT).isEmpty());
  }

  /** Registers both unless they are. */
  void register() {
    core.database.useTransaction(
        tx -> {
          if (!core.applications.exists(tx, COFFEEDESK))
            core.applications.create(tx, ACTOR, COFFEEDESK, coffeedesk());
          if (!core.applications.exists(tx, API_CLIENT)) {
            core.applications.create(
                tx,
                ACTOR,
                API_CLIENT,
                new Registration(
                    "Sample API client",
                    ApplicationType.WEB,
                    true,
                    false,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of()));
            core.clientSecrets.add(tx, ACTOR, API_CLIENT, API_SECRET);
          }
        });
    // a sample that was made before Coffeedesk called the API
    core.applications.change(ACTOR, COFFEEDESK, SampleApplications::calling);
  }

  /** Gives Coffeedesk the secret it will use until the next one is asked for. */
  public String newCoffeedeskSecret() {
    return core.database.inTransaction(
        tx -> {
          core.clientSecrets.revokeAll(tx, ACTOR, COFFEEDESK);
          return core.clientSecrets.add(tx, ACTOR, COFFEEDESK, core.ids.token()).value();
        });
  }

  private static Registration calling(Registration it) {
    return new Registration(
        it.name(),
        it.type(),
        true,
        it.pkceRequired(),
        it.accessTokenLifetime(),
        it.initiateLoginUri(),
        it.redirectUris(),
        it.postLogoutRedirectUris(),
        it.backChannelLogoutUris());
  }

  private static Registration coffeedesk() {
    return new Registration(
        "Coffeedesk",
        ApplicationType.WEB,
        // for the links to the admin portal that it shows in a frame
        true,
        true,
        null,
        COFFEEDESK_HOME + "/login",
        List.of(COFFEEDESK_HOME + "/callback"),
        List.of(COFFEEDESK_HOME + "/"),
        List.of(COFFEEDESK_HOME + "/backchannel-logout"));
  }

  /**
   * Shuts both out, in a database that is no sample any more: one secret is known to everybody.
   *
   * @return whether it was begun as one, with its made-up people
   */
  public boolean disarm() {
    return core.database.inTransaction(
        tx -> {
          core.clientSecrets.revokeAll(tx, ACTOR, COFFEEDESK);
          core.clientSecrets.revokeAll(tx, ACTOR, API_CLIENT);
          return core.applications.exists(tx, API_CLIENT);
        });
  }
}
