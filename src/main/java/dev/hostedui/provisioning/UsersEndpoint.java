package dev.hostedui.provisioning;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.DirectoryUsers;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.Provisioned;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.scim.ListQuery;
import dev.hostedui.protocol.scim.PatchRequest;
import dev.hostedui.protocol.scim.Projection;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimJson;
import dev.hostedui.protocol.scim.ScimUser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code /Users} (RFC 7644 §3). */
final class UsersEndpoint {

  private final DirectoryUsers users;
  private final UserListing listing = new UserListing();

  UsersEndpoint(DirectoryUsers users) {
    this.users = users;
  }

  // ------------------------------------------------------------------ reading

  Reply list(Call call, ListQuery query) {
    return call.store().read(handle -> Listing.answer(query, find(handle, call, query)));
  }

  /** A part of the list. */
  Found<Written> find(Handle handle, Call call, ListQuery query) {
    var found = listing.list(handle, call, query);
    var projection = query.projection();
    var groups =
        projection.wants("groups")
            ? listing.groups(handle, call, found.items())
            : Map.<DirectoryUserId, List<ScimUser.InGroup>>of();
    return new Found<>(
        found.total(),
        found.items().stream()
            .<Written>map(
                user ->
                    out ->
                        out.writeBytes(
                            ScimJson.bytes(
                                projection.of(
                                    listing.resource(call, user, groups.get(user.id()))))))
            .toList());
  }

  Reply show(Call call) {
    var id = id(call);
    return call.store()
        .read(
            handle -> {
              var user =
                  DirectoryUsers.find(handle, call.directory(), id)
                      .orElseThrow(() -> Problem.notFound("directory_user_not_found"));
              call.trail().isAbout(user);
              call.refuseOtherThan(user.version());
              var projection = call.asked().projection(ResourceSchema.USER);
              var groups = groups(handle, call, projection, user);
              var about = call.of(user).in(groups);
              var has =
                  projection.wants("groups")
                      ? call.hasAlready(about)
                      : call.hasVersion(user.version());
              return has ? Reply.of(304, about, null) : answer(call, 200, user, projection, groups);
            });
  }

  private @Nullable List<ScimUser.InGroup> groups(
      Handle handle, Call call, Projection projection, DirectoryUser user) {
    return projection.wants("groups")
        ? listing.groups(handle, call, List.of(user)).get(user.id())
        : null;
  }

  private Reply answer(Handle handle, Call call, int status, DirectoryUser user) {
    var projection = call.asked().projection(ResourceSchema.USER);
    return answer(call, status, user, projection, groups(handle, call, projection, user));
  }

  private Reply answer(
      Call call,
      int status,
      DirectoryUser user,
      Projection projection,
      @Nullable List<ScimUser.InGroup> groups) {
    var body = ScimJson.bytes(projection.of(listing.resource(call, user, groups)));
    return Reply.of(status, call.of(user).in(groups), body);
  }

  /** What is no id of ours is nobody's. */
  private static DirectoryUserId id(Call call) {
    return Ids.shaped(DirectoryUserId.PREFIX, call.asked().part(1))
        ? new DirectoryUserId(call.asked().part(1))
        : nobody();
  }

  private static DirectoryUserId nobody() {
    throw Problem.notFound("directory_user_not_found");
  }

  // ------------------------------------------------------------------ changing

  Reply create(Call call) {
    var ignored = new TreeSet<String>();
    var body = call.asked().object();
    call.trail().isAbout(About.user(null, ScimUser.person(body)));
    var sent = ScimUser.read(body, ignored);
    call.trail().isAbout(About.user(null, person(sent)));
    call.trail().ignored(ignored);
    var profile = profile(sent, null);
    var made = call.store().change(tx -> users.create(tx, call.actor(), call.directory(), profile));
    return done(call, 201, made);
  }

  Reply replace(Call call) {
    return ofOne(
        call,
        id -> {
          var ignored = new TreeSet<String>();
          var body = call.asked().object();
          call.trail().isAbout(About.user(id, ScimUser.person(body)));
          var sent = ScimUser.read(body, ignored);
          return change(call, id, ignored, before -> profile(sent, before));
        });
  }

