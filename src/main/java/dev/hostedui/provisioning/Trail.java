package dev.hostedui.provisioning;

import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.directory.GroupChange;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.Remark;
import dev.hostedui.protocol.scim.ScimProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is worth telling the customer of a request, gathered while it is answered. */
final class Trail {

  /** Attributes that were sent and are not kept: their names. */
  static final String IGNORED = "attributes_ignored";

  /** A group was replaced and nothing was said of its members, so they stay. */
  static final String MEMBERS_STAY = "put_without_members";

  /** Of a request that came in a bulk request. */
  static final Remark IN_BULK = Remark.of("in_bulk");

  private About about = About.NOTHING;
  private @Nullable Effect effect;
  private final List<Remark> remarks = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  /** One of the requests that came in one. */
  record Part(String method, String path, @Nullable String body, Reply reply, Trail trail) {}

  /** The request as the customer's log has it. */
  LoggedRequest logged(
      DirectoryId directory, LoggedRequest.Call call, LoggedRequest.Answer answer) {
    return new LoggedRequest(directory, call, answer, about, effect, remarks);
  }

  /**
   * The requests that came in it, which were carried out before.
   *
   * @param whole the call in which they came
   */
  List<LoggedRequest> loggedParts(DirectoryId directory, LoggedRequest.Call whole) {
    return parts.stream()
        .map(
            it ->
                it.trail.logged(
                    directory,
                    new LoggedRequest.Call(
                        whole.requestId(),
                        it.method,
                        it.path,
                        whole.ip(),
                        whole.userAgent(),
                        it.body),
                    it.reply.logged(0)))
        .toList();
  }

  /** A request that came in this one, and is told of by itself. */
  void part(Part part) {
    parts.add(part);
  }

  boolean hasParts() {
    return !parts.isEmpty();
  }

  void isAbout(About that) {
    about = that;
  }

  void isAbout(DirectoryUser user) {
    isAbout(about(user));
  }

  void isAbout(DirectoryGroup group) {
    isAbout(about(group));
  }

  static About about(DirectoryUser user) {
    return About.user(user.id(), user.email().value());
  }

  static About about(DirectoryGroup group) {
    return About.group(group.id(), group.displayName());
  }

  void had(Effect that) {
    effect = that;
  }

  void remark(Remark remark) {
    remarks.add(remark);
  }

  /** Why it was refused stands first. */
  void refused(String code, Object... arguments) {
    remarks.add(0, Remark.of(code, arguments));
    effect = null;
  }

  /** The protocol has a keyword for few refusals, and a status for all. */
  void refused(ScimProblem problem) {
    var type = problem.type();
    refused(type == null ? "status_" + problem.status() : type.keyword());
  }

  void ignored(Set<String> names) {
    if (!names.isEmpty()) remark(Remark.of(IGNORED, String.join(", ", names)));
  }

  /** Who came into a group and who went out of it. */
  void moved(GroupChange change) {
    moved(Remark.MEMBERS_JOINED, change.joined());
    moved(Remark.MEMBERS_LEFT, change.left());
  }

  private void moved(String code, GroupChange.Moved people) {
    var named = people.addresses();
    if (people.count() > 0)
      remark(Remark.of(code, String.join(", ", named), people.count() - named.size()));
  }

  void pending(Collection<String> values) {
    if (!values.isEmpty())
      remark(Remark.of(Remark.MEMBERS_PENDING, values.size(), values.iterator().next()));
  }

  void foreign(Collection<String> addresses) {
    if (!addresses.isEmpty())
      remark(Remark.of(Remark.MEMBERS_FOREIGN, addresses.size(), addresses.iterator().next()));
  }
}
