package dev.hostedui.identity;

import dev.hostedui.db.Columns;
import dev.hostedui.db.WireNamed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One step of setting a module up that somebody can be asked to do, and nothing beside it.
 *
 * @param object the id of the one thing it is about: a domain, connection or directory
 */
public record PortalStep(Kind kind, String object) {

  private static final Pattern OBJECT = Pattern.compile("[a-z]{2,20}_[0-9]{1,18}");

  /** What is to be done. */
  public enum Kind implements WireNamed {
    /** Publish the TXT record of a domain, and have it looked for. */
    PUBLISH_RECORD("publish_record", PortalModule.DOMAINS),
    /** Enter what the identity provider says of itself, as a draft, and try it. */
    ENTER_METADATA("enter_metadata", PortalModule.SSO),
    /** Try what is entered of an identity provider already. */
    TEST_CONNECTION("test_connection", PortalModule.SSO),
    /** Make a token for the directory, and enter it there with our address. */
    CONNECT_DIRECTORY("connect_directory", PortalModule.SCIM),
    /** Allow, at the directory, that we read it. */
    AUTHORIZE_DIRECTORY("authorize_directory", PortalModule.SCIM),
    /** Choose the roles that groups of the directory give. */
    MAP_GROUPS("map_groups", PortalModule.SCIM);

    private final String wireName;
    private final PortalModule module;

    Kind(String wireName, PortalModule module) {
      this.wireName = wireName;
      this.module = module;
    }

    @Override
    public String wireName() {
      return wireName;
    }

    /** The module it is a step of. */
    public PortalModule module() {
      return module;
    }

    /** The kind of that name. */
    public static Optional<Kind> named(String wireName) {
      return Arrays.stream(values()).filter(it -> it.wireName.equals(wireName)).findFirst();
    }
  }

  /** The module it is a step of. */
  public PortalModule module() {
    return kind.module();
  }

  /** Whether who was asked for this may do the other as well: who enters settings tries them. */
  public boolean covers(PortalStep other) {
    return equals(other)
        || (kind == Kind.ENTER_METADATA
            && other.kind == Kind.TEST_CONNECTION
            && object.equals(other.object));
  }

  /** How addresses and the command line write it, like {@code publish_record:dom_1}. */
  public String written() {
    return kind.wireName() + ":" + object;
  }

  /** The step that is {@link #written} so; empty for what is none. */
  public static Optional<PortalStep> parse(String written) {
    var parts = written.split(":", 2);
    return Kind.named(parts[0])
        .filter(kind -> parts.length == 2 && OBJECT.matcher(parts[1]).matches())
        .map(kind -> new PortalStep(kind, parts[1]));
  }

  /**
   * The step in the columns {@code step_kind} and {@code step_object} of a portal link, or null for
   * whole modules.
   */
  public static @Nullable PortalStep stored(ResultSet row) throws SQLException {
    var kind = row.getString("step_kind");
    return kind == null
        ? null
        : new PortalStep(Kind.named(kind).orElseThrow(), Columns.text(row, "step_object"));
  }
}