  Reply patch(Call call) {
    return ofOne(
        call,
        id -> {
          var request = PatchRequest.read(ResourceSchema.USER, call.asked().object());
          var ignored = new TreeSet<String>();
          return change(
              call,
              id,
              ignored,
              before ->
                  profile(
                      ScimUser.stored(before.attributes())
                          .patched(request.operations(), before.active(), ignored),
                      before));
        });
  }

  /** Changes somebody whom the address names. */
  private static Reply ofOne(Call call, Function<DirectoryUserId, Reply> work) {
    var id = id(call);
    return call.ofOne(
        About.user(id, null),
        handle -> DirectoryUsers.find(handle, call.directory(), id).map(Trail::about),
        () -> work.apply(id));
  }

  private Reply change(
      Call call, DirectoryUserId id, Set<String> ignored, UnaryOperator<DirectoryProfile> change) {
    var expected = call.expected(() -> version(call, id));
    var done =
        call.store()
            .change(tx -> users.change(tx, call.actor(), call.directory(), id, expected, change));
    call.trail().ignored(ignored);
    return done(call, 200, done);
  }

  private static @Nullable Long version(Call call, DirectoryUserId id) {
    return call.store()
        .read(
            handle -> DirectoryUsers.find(handle, call.directory(), id).map(DirectoryUser::version))
        .orElse(null);
  }

  private Reply done(Call call, int status, Provisioned done) {
    call.trail().isAbout(done.user());
    call.trail().had(done.effect());
    // somebody new is in a group only if there are any
    if (status == 201 && call.directory().groupCount() == 0) {
      var projection = call.asked().projection(ResourceSchema.USER);
      var body = ScimJson.bytes(projection.of(listing.resource(call, done.user())));
      return Reply.of(status, call.of(done.user()), body);
    }
    return call.store().read(handle -> answer(handle, call, status, done.user()));
  }

  Reply remove(Call call) {
    return ofOne(
        call,
        id -> {
          var expected = call.expected(() -> version(call, id));
          var done =
              call.store()
                  .change(tx -> users.remove(tx, call.actor(), call.directory(), id, expected));
          call.trail().isAbout(done.user());
          call.trail().had(done.effect());
          return Reply.empty(204);
        });
  }

  private static String person(ScimUser sent) {
    var email = sent.email();
    return email == null ? sent.userName() : email;
  }

  /**
   * What was sent as the verbs take it.
   *
   * @param before what was known, or null of somebody new. Who is not said to be active or not
   *     stays as they are; somebody new is active. An address that only a userName could be, and
   *     that name is the old one, is not said again. The address that somebody is known by stays
   *     among what is said of them: nobody else gets it, so whoever asks has to find who has it. Of
   *     whom it was never said but as a userName, that says it as long as it is the same
   */
  private static DirectoryProfile profile(ScimUser as, @Nullable DirectoryProfile before) {
    // the name is answered as it is kept and found
    var sent = as.named(Names.line(as.userName()));
    var sameName =
        before != null
            && !sent.hasEmails()
            && Names.caseless(sent.userName()).equals(Names.caseless(before.userName()));
    var known = before == null ? null : before.email();
    var kept =
        before == null || known == null
            ? sent
            : keeping(sent, ScimUser.stored(before.attributes()), known);
    return new DirectoryProfile(
        sent.userName(),
        sent.externalId(),
        sameName ? null : sent.email(),
        sent.active(before == null || before.active()),
        text(sent.givenName()),
        text(sent.familyName()),
        text(sent.displayName() == null ? sent.formattedName() : sent.displayName()),
        kept.attributes());
  }

  private static ScimUser keeping(ScimUser sent, ScimUser before, String known) {
    var stays = sent.hasEmail(known) || !before.hasEmail(known);
    return stays && is(sent.email(), known) ? sent : sent.keepingEmail(before, known);
  }

  private static boolean is(@Nullable String sent, String known) {
    return sent != null
        && EmailAddress.parse(sent).filter(it -> it.value().equals(known)).isPresent();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
