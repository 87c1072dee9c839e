package dev.hostedui.core;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.event.EventChain;
import dev.hostedui.identity.seal.Seals;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;

/**
 * What a database says of the secret keys of the settings.
 *
 * @param verdict whether they are the ones it needs
 * @param words what is wrong and what to do about it; empty when nothing is
 */
public record KeyFit(Verdict verdict, String words) {

  private static final String AFRESH =
      ", or delete the database to begin afresh. If it is a server's, set HOSTED_UI_SECRET_KEY and"
          + " the rest as that server has them.";

  /** Whether the keys are the ones a database needs. */
  public enum Verdict {
    FITS,
    /** None of them opens it. */
    OTHER,
    /** Some of what is needed in it was sealed with a key that is not among them. */
    LACKING,
    /** Nothing in it was sealed yet, so any key would do. */
    UNTRIED
  }

  /** Looks without changing anything: neither the schema, which may be an older one, nor a file. */
  static KeyFit of(Config config, Database database, SecureRandom random) {
    var begun =
        Migrations.appliedVersion(database) >= EventChain.SCHEMA && EventChain.isSealed(database);
    if (!begun && !Seals.exist(database)) return new KeyFit(Verdict.UNTRIED, "");
    // whoever asks for the keys would have the file made
    if (SecretKeys.areMissing(config)) return other(missingFile(config));
    var vault = new Vault(SecretKeys.of(config, random), random);
    var seals = new Seals(database, vault);
    if (!knows(seals, begun, vault, database))
      return other(
          config.keys().isEmpty()
              ? otherFile(config)
              : isSamples(config, begun, database, random) ? samples(config) : otherKeys());
    var missing = seals.missingAKey();
    return missing.isEmpty()
        ? new KeyFit(Verdict.FITS, "")
        : new KeyFit(Verdict.LACKING, missing(config, missing));
  }

  /** Whether nothing is wrong. */
  public boolean fits() {
    return verdict == Verdict.FITS || verdict == Verdict.UNTRIED;
  }

  /**
   * By what is needed, or by the seal that the newest key has made since; where there is neither,
   * by whatever else there is.
   */
  private static boolean knows(Seals seals, boolean begun, Vault vault, Database database) {
    var needed = seals.ours(true);
    if (needed.orElse(false) || (begun && EventChain.isSealedWith(vault, database))) return true;
    return needed.isEmpty() && !begun && seals.ours(false).orElse(false);
  }

  /** Whether what production was pointed at was begun as a sample, whose key lies beside it. */
  private static boolean isSamples(
      Config config, boolean begun, Database database, SecureRandom random) {
    if (!Files.exists(config.keyFile())) return false;
    byte[] key;
    try {
      key = SecretKeys.read(config.keyFile());
    } catch (StorageUnavailable e) {
      return false; // what lies there is no key, so it tells nothing
    }
    var vault = new Vault(List.of(key), random);
    return knows(new Seals(database, vault), begun, vault, database);
  }

  private static KeyFit other(String words) {
    return new KeyFit(Verdict.OTHER, words);
  }

  private static String missingFile(Config config) {
    return "The key file "
        + config.keyFile()
        + " is missing, and what the database holds was sealed with its key. Put it back"
        + AFRESH;
  }

  private static String otherFile(Config config) {
    return "The database was sealed with another key than the one in "
        + config.keyFile()
        + ". Put the file back that was there before"
        + AFRESH;
  }

  private static String otherKeys() {
    return "HOSTED_UI_SECRET_KEY does not open what the database holds, which was sealed with"
        + " another key. Set that one; to change keys put the new one before it, with a comma"
        + " between.";
  }

  private static String samples(Config config) {
    return Database.placeOf(config.databaseUrl())
        + " is the sample's, sealed with another key than HOSTED_UI_SECRET_KEY. Begin afresh: name"
        + " another database with HOSTED_UI_DATABASE_URL, or move that one and what lies beside it"
        + " away.";
  }

  private static String missing(Config config, List<String> what) {
    return (config.keys().isEmpty() ? config.keyFile() : "HOSTED_UI_SECRET_KEY")
        + " lacks a key that the database still needs. Sealed with it: "
        + String.join(", ", what)
        + (config.keys().isEmpty()
            ? ". Set both in HOSTED_UI_SECRET_KEY, the one of that file first, with a comma between."
            : ". Put that key back behind the others, with a comma between.")
        + " The command secret-key reseal then seals everything with the first one, and the others"
        + " may go. If that key is lost, secret-key reseal --forget-others takes away what it has"
        + " sealed.";
  }
}
