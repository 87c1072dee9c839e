package dev.hostedui.identity.seal;

import dev.hostedui.db.Database;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** A column that holds sealed texts. A test holds the list to the schema. */
public enum SealedColumn {
  SIGNING_KEY(
      "signing_keys.sealed_private_key",
      "signing_keys:{id}:sealed_private_key",
      "keys that sign tokens",
      true),
  WEBHOOK("webhooks.sealed_secret", "webhooks:{id}:sealed_secret", "secrets of webhooks", true),
  WEBHOOK_BEFORE(
      "webhooks.sealed_old_secret", "webhooks:{id}:sealed_secret", "secrets of webhooks", false),
  CONNECTION(
      "connection_versions.sealed_client_secret",
      "connection_versions:{connection_id}:sealed_client_secret",
      "client secrets of connections",
      true,
      "connection_id",
      "number"),
  SAML_KEY(
      "service_provider_keys.sealed_private_key",
      "service_provider_keys:{id}:sealed_private_key",
      "keys of connections for SAML",
      true),
  SOCIAL(
      "social_connections.sealed_client_secret",
      "social_connections:{id}:client_secret",
      "client secrets of providers for everybody",
      true),
  GOOGLE(
      "directory_authorizations.sealed_refresh_token",
      "directory_authorizations:{id}:sealed_refresh_token",
      "permissions to read Google Workspace",
      true),
  LETTER("letters.sealed", "letters:{id}:sealed", "mails that wait to be sent", true),
  LOGOUT_HINT(
      "session_vouchers.logout_hint",
      "session_vouchers:{connection_id}:logout_hint",
      "what identity providers are told when somebody signs out",
      false,
      "session_id",
      "connection_id"),
  FAREWELL(
      "sso_logouts.logout_hint",
      "session_vouchers:{connection_id}:logout_hint",
      "what identity providers are told when somebody signs out",
      false,
      "state_hash"),
  REFRESH_TOKEN(
      "grants.sealed_successor",
      "grants:{id}:sealed_successor",
      "refresh tokens that were just replaced",
      false),
  ANSWER(
      "idempotency_keys.sealed_answer",
      "idempotency {client_id} {key_hash}",
      "answers of the API that may be asked for again",
      false,
      "client_id",
      "key_hash"),
  SIGN_ON("sso_requests.secrets", "sso_requests:{id}", "sign-ins that have just begun", false),
  SIGN_ON_ANSWER(
      "sso_requests.answer", "sso_requests:{id}:answer", "sign-ins that have just begun", false),
  CONSENT(
      "directory_consents.secrets",
      "directory_consents:{id}:secrets",
      "permissions that are just being given",
      false);

  final String table;
  final String column;
  final String place;
  final List<String> key;
  private final String words;
  private final boolean lasting;

  /**
   * A column.
   *
   * @param name that of the table and its own
   * @param place what its texts are sealed for, with columns of the row in braces
   * @param words what they are, for an operator
   * @param lasting whether nothing else takes their place by itself: what is lost otherwise is made
   *     anew soon, or asked for once more
   * @param key what a row is known by
   */
  SealedColumn(String name, String place, String words, boolean lasting, String... key) {
    this.table = name.substring(0, name.indexOf('.'));
    this.column = name.substring(name.indexOf('.') + 1);
    this.place = place;
    this.words = words;
    this.lasting = lasting;
    this.key = key.length == 0 ? List.of("id") : List.of(key);
  }

  /** What its texts are, for an operator. */
  public String words() {
    return words;
  }

  /** Whether its texts are needed for as long as they are there. */
  public boolean lasting() {
    return lasting;
  }

  /** All of them, each with its table. */
  public static List<String> names() {
    return Arrays.stream(values()).map(it -> it.table + "." + it.column).toList();
  }

  /** Those that a database has, whose schema may be an older one. */
  static List<SealedColumn> in(Database database) {
    var columns =
        switch (database.engine()) {
          case SQLITE ->
              """
              SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
               WHERE tables.type = 'table'
              """;
          case POSTGRESQL ->
              """
              SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = current_schema()
              """;
        };
    var there =
        new HashSet<>(database.rows(columns, row -> row.getString(1) + "." + row.getString(2)));
    return Arrays.stream(values())
        .filter(it -> there.contains(it.table + "." + it.column))
        .toList();
  }
}
