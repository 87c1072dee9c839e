package dev.hostedui.protocol.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.protocol.google.GoogleRefused.Reason;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next what to ask the next page with, or null at the end
 */
public record Listing<T>(List<T> items, @Nullable String next) {

  private static final int LONGEST_PAGE_TOKEN = 4_096;

  /** More than fits on a page that was asked for. */
  private static final int MOST_ITEMS = 1_000;

  private static final int LONGEST_ID = 255;

  public Listing {
    items = List.copyOf(items);
  }

  /**
   * A user's id and address, and whether they may sign in at Google.
   *
   * @param customer Google's id of the Workspace, or empty
   */
  public record UserId(String id, String email, boolean active, String customer) {}

  /**
   * A group of the Workspace.
   *
   * @param directMembers as Google counts them; groups in it count as one
   */
  public record Group(String id, String email, String name, long directMembers) {}

  /** What is in a group. */
  public enum Kind {
    USER,
    /** Another group, whose members are listed as well. */
    GROUP,
    /** Everybody in the Workspace. */
    CUSTOMER,
    /** Somebody of elsewhere. */
    EXTERNAL
  }

  /** One thing in a group. */
  public record Member(String id, Kind kind) {}

  /** Reads a page of {@link GoogleClient#userIds}. */
  public static Listing<UserId> userIds(String body) throws GoogleRefused {
    return read(
        body,
        "users",
        user ->
            id(user)
                .map(
                    it ->
                        new UserId(
                            it,
                            text(user, "primaryEmail"),
                            WorkspaceUser.isActive(user),
                            text(user, "customerId"))));
  }

  /** Reads a page of {@link GoogleClient#users}. */
  public static Listing<WorkspaceUser> users(String body) throws GoogleRefused {
    return read(body, "users", user -> id(user).map(it -> WorkspaceUser.of(it, user)));
  }

  /** Reads a page of {@link GoogleClient#groups}. */
  public static Listing<Group> groups(String body) throws GoogleRefused {
    return read(
        body,
        "groups",
        group ->
            id(group)
                .map(
                    it -> {
                      var email = text(group, "email");
                      var name = text(group, "name");
                      return new Group(
                          it,
                          email,
                          name.isBlank() ? email : name,
                          // a number in quotes
                          group.path("directMembersCount").asLong());
                    }));
  }

  /** Reads a page of {@link GoogleClient#members}. */
  public static Listing<Member> members(String body) throws GoogleRefused {
    return read(body, "members", member -> id(member).map(it -> new Member(it, kind(member))));
  }

  private static Kind kind(JsonNode member) {
    return switch (text(member, "type")) {
      case "USER" -> Kind.USER;
      case "GROUP" -> Kind.GROUP;
      case "CUSTOMER" -> Kind.CUSTOMER;
      default -> Kind.EXTERNAL;
    };
  }

  private static <T> Listing<T> read(
      String body, String name, Function<JsonNode, Optional<T>> reader) throws GoogleRefused {
    var answer = StrictJson.object(body).orElseThrow(() -> new GoogleRefused(Reason.UNREADABLE));
    if (answer.has("error")) throw GoogleRefused.atApi(400, body, null);
    var items = answer.get(name);
    var token = answer.get("nextPageToken");
    // an empty list is left out, also on a page in the middle
    if (items != null && (!items.isArray() || items.size() > MOST_ITEMS))
      throw new GoogleRefused(Reason.UNREADABLE);
    if (token != null && (!token.isTextual() || token.textValue().length() > LONGEST_PAGE_TOKEN))
      throw new GoogleRefused(Reason.UNREADABLE);
    var found = new ArrayList<T>();
    if (items != null) {
      for (var item : items)
        found.add(reader.apply(item).orElseThrow(() -> new GoogleRefused(Reason.UNREADABLE)));
    }
    return new Listing<>(
        found, token == null || token.textValue().isEmpty() ? null : token.textValue());
  }

  private static Optional<String> id(JsonNode item) {
    var id = StrictJson.text(item, "id");
    return id == null || id.isBlank() || id.length() > LONGEST_ID
        ? Optional.empty()
        : Optional.of(id);
  }

  private static String text(JsonNode item, String name) {
    var text = StrictJson.text(item, name);
    return text == null ? "" : Shown.line(text);
  }
}
