package dev.hostedui.identity.session;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.hostedui.db.Columns;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.event.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What a session has signed its person in to, as the API and events show it.
 *
 * @param organizations the ids of the one it is in, of those it has opened an application in, and
 *     of those whose identity provider has vouched for it
 * @param clients the applications that have exchanged a code of it for tokens, each with the
 *     organization of that; a code that nobody redeemed has signed nobody in
 */
public record SignedInto(List<String> organizations, List<Client> clients) {

  /**
   * An application that a session was used for.
   *
   * @param id its client id
   * @param organization the id of the organization it was opened in
   */
  public record Client(String id, String organization) {}

  private static final String ORGANIZATIONS =
      """
      SELECT id AS session_id, organization_id FROM sessions WHERE organization_id IS NOT NULL AND id IN %1$s
      UNION SELECT session_id, organization_id FROM session_vouchers WHERE session_id IN %1$s
      UNION SELECT session_id, organization_id FROM grants WHERE redeemed_at IS NOT NULL AND session_id IN %1$s
       ORDER BY organization_id
      """;

  private static final String CLIENTS =
      """
      SELECT DISTINCT g.session_id, a.client_id, g.organization_id
        FROM grants g JOIN applications a ON a.id = g.application_id
       WHERE g.session_id IN %1$s AND g.redeemed_at IS NOT NULL ORDER BY a.client_id, g.organization_id
      """;

  /** Of one session, named by its id. */
  static SignedInto of(Handle handle, String session) {
    return Objects.requireNonNull(of(handle, List.of(session)).get(session));
  }

  /** Of each of these sessions, named by their ids; each has an entry. */
  public static Map<String, SignedInto> of(Handle handle, Collection<String> sessions) {
    if (sessions.isEmpty()) return Map.of();
    var ids = ListParameter.of("session", sessions);
    var organizations =
        ids
            .into(handle.createQuery(ORGANIZATIONS.formatted(ids.places())))
            .map(
                (row, context) ->
                    Map.entry(
                        Columns.text(row, "session_id"), Columns.text(row, "organization_id")))
            .stream()
            .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    var clients =
        ids
            .into(handle.createQuery(CLIENTS.formatted(ids.places())))
            .map(
                (row, context) ->
                    Map.entry(
                        Columns.text(row, "session_id"),
                        new Client(
                            Columns.text(row, "client_id"), Columns.text(row, "organization_id"))))
            .stream()
            .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    return sessions.stream()
        .collect(
            toMap(
                Function.identity(),
                it ->
                    new SignedInto(
                        organizations.getOrDefault(it, List.of()),
                        clients.getOrDefault(it, List.of()))));
  }

  /** Adds both lists, under the names they have in events and the API. */
  public Snapshot into(Snapshot session) {
    return session
        .with("authenticated_organizations", organizations)
        .with(
            "authenticated_clients",
            clients.stream()
                .map(
                    it ->
                        new Snapshot()
                            .with("client_id", it.id)
                            .with("organization_id", it.organization)
                            .values())
                .toList());
  }
}
