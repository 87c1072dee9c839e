package dev.hostedui.core;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.event.EventChain;
import dev.hostedui.identity.seal.Seals;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * What a database says of the secret keys of the settings.
 *
 * @param verdict whether they are the ones it needs
 * @param words what is wrong and what to do about it; empty when nothing is
 */
public record KeyFit(Verdict verdict, String words) {

  /** Whether the keys are the ones a database needs. */
  public enum Verdict {
    FITS,
    /** Something in it was sealed with a key that is not among them, or everything was. */
    OTHER,
    /** Nothing in it was sealed yet, so any key would do. */
    UNTRIED
  }

  /** Looks without changing anything: neither the schema, which may be an older one, nor a file. */
  static KeyFit of(Config config, Database database, SecureRandom random) {
    var begun =
        Migrations.appliedVersion(database) >= EventChain.SCHEMA && EventChain.isSealed(database);
    if (!begun && !Seals.exist(database)) return new KeyFit(Verdict.UNTRIED, "");
    // whoever asks for the keys would have the file made
    if (config.keys().isEmpty() && !Files.exists(config.keyFile())) return other(otherFile(config));
    var vault = new Vault(SecretKeys.of(config, random), random);
    var seals = new Seals(database, vault);
    if (!knows(seals, begun, vault, database))
      return other(
          config.keys().isEmpty()
              ? otherFile(config)
              : isSamples(config, begun, database, random) ? samples(config) : otherKeys());
    var missing = seals.missingAKey();
    return missing.isEmpty() ? new KeyFit(Verdict.FITS, "") : other(missing(config, missing));
  }

  /** By what lasts, by the seal that the first program has made, or by whatever else there is. */
  private static boolean knows(Seals seals, boolean begun, Vault vault, Database database) {
    return seals
        .ours(true)
        .or(() -> begun ? Optional.of(EventChain.isSealedWith(vault, database)) : Optional.empty())
        .or(() -> seals.ours(false))
        .orElse(false);
  }

  /** Whether what production was pointed at was begun as a sample, whose key lies beside it. */
  private static boolean isSamples(
      Config config, boolean begun, Database database, SecureRandom random) {
    if (!Files.exists(config.keyFile())) return false;
    var vault = new Vault(List.of(SecretKeys.read(config.keyFile())), random);
    return knows(new Seals(database, vault), begun, vault, database);
  }

  private static KeyFit other(String words) {
    return new KeyFit(Verdict.OTHER, words);
  }

  private static String otherFile(Config config) {
    return "The database was sealed with another key than the one in "
        + config.keyFile()
        + ". Put that file back, or delete the database to begin afresh. If it is a server's,"
        + " set HOSTED_UI_SECRET_KEY and the rest as that server has them.";
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
    var holder = config.keys().isEmpty() ? config.keyFile().toString() : "HOSTED_UI_SECRET_KEY";
    return holder
        + " lacks a key that the database still needs. Sealed with it: "
        + String.join(", ", what)
        + ". Put that key back behind the others, with a comma between. The command secret-key"
        + " reseal then seals everything with the first one, and the others may go.";
  }
}
