package dev.hostedui.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingLockTest {

  @TempDir Path folder;

  @Test
  void a_lock_that_was_removed_is_taken_again() throws IOException {
    var database = folder.resolve("data").resolve("x.db");
    var file = database.resolveSibling("x.db.lock");
    try (var lock = ServingLock.take(database)) {
      Files.delete(file);
      lock.look();
      assertThat(file).exists();
      assertThatThrownBy(() -> ServingLock.take(database))
          .isInstanceOf(Commands.Stopped.class)
          .hasMessageContaining("Another copy");
    }
    ServingLock.take(database).close();
  }

  @Test
  void folder_and_lock_are_this_users_alone() throws IOException {
    var database = folder.resolve("data").resolve("x.db");
    ServingLock.take(database).close();
    assertThat(mode(database.getParent())).isEqualTo("rwx------");
    assertThat(mode(database.resolveSibling("x.db.lock"))).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
