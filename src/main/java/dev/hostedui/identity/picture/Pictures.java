package dev.hostedui.identity.picture;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pictures. Whoever shows one names it in a row of its own; one that nobody names any more is
 * forgotten after a while.
 */
public final class Pictures {

  /** Mails that link to a picture are read again within that long. */
  private static final Duration KEPT = Duration.ofDays(90);

  private static final int MOST_AT_ONCE = 100;

  private final Database database;
  private final Clock clock;

  public Pictures(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Keeps a picture inside the change that names it. */
  public void keep(Handle tx, PictureFile file) {
    tx.createUpdate(
            """
            INSERT INTO pictures (id, media_type, width, height, content, created_at)
            VALUES (:id, :type, :width, :height, :content, :now)
            ON CONFLICT (id) DO UPDATE SET released_at = NULL
            """)
        .bind("id", file.id())
        .bind("type", file.mediaType())
        .bind("width", file.width())
        .bind("height", file.height())
        .bind("content", Base64.getEncoder().encodeToString(file.content()))
        .bind("now", clock.instant())
        .execute();
  }

  /** Says inside a change that it does not name this picture any more; others may. */
  public void release(Handle tx, @Nullable PictureId id) {
    if (id == null) return;
    tx.createUpdate(
            "UPDATE pictures SET released_at = :now WHERE id = :id AND NOT EXISTS (" + NAMED + ")")
        .bind("id", id)
        .bind("now", clock.instant())
        .execute();
  }

  private static final String NAMED =
      """
      SELECT 1 FROM organizations o WHERE o.logo_picture = pictures.id
      UNION ALL
      SELECT 1 FROM environment e WHERE e.logo_picture = pictures.id OR e.favicon_picture = pictures.id
      """;

  /** The picture with its content. */
  public Optional<PictureFile> find(PictureId id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT id, media_type, width, height, content FROM pictures WHERE id ="
                        + " :id")
                .bind("id", id)
                .map(
                    (row, context) ->
                        new PictureFile(
                            id,
                            Columns.text(row, "media_type"),
                            row.getInt("width"),
                            row.getInt("height"),
                            Base64.getDecoder().decode(Columns.text(row, "content"))))
                .findOne());
  }

  /** Removes a bounded batch of those that nobody has named for long. A job of the timetable. */
  public int forgetReleased() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    """
                    DELETE FROM pictures WHERE id IN (
                      SELECT id FROM pictures WHERE released_at < :before ORDER BY released_at LIMIT :most)
                    AND NOT EXISTS (
                    """
                        + NAMED
                        + ")")
                .bind("before", clock.instant().minus(KEPT))
                .bind("most", MOST_AT_ONCE)
                .execute());
  }
}
