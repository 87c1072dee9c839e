package dev.hostedui.identity.seal;

import dev.hostedui.db.Database;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** A column that holds sealed texts. A test holds the list to the schema. */
public enum SealedColumn {
  SIGNING_KEY(
      "signing_keys.sealed_private_key",
      "signing_keys:{id}:sealed_private_key",
      "keys that sign tokens",
      Need.ALWAYS,
      Rid.OF_THE_ROW),
  WEBHOOK(
      "webhooks.sealed_secret",
      "webhooks:{id}:sealed_secret",
      "secrets of webhooks",
      "disabled_at IS NULL AND deleted_at IS NULL",
      "sealed_secret = ''"),
  WEBHOOK_BEFORE(
      "webhooks.sealed_old_secret",
      "webhooks:{id}:sealed_secret",
      "secrets of webhooks",
      Need.NEVER,
      "sealed_old_secret = NULL, old_secret_until = NULL"),
  CONNECTION(
      "connection_versions.sealed_client_secret",
      "connection_versions:{connection_id}:sealed_client_secret",
      "client secrets of connections",
      "state <> 'former'",
      "sealed_client_secret = NULL, client_secret_hint = NULL",
      "connection_id",
      "number"),
  SAML_KEY(
      "service_provider_keys.sealed_private_key",
      "service_provider_keys:{id}:sealed_private_key",
      "keys of connections for SAML",
      Need.ALWAYS,
      Rid.OF_THE_ROW),
  SOCIAL(
      "social_connections.sealed_client_secret",
      "social_connections:{id}:client_secret",
      "client secrets of providers for everybody",
      "enabled_at IS NOT NULL",
      "sealed_client_secret = '', client_secret_hint = ''"),
  GOOGLE(
      "directory_authorizations.sealed_refresh_token",
      "directory_authorizations:{id}:sealed_refresh_token",
      "permissions to read Google Workspace",
      "ended_at IS NULL",
      // without it nothing can be revoked at Google either
      "sealed_refresh_token = '', ended_at = COALESCE(ended_at, {now}), due_at = NULL"),
  LETTER(
      "letters.sealed",
      "letters:{id}:sealed",
      "mails that wait to be sent",
      Need.NEVER,
      Rid.OF_THE_ROW),
  LOGOUT_HINT(
      "session_vouchers.logout_hint",
      "session_vouchers:{connection_id}:logout_hint",
      "what identity providers are told when somebody signs out",
      Need.NEVER,
      "logout_hint = NULL",
      "session_id",
      "connection_id"),
  FAREWELL(
      "sso_logouts.logout_hint",
      "session_vouchers:{connection_id}:logout_hint",
      "what identity providers are told when somebody signs out",
      Need.NEVER,
      "logout_hint = NULL",
      "state_hash"),
  REFRESH_TOKEN(
      "grants.sealed_successor",
      "grants:{id}:sealed_successor",
      "refresh tokens that were just replaced",
      Need.NEVER,
      "sealed_successor = NULL, replaced_hash = NULL"),
  ANSWER(
      "idempotency_keys.sealed_answer",
      "idempotency {client_id} {key_hash}",
      "answers of the API that may be asked for again",
      Need.NEVER,
      // as one of which nobody knows how it ended
      "sealed_answer = NULL, status = NULL",
      "client_id",
      "key_hash"),
  SIGN_ON(
      "sso_requests.secrets",
      "sso_requests:{id}",
      "sign-ins that have just begun",
      Need.NEVER,
      Rid.OF_THE_ROW),
  SIGN_ON_ANSWER(
      "sso_requests.answer",
      "sso_requests:{id}:answer",
      "sign-ins that have just begun",
      Need.NEVER,
      Rid.OF_THE_ROW),
  CONSENT(
      "directory_consents.secrets",
      "directory_consents:{id}:secrets",
      "permissions that are just being given",
      Need.NEVER,
      Rid.OF_THE_ROW);

  /** Which rows need their text. */
  private static final class Need {
    private static final String ALWAYS = "1 = 1";

    /** What is lost is made anew soon, or asked for once more. */
    private static final String NEVER = "1 = 0";
  }

  /** How a row gets rid of a text that nothing opens. */
  private static final class Rid {
    private static final String OF_THE_ROW = "";
  }

  final String table;
  final String column;
  final String place;
  final List<String> key;
  private final String words;
  final String needed;
  private final String without;

  /**
   * A column.
   *
   * @param name that of the table and its own
   * @param place what its texts are sealed for, with columns of the row in braces
   * @param words what they are, for an operator
   * @param needed the condition under which nothing else takes the place of a text by itself
   * @param without what a row is set to that has to do without its text, with the time in braces;
   *     empty where the row goes with it
   * @param key what a row is known by
   */
  SealedColumn(
      String name, String place, String words, String needed, String without, String... key) {
    this.table = name.substring(0, name.indexOf('.'));
    this.column = name.substring(name.indexOf('.') + 1);
    this.place = place;
    this.words = words;
    this.needed = needed;
    this.without = without;
    this.key = key.length == 0 ? List.of("id") : List.of(key);
  }

  /** What its texts are, for an operator. */
  public String words() {
    return words;
  }

  /** What takes the texts of some rows away. */
  String removal(Instant now) {
    return without.isEmpty()
        ? "DELETE FROM " + table
        : "UPDATE %s SET %s"
            .formatted(table, without.replace("{now}", Long.toString(now.toEpochMilli())));
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
