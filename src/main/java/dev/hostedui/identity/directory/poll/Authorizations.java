package dev.hostedui.identity.directory.poll;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.OutgoingQueue;
import dev.hostedui.db.Patience;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.poll.AuthorizationTable.Kept;
import dev.hostedui.identity.directory.poll.AuthorizationTable.Sent;
import dev.hostedui.identity.directory.poll.SourceRefused.Remedy;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends administrators to where they allow us to read their directory, takes what they bring back,
 * and gives it up again.
 *
 * <p>An answer is taken once, from the browser and the session that were sent, within a quarter of
 * an hour: whoever is lured to an answer of somebody else's consent has not been sent (RFC 6749
 * §10.12), and a code of another request fails at its verifier (RFC 7636) and its nonce. The
 * refresh token is sealed for its row and shown to nobody.
 *
 * <p>A directory stays with the customer it was read from: the people of another one would be
 * strangers, and everybody it knows would lose access.
 */
public final class Authorizations {

  private static final String PREFIX = "dirauth_";
  private static final Logger LOG = LoggerFactory.getLogger(Authorizations.class);

  /** How long somebody may take at the other system. */
  public static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final Duration KEPT = Duration.ofDays(30);

  /** The account belongs to another customer than the directory was read from. */
  static final String OTHER_CUSTOMER = "google_other_customer";

  private static final OutgoingQueue.Table TABLE =
      new OutgoingQueue.Table("directory_authorizations", "revoked_at", "sealed_refresh_token");

  private final Database database;
  private final Vault vault;
  private final @Nullable Source source;
  private final String redirectUri;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final OutgoingQueue revocations;

  /**
   * Takes who is asked.
   *
   * @param source null when the operator has not set it up
   * @param redirectUri where people come back to
   */
  public Authorizations(
      Database database,
      Vault vault,
      @Nullable Source source,
      String redirectUri,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.vault = vault;
    this.source = source;
    this.redirectUri = redirectUri;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    revocations =
        new OutgoingQueue(
            database,
            clock,
            TABLE,
            Duration.ofMinutes(30),
            Patience.of(
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofHours(6),
                Duration.ofHours(24)));
  }

  /** Whether the operator has set it up, so that directories can be read at all. */
  public boolean offered() {
    return source != null;
  }

  private Source source() {
    if (source == null) throw Problem.conflict("google_not_set_up");
    return source;
  }

  /** Who allowed a directory to be read; empty while nobody has. */
  public Optional<Authorization> of(OrganizationId organization, DirectoryId directory) {
    return database
        .read(handle -> AuthorizationTable.live(handle, organization, directory))
        .map(Kept::shown);
  }

  /** Why the last try to authorize came to nothing; empty when it did not. */
  public Optional<ConsentRefused> refusal(OrganizationId organization, DirectoryId directory) {
    return database.read(handle -> AuthorizationTable.refusal(handle, organization, directory));
  }

  // ------------------------------------------------------------------ allowing

  /** Who is sent, and the session they are in: nobody else may bring the answer. */
  private record Sender(String id, String session) {
    static Sender of(Actor actor) {
      if (actor instanceof Actor.Person person)
        return new Sender(person.user().value(), person.session().value());
      if (actor instanceof Actor.PortalLink link) return new Sender(link.id(), link.session());
      throw new IllegalArgumentException("a browser is sent, and " + actor.type() + " has none");
    }
  }

  /**
   * The id of the session of the admin portal in which somebody was sent away, to whose window the
   * answer must be brought; empty for a person, and for what is no answer.
   */
  public Optional<String> portalSession(String state) {
    if (!Ids.isToken(state)) return Optional.empty();
    return database
        .read(handle -> AuthorizationTable.sent(handle, Ids.hash(state)))
        .map(AuthorizationTable.Sent::session)
        .filter(it -> Ids.shaped("pses_", it));
  }

  /**
   * Where to send the browser of somebody who is to allow it.
   *
   * @param browser the secret of the browser that goes there
   * @throws Problem CONFLICT where the directory is not one that is read, or the operator has not
   *     set it up; NOT_FOUND; or what {@link Actor#must} and a feature that is off refuse
   */
  public String begin(
      Actor actor, OrganizationId organization, DirectoryId directory, String browser) {
    var asked = source();
    var sender = Sender.of(actor);
    var state = ids.token();
    var nonce = ids.token();
    var verifier = ids.token();
    var id = ids.next("dircons_");
    var hint =
        database.inTransaction(
            tx -> {
              mayAuthorize(tx, actor, organization, directory);
              mustBePolled(tx, organization, directory);
              var now = clock.instant();
              AuthorizationTable.insert(
                  tx,
                  new Sent(
                      id,
                      organization,
                      directory,
                      sender.id,
                      sender.session,
                      Ids.hash(browser),
                      vault.seal(consentPlace(id), nonce + " " + verifier),
                      now.plus(PATIENCE),
                      false),
                  Ids.hash(state),
                  now);
              return AuthorizationTable.live(tx, organization, directory);
            });
    return asked.consentAddress(
        redirectUri, state, nonce, verifier, hint.map(it -> it.shown().email()).orElse(null));
  }

