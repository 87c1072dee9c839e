package dev.hostedui.identity.connection;

import dev.hostedui.identity.connection.ConnectionVersion.State;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What certificates that were accepted by themselves mean for putting the version before back:
 * their versions are nobody's change, so that they are passed over, and what they have accepted
 * stays, because the provider may sign by nothing else any more.
 *
 * @param former the version before the last change that somebody made, or null
 * @param accepted the certificates that were accepted since that change
 */
record Rollover(@Nullable ConnectionVersion former, List<IdpCertificate> accepted) {

  /** Looks back from the live version. */
  static Rollover before(Handle handle, ConnectionId id, @Nullable ConnectionVersion live) {
    if (live == null || live.savedBy() != null || !(live.settings() instanceof SamlSettings now))
      return new Rollover(ConnectionTable.in(handle, id, State.FORMER).orElse(null), List.of());
    var from = live;
    for (var before : ConnectionTable.former(handle, id)) {
      if (!onlyAccepts(from, before)) return new Rollover(before, since(now, from));
      from = before;
    }
    return new Rollover(null, since(now, from));
  }

  private static List<IdpCertificate> since(SamlSettings now, ConnectionVersion from) {
    var accepted = new ArrayList<>(now.certificates());
    if (from.settings() instanceof SamlSettings then) accepted.removeAll(then.certificates());
    return List.copyOf(accepted);
  }

  /** Whether a version does nothing but accept more certificates of the same published document. */
  private static boolean onlyAccepts(ConnectionVersion version, ConnectionVersion before) {
    return version.savedBy() == null
        && version.settings() instanceof SamlSettings after
        && before.settings() instanceof SamlSettings then
        && after.metadataUrl().startsWith("https:")
        && after.certificates().size() > then.certificates().size()
        && after.certificates().containsAll(then.certificates())
        && after.with(then.certificates()).equals(then);
  }

  /** What putting the former version back makes live; null where there is none. */
  @Nullable ConnectionSettings restored(@Nullable ConnectionVersion live) {
    if (former == null || live == null) return null;
    if (accepted.isEmpty()
        || !(former.settings() instanceof SamlSettings then)
        || !(live.settings() instanceof SamlSettings now)
        // another document may have been what was wrong
        || !then.metadataUrl().equals(now.metadataUrl())
        || !then.entityId().equals(now.entityId())) return former.settings();
    var all = new ArrayList<>(then.certificates());
    for (var one : accepted) if (!all.contains(one)) all.add(one);
    return all.size() > SamlSettings.MOST_CERTIFICATES ? then : then.with(all);
  }
}
