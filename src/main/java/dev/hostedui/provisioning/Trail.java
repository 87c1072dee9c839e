package dev.hostedui.provisioning;

import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.Remark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is worth telling the customer of a request, gathered while it is answered. */
final class Trail {

  /** Attributes that were sent and are not kept: their names. */
  static final String IGNORED = "attributes_ignored";

  /** A group was replaced and nothing was said of its members, so they stay (behaviour §14 #55). */
  static final String MEMBERS_STAY = "put_without_members";

  /** Of a request that came in a bulk request. */
  static final String IN_BULK = "in_bulk";

  private About about = About.NOTHING;
  private @Nullable Effect effect;
  private final List<Remark> remarks = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  /** One of the requests that came in one. */
  record Part(String method, String path, @Nullable String body, Reply reply, Trail trail) {}

  About about() {
    return about;
  }

  @Nullable Effect effect() {
    return effect;
  }

  List<Remark> remarks() {
    return List.copyOf(remarks);
  }

  /** A request that came in this one, and is told of by itself. */
  void part(Part part) {
    part.trail.remark(Remark.of(IN_BULK));
    parts.add(part);
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }

  void isAbout(About that) {
    about = that;
  }

  void isAbout(DirectoryUser user) {
    about = About.user(user.id(), user.email().value());
  }

  void isAbout(DirectoryGroup group) {
    about = About.group(group.id(), group.displayName());
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

  void ignored(Set<String> names) {
    if (!names.isEmpty()) remark(Remark.of(IGNORED, String.join(", ", names)));
  }

  void pending(Collection<String> values) {
    if (!values.isEmpty())
      remark(Remark.of(Remark.MEMBERS_PENDING, values.size(), values.iterator().next()));
  }
}
