package dev.hostedui.core;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.event.EventChain;
import dev.hostedui.identity.signingkey.SigningKeys;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a database says of the secret key of the settings. */
public enum KeyFit {
  FITS,
  OTHER,
  /** Nothing in it was sealed yet, so any key would do. */
  UNTRIED;

  /** Looks without changing anything: neither the schema, which may be an older one, nor a file. */
  static KeyFit of(Config config, Database database, SecureRandom random) {
    var judge = judge(database).orElse(null);
    if (judge == null) return UNTRIED;
    // whoever asks for the keys would have the file made
    if (config.keys().isEmpty() && !Files.exists(config.keyFile())) return OTHER;
    return judge.test(new Vault(SecretKeys.of(config, random), random)) ? FITS : OTHER;
  }

  /**
   * What tells whether a vault has the key: the newest signing key, without which no token could be
   * signed; before there is one, the seal that the first program has made, or whatever else an
   * earlier version has sealed. Empty when nothing was.
   */
  private static Optional<Predicate<Vault>> judge(Database database) {
    var schema = Migrations.appliedVersion(database);
    if (schema >= SigningKeys.SCHEMA && SigningKeys.exist(database))
      return Optional.of(vault -> SigningKeys.canBeOpened(database, vault));
    if (schema >= EventChain.SCHEMA && EventChain.isSealed(database))
      return Optional.of(vault -> EventChain.isSealedWith(vault, database));
    var sealed = sealedTexts(database);
    return sealed.isEmpty()
        ? Optional.empty()
        : Optional.of(vault -> sealed.stream().anyMatch(vault::knowsKeyOf));
  }

  /** Some of all that is sealed, whichever tables the schema has: they say so by their columns. */
  private static List<String> sealedTexts(Database database) {
    var columns =
        switch (database.engine()) {
          case SQLITE ->
              """
              SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
               WHERE tables.type = 'table' AND columns.name LIKE 'sealed%'
              """;
          case POSTGRESQL ->
              """
              SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = current_schema() AND column_name LIKE 'sealed%'
              """;
        };
    return database.rows(columns, row -> someOf(row.getString(1), row.getString(2))).stream()
        .flatMap(sql -> database.rows(sql, row -> row.getString(1)).stream())
        .toList();
  }

  private static String someOf(String table, String column) {
    // what is not needed any more was emptied
    return "SELECT %2$s FROM %1$s WHERE %2$s <> '' LIMIT 1000".formatted(table, column);
  }

  /** What to do about a database that was sealed with another key. */
  public static String otherKey(Config config) {
    return config.keys().isEmpty()
        ? "The database was sealed with another key than the one in "
            + config.keyFile()
            + ". Put that file back, or delete the database to begin afresh. If it is a server's,"
            + " set HOSTED_UI_SECRET_KEY and the rest as that server has them."
        : "HOSTED_UI_SECRET_KEY does not open what the database holds, which was sealed with"
            + " another key. Set that one; to change keys put the new one before it, with a comma"
            + " between.";
  }
}
