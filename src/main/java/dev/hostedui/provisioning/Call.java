package dev.hostedui.provisioning;

import com.google.common.base.Splitter;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.protocol.scim.Resource;
import dev.hostedui.protocol.scim.ScimProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A request of a directory that is let in.
 *
 * @param base the address of the directory, without a slash at its end; from the settings and not
 *     from the request, whose host header anybody writes
 */
record Call(
    Asked asked,
    Directory directory,
    Actor.Directory actor,
    Store store,
    String base,
    Trail trail) {

  /** The same for another request of the same directory, which is told of by itself. */
  Call with(Asked other) {
    return new Call(other, directory, actor, store, base, new Trail());
  }

  /** The same, carried out somewhere else. */
  Call in(Store other) {
    return new Call(asked, directory, actor, other, base, trail);
  }

  Resource of(DirectoryUser user) {
    return new Resource(
        user.id().value(),
        user.createdAt(),
        user.updatedAt(),
        base + "/Users/" + user.id().value(),
        user.version(),
        "");
  }

  Resource of(DirectoryGroup group) {
    return new Resource(
        group.id().value(),
        group.createdAt(),
        group.updatedAt(),
        base + "/Groups/" + group.id().value(),
        group.version(),
        "");
  }

  /**
   * Does what is asked of one that the address names. The log tells whom or what a refusal was
   * about, also when the request was refused before anybody looked for it.
   *
   * @param named what is known of it before
   * @param find tells what is to be known of it, if there is such a one
   */
  Reply ofOne(About named, Function<Handle, Optional<About>> find, Supplier<Reply> work) {
    trail.isAbout(named);
    try {
      return work.get();
    } catch (Problem | ScimProblem refused) {
      store.read(find).ifPresent(trail::isAbout);
      throw refused;
    }
  }

  /** A version that no resource has. */
  private static final long NONE = -1;

  /**
   * The version that a change is meant for, by {@code If-Match} (RFC 9110 §13.1.1): null for any.
   *
   * @param current asked for when several are named, or some that are not meant
   * @throws Problem CONFLICT {@code directory_version_stale} when it is not meant for the current
   *     one, by {@code If-None-Match} (RFC 9110 §13.1.2)
   */
  @Nullable Long expected(Supplier<@Nullable Long> current) {
    var now = asked.ifNoneMatch() == null ? null : current.get();
    if (now != null && hasVersion(now)) throw stale();
    return expectedByMatch(current);
  }

  private static boolean isNamed(String header, long version) {
    var named = versions(header);
    return named == null || named.contains(version);
  }

  private static Problem stale() {
    return Problem.conflict("directory_version_stale");
  }

  /** Refuses to show another version than is asked for. */
  void refuseOtherThan(long version) {
    var expected = expectedByMatch(() -> version);
    if (expected != null && expected != version) throw stale();
  }

  private @Nullable Long expectedByMatch(Supplier<@Nullable Long> current) {
    var header = asked.ifMatch();
    if (header == null || header.isBlank()) return null;
    var named = versions(header);
    if (named == null) return null;
    if (named.size() == 1) return named.get(0);
    var now = current.get();
    return now != null && named.contains(now) ? now : NONE;
  }

  /** The versions in a list of entity tags; null when any will do. */
  private static @Nullable List<Long> versions(String header) {
    var all = new ArrayList<Long>();
    for (var tag : Splitter.on(',').trimResults().split(header)) {
      if (tag.equals("*")) return null;
      var plain = Resource.plain(tag);
      // what it tells of behind a dash, the groups of somebody, is not theirs to change
      var dash = plain.indexOf('-');
      var number = dash < 0 ? plain : plain.substring(0, dash);
      all.add(number.matches("[0-9]{1,18}") ? Long.parseLong(number) : NONE);
    }
    return all;
  }

  /** Whether the client has this version already, whatever it has heard of what is around it. */
  boolean hasVersion(long version) {
    var header = asked.ifNoneMatch();
    return header != null && isNamed(header, version);
  }

  /** Whether the client has exactly this already (RFC 9110 §13.1.2). */
  boolean hasAlready(Resource resource) {
    var header = asked.ifNoneMatch();
    return header != null && resource.isIn(header);
  }

  /** What is refused where there is nothing of that name: as if it never was. */
  static Problem nothing() {
    return Problem.notFound("page_not_found");
  }
}
