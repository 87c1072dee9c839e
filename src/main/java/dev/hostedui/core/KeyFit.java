package dev.hostedui.core;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.signingkey.SigningKeys;
import java.nio.file.Files;
import java.security.SecureRandom;

/** What a database says of the secret key of the settings. */
public enum KeyFit {
  FITS,
  OTHER,
  /** Nothing in it was sealed yet, so any key would do. */
  UNTRIED;

  /** Looks without changing anything: neither the schema, which may be an older one, nor a file. */
  static KeyFit of(Config config, Database database, SecureRandom random) {
    if (Migrations.appliedVersion(database) < SigningKeys.SCHEMA || !SigningKeys.exist(database))
      return UNTRIED;
    // whoever asks for the keys would have the file made
    if (config.keys().isEmpty() && !Files.exists(config.keyFile())) return OTHER;
    return SigningKeys.canBeOpened(database, new Vault(SecretKeys.of(config, random), random))
        ? FITS
        : OTHER;
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
