package dev.hostedui.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A duration for a column that holds whole minutes. A bare duration cannot be bound, because not
 * all columns have one unit; what is over a whole minute is dropped.
 */
public record Minutes(Duration duration) implements Argument {

  /** What to bind for a duration that may be missing, which is null in the column too. */
  public static @Nullable Minutes of(@Nullable Duration duration) {
    return duration == null ? null : new Minutes(duration);
  }

  @Override
  public void apply(int position, PreparedStatement statement, StatementContext context)
      throws SQLException {
    statement.setLong(position, duration.toMinutes());
  }
}