  private static void mayAuthorize(
      Handle tx, Actor actor, OrganizationId organization, DirectoryId directory) {
    Directories.must(tx, actor, organization, PortalStep.Kind.AUTHORIZE_DIRECTORY, directory);
  }

  private static void mustBePolled(Handle tx, OrganizationId organization, DirectoryId directory) {
    if (Directories.find(tx, organization, directory).type() != DirectoryType.POLL)
      throw Problem.conflict("directory_not_polled");
  }

  /**
   * What a browser brought back.
   *
   * @param code to be exchanged, or empty
   * @param error why there is none, or empty
   */
  public record Answer(String state, String code, String error, String description) {
    /** Never with what is secret. */
    @Override
    public String toString() {
      return error.isEmpty() ? "an answer" : error;
    }
  }

  /**
   * Takes what a browser brought back, and keeps who allowed the directory to be read or why not.
   * It calls the other system.
   *
   * @param browser the secret of this browser, or null
   * @return empty when it was allowed
   * @throws Problem NOT_FOUND for an answer nobody was sent for; CONFLICT for one that was brought
   *     by another browser or session, that was taken before, or came too late; or what {@link
   *     Actor#must} and a feature that is off refuse. Nothing has changed then
   */
  public Optional<ConsentRefused> arrive(Actor actor, @Nullable String browser, Answer answer) {
    var asked = source();
    var sent = take(actor, browser, answer.state());
    try {
      keep(actor, sent, consent(asked, sent, answer));
      return Optional.empty();
    } catch (SourceRefused e) {
      LOG.info("{} was not authorized: {} {}", sent.directory().value(), e.code(), e.words());
      var refused = new ConsentRefused(e.code(), e.words(), clock.instant());
      database.useTransaction(
          tx -> AuthorizationTable.refuse(tx, sent, refused.code(), refused.words()));
      return Optional.of(refused);
    }
  }

  private Sent take(Actor actor, @Nullable String browser, String state) {
    var sender = Sender.of(actor);
    return database.inTransaction(
        tx -> {
          var sent =
              (Ids.isToken(state)
                      ? AuthorizationTable.sent(tx, Ids.hash(state))
                      : Optional.<Sent>empty())
                  .orElseThrow(() -> Problem.notFound("consent_unknown"));
          if (browser == null
              || !Ids.matches(browser, sent.browserHash())
              || !sender.equals(new Sender(sent.user(), sent.session())))
            throw Problem.conflict("consent_elsewhere");
          mayAuthorize(tx, actor, sent.organization(), sent.directory());
          mustBePolled(tx, sent.organization(), sent.directory());
          if (sent.answered() || !AuthorizationTable.answer(tx, sent, clock.instant()))
            throw Problem.conflict("consent_taken");
          if (!sent.expiresAt().isAfter(clock.instant())) throw Problem.conflict("consent_late");
          return sent;
        });
  }

  private Source.Consent consent(Source asked, Sent sent, Answer answer) throws SourceRefused {
    if (!answer.error().isEmpty() || answer.code().isEmpty())
      throw asked.refusal(answer.error(), answer.description());
    var secrets = vault.open(consentPlace(sent.id()), sent.secrets()).split(" ", 2);
    return asked.exchange(answer.code(), secrets[0], secrets[1], redirectUri);
  }

  private void keep(Actor actor, Sent sent, Source.Consent consent) throws SourceRefused {
    boolean kept;
    try {
      kept = database.inTransaction(tx -> keepIfOfTheSameCustomer(tx, actor, sent, consent));
    } catch (Problem lostTheRightMeanwhile) {
      database.useTransaction(tx -> insert(tx, sent, consent, true));
      throw lostTheRightMeanwhile;
    }
    if (!kept) throw new SourceRefused(OTHER_CUSTOMER, Remedy.AUTHORIZE, consent.email(), null);
  }

  private boolean keepIfOfTheSameCustomer(
      Handle tx, Actor actor, Sent sent, Source.Consent consent) {
    var organization = sent.organization();
    mayAuthorize(tx, actor, organization, sent.directory());
    var directory = Directories.find(tx, organization, sent.directory()).id();
    var now = clock.instant();
    var customer = PollTable.customer(tx, directory).orElse(consent.customer());
    if (!customer.equals(consent.customer())) {
      insert(tx, sent, consent, true);
      return false;
    }
    var before = AuthorizationTable.live(tx, organization, directory);
    before.ifPresent(it -> AuthorizationTable.end(tx, it.id(), now));
    insert(tx, sent, consent, false);
    PollTable.begin(tx, organization, directory, now);
    var after = new Authorization(consent.email(), consent.domain(), now, null, null);
    events.record(
        tx,
        actor,
        EventType.DIRECTORY_AUTHORIZED,
        organization,
        directory,
        before
            .map(it -> Change.from(snapshot(it.shown()), snapshot(after)))
            .orElseGet(() -> Change.created(snapshot(after))));
    return true;
  }

