package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.UpstreamPerson;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.identity.signon.SignOnAnswer;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.social.SocialAccounts;
import dev.hostedui.identity.social.SocialArrival;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialPerson;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.protocol.social.Vendor;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The word of a provider for everybody for who somebody is. */
final class SocialProof implements Vouched {

  private static final int LONGEST_LABEL = 255;

  private final Core core;
  private final SocialConnection connection;
  private final SignOnRequest request;
  private final SocialPerson person;
  private final Actor.Origin origin;
  private final @Nullable EmailAddress proven;
  private final @Nullable Instant provenAt;
  private final SocialAccounts.SignUp signUp;

  /**
   * Takes what the provider said.
   *
   * @param proven the address that they have shown to be theirs since, or null
   * @param provenAt when they have proven who they are, or null for now
   * @param signUp makes the account of somebody new
   */
  SocialProof(
      Core core,
      SocialConnection connection,
      SignOnRequest request,
      SignOnAnswer answer,
      Actor.Origin origin,
      @Nullable EmailAddress proven,
      @Nullable Instant provenAt,
      SocialAccounts.SignUp signUp) {
    this.core = core;
    this.connection = connection;
    this.request = request;
    this.origin = origin;
    this.proven = proven;
    this.provenAt = provenAt;
    this.signUp = signUp;
    person = person(Vendor.valueOf(connection.provider().name()), answer.identity());
  }

  private static SocialPerson person(Vendor vendor, UpstreamIdentity identity) {
    var read = UpstreamPerson.of(AttributeMapping.BLANK, identity, null);
    var email = read.email();
    var label =
        email != null
            ? email.value()
            : identity.first("login").or(() -> identity.first("name")).orElse(identity.subject());
    return new SocialPerson(
        vendor.subject(identity),
        email,
        vendor.proves(identity),
        label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL),
        read.givenName(),
        read.familyName());
  }

  @Override
  public SignOnRequest request() {
    return request;
  }

  @Override
  public Means means() {
    return Means.SOCIAL;
  }

  @Override
  public Optional<OrganizationId> organization() {
    return Optional.empty();
  }

  @Override
  public String method() {
    return connection.id().value();
  }

  @Override
  public String remembered(LoginAttempt attempt) {
    return connection.provider().wireName();
  }

  /**
   * The account that it leads to, or would: who belongs to a home realm proves it there instead.
   */
  @Override
  public Optional<EmailAddress> destination() {
    return core.socialAccounts.destination(connection.id(), person);
  }

  /**
   * {@inheritDoc}
   *
   * @throws MailboxUnproven when the provider's word alone is not enough; nothing has changed then
   */
  @Override
  public Shown use(Handle tx) {
    if (!core.signOnRequests.use(tx, request)) throw Problem.conflict("login_used");
    var email = person.email();
    var newcomer =
        new Actor.Newcomer(connection.id().value(), email == null ? "" : email.value(), origin);
    var arrival = core.socialAccounts.arrive(tx, newcomer, connection.id(), person, proven, signUp);
    if (arrival instanceof SocialArrival.ProofNeeded needed)
      throw new MailboxUnproven(needed.address());
    var known = (SocialArrival.Known) arrival;
    return new Shown(
        Users.find(tx, known.user()).orElseThrow(() -> Problem.notFound("account_not_found")),
        Authentication.by(method(), provenAt),
        null);
  }
}
