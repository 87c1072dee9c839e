package dev.hostedui.core;

import dev.hostedui.db.PrivateFiles;
import dev.hostedui.db.StorageUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The keys that encrypt at rest: the operator's, or in a sample one made once and kept beside the
 * database.
 */
final class SecretKeys {
  private SecretKeys() {}

  static List<byte[]> of(Config config, SecureRandom random) {
    if (!config.keys().isEmpty()) return config.keys();
    var file = config.keyFile();
    try {
      if (!Files.exists(file)) make(file, random);
      else PrivateFiles.makeFile(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
    return List.of(read(file));
  }

  /** Whether the key is in a file of its own, which is not there. */
  static boolean areMissing(Config config) {
    return config.keys().isEmpty() && !Files.exists(config.keyFile());
  }

  /** The key that a file holds. */
  static byte[] read(Path file) {
    try {
      var key =
          Base64.getDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
      if (key.length == 32) return key;
      throw new IOException("it does not hold a key");
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(file, e);
    }
  }

  private static StorageUnavailable unusable(Path file, Exception e) {
    return new StorageUnavailable("The key file " + file + " cannot be used: " + e.getMessage(), e);
  }

  private static void make(Path file, SecureRandom random) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) PrivateFiles.makeFolder(folder);
    PrivateFiles.makeFile(file);
    var key = new byte[32];
    random.nextBytes(key);
    Files.writeString(
        file,
        Base64.getEncoder().encodeToString(key) + "\n",
        StandardCharsets.US_ASCII,
        StandardOpenOption.WRITE);
  }
}