  private void insert(Handle tx, Sent sent, Source.Consent consent, boolean toBeRevoked) {
    var id = ids.next(PREFIX);
    AuthorizationTable.insert(
        tx,
        id,
        sent,
        consent,
        vault.seal(place(id), consent.refreshToken()),
        clock.instant(),
        toBeRevoked);
  }

  private static Map<String, Object> snapshot(Authorization of) {
    return new Snapshot()
        .with("email", of.email())
        .with("domain", of.domain())
        .at("authorized_at", of.at())
        .with("fault", of.fault())
        .values();
  }

  // ------------------------------------------------------------------ giving it up

  /**
   * Gives up what was allowed: the directory is not read any more, members stay as they are, and
   * the other system is told. Asked again it does nothing.
   *
   * @throws Problem NOT_FOUND, or what {@link Actor#must} refuses
   */
  public void disconnect(Actor actor, OrganizationId organization, DirectoryId directory) {
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SCIM_MANAGE);
          Directories.find(tx, organization, directory);
          var live = AuthorizationTable.live(tx, organization, directory).orElse(null);
          if (live == null) return;
          AuthorizationTable.end(tx, live.id(), clock.instant());
          PollTable.disallow(tx, directory);
          recordEnd(tx, actor, organization, directory, live.shown(), "disconnected");
        });
  }

  /** What a poll reads with. */
  Optional<Kept> toRead(OrganizationId organization, DirectoryId directory) {
    return database.read(handle -> AuthorizationTable.live(handle, organization, directory));
  }

  String refreshToken(Kept authorization) {
    return vault.open(place(authorization.id()), authorization.sealedRefreshToken());
  }

  /** Notes that an authorization is of no use any more, or is of use again. */
  void found(
      Handle tx,
      OrganizationId organization,
      DirectoryId directory,
      Kept authorization,
      @Nullable String fault) {
    var known = authorization.shown().fault();
    if (fault == null ? known == null : fault.equals(known)) return;
    AuthorizationTable.setFault(tx, authorization.id(), fault, clock.instant());
    if (fault == null) return;
    PollTable.disallow(tx, directory);
    recordEnd(
        tx, new Actor.Internal("poll"), organization, directory, authorization.shown(), fault);
  }

  private void recordEnd(
      Handle tx,
      Actor actor,
      OrganizationId organization,
      DirectoryId directory,
      Authorization of,
      String reason) {
    events.record(
        tx,
        actor,
        EventType.DIRECTORY_AUTHORIZATION_ENDED,
        organization,
        directory,
        Change.from(
            snapshot(of),
            new Snapshot().with("email", of.email()).with("reason", reason).values()));
  }

  /** Gives up what was allowed for directories that are gone. A job of the timetable. */
  public int giveUpOrphans() {
    return database.inTransaction(
        tx -> AuthorizationTable.endWithoutDirectory(tx, clock.instant()));
  }

  /**
   * Revokes a bounded batch of what was given up at the other system. A job of the timetable.
   *
   * <p>Google ends all that an account has allowed a client when one of its tokens is revoked, so
   * nothing is revoked while another directory is read by what the same account allowed.
   */
  public int revokeDue() {
    if (source == null) return 0;
    record Given(OutgoingQueue.Taken row, String subject, String sealed) {}
    var due =
        revocations.take(
            "subject, sealed_refresh_token",
            (row, context) ->
                new Given(
                    OutgoingQueue.taken(row),
                    Columns.text(row, "subject"),
                    Columns.text(row, "sealed_refresh_token")));
    for (var given : due) {
      try {
        if (!database.read(handle -> AuthorizationTable.inUse(handle, given.subject)))
          source.revoke(vault.open(place(given.row.id()), given.sealed));
        revocations.done(given.row);
      } catch (SourceRefused e) {
        revocations.failed(given.row, e.code() + " " + e.words(), tx -> {});
      }
    }
    return due.size();
  }

  /** Removes a bounded batch of what was revoked, or refused, long ago. A job of the timetable. */
  public int forgetOld() {
    var before = clock.instant().minus(KEPT);
    return database.inTransaction(
        tx ->
            AuthorizationTable.forgetEnded(tx, before)
                + AuthorizationTable.forgetConsents(tx, before));
  }

  private static String place(String id) {
    return "directory_authorizations:" + id + ":sealed_refresh_token";
  }

  private static String consentPlace(String id) {
    return "directory_consents:" + id + ":secrets";
  }
}
