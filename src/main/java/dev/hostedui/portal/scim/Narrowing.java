package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * What a list is narrowed to, as its address says.
 *
 * @param search what was typed, or empty
 * @param status {@code active}, {@code inactive} or empty
 * @param group whose members alone are listed, or null
 * @param after where the page before ended, or empty
 */
public record Narrowing(
    String search, String status, @Nullable DirectoryGroupId group, String after) {

  private static final int LONGEST = 100;

  static Narrowing of(Context ctx) {
    var status = Requests.query(ctx, "status");
    var search = Requests.query(ctx, "q").strip();
    return new Narrowing(
        search.length() > LONGEST ? search.substring(0, LONGEST) : search,
        status.equals("active") || status.equals("inactive") ? status : "",
        DirectoryGroupId.parse(Requests.query(ctx, "group")).orElse(null),
        Requests.query(ctx, "after"));
  }

  /** Whether not everything is listed. */
  public boolean isNarrowed() {
    return !search.isEmpty() || !status.isEmpty() || group != null;
  }

  Narrowing from(String other) {
    return new Narrowing(search, status, group, other);
  }

  Narrowing without() {
    return new Narrowing(search, status, null, "");
  }

  /** The part of an address after the path: empty, or beginning with {@code ?}. */
  String query() {
    return new Query()
        .with("q", search)
        .with("status", status)
        .with("group", group == null ? "" : group.value())
        .with("after", after)
        .toString();
  }
}
