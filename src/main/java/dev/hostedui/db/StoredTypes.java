package dev.hostedui.db;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Teaches JDBI how the types of the house stand in columns, so that statements bind and read them
 * as they are.
 *
 * <ul>
 *   <li>An {@link Instant} is its milliseconds since 1970.
 *   <li>A {@link TextValue} is its text.
 *   <li>A {@link WireNamed} constant is its wire name. JDBI itself writes other enums by the name
 *       of the constant.
 *   <li>A text is as it is, but for the character NUL, which PostgreSQL takes in none: what others
 *       say of themselves or answer may hold one, and is kept with U+FFFD in its place.
 *   <li>Null is null, in both directions.
 *   <li>A row becomes a record by its constructor. Its components are called like the columns:
 *       {@code createdAt} is {@code created_at}.
 * </ul>
 */
final class StoredTypes implements JdbiPlugin {

  /** What is found out about a class by reflection is found out once. */
  private static final ClassValue<ColumnMapper<?>> VALUES =
      new ClassValue<>() {
        @Override
        protected ColumnMapper<?> computeValue(Class<?> kind) {
          return WireNamed.class.isAssignableFrom(kind) ? constants(kind) : values(kind);
        }
      };

  private static final ClassValue<RowMapper<?>> RECORDS =
      new ClassValue<>() {
        @Override
        protected RowMapper<?> computeValue(Class<?> kind) {
          return ConstructorMapper.of(kind);
        }
      };

  @Override
  public void customizeJdbi(Jdbi jdbi) {
    ArgumentFactory.Preparable arguments = StoredTypes::argument;
    jdbi.registerArgument(arguments);
    jdbi.registerColumnMapper(StoredTypes::column);
    jdbi.registerRowMapper(StoredTypes::row);
  }

  private static Optional<Function<Object, Argument>> argument(Type type, ConfigRegistry config) {
    if (type == String.class) return Optional.of(value -> text((String) value));
    if (type == Instant.class) return Optional.of(value -> time((Instant) value));
    if (!(type instanceof Class<?> kind)) return Optional.empty();
    if (TextValue.class.isAssignableFrom(kind))
      return Optional.of(value -> text(value == null ? null : ((TextValue) value).value()));
    if (WireNamed.class.isAssignableFrom(kind))
      return Optional.of(value -> text(value == null ? null : ((WireNamed) value).wireName()));
    return Optional.empty();
  }

  /** What the driver is handed for a value of one of these types, or of its own. */
  static Object stored(Object value) {
    // most values are these, and that they are none of the interfaces below is slow to find out
    if (value instanceof String text) return fit(text);
    if (value instanceof Number) return value;
    if (value instanceof TextValue text) return fit(text.value());
    if (value instanceof Instant time) return time.toEpochMilli();
    if (value instanceof WireNamed constant) return constant.wireName();
    return value instanceof Enum<?> constant ? constant.name() : value;
  }

  private static Argument time(@Nullable Instant time) {
    return (position, statement, context) -> {
      if (time == null) statement.setNull(position, Types.BIGINT);
      else statement.setLong(position, time.toEpochMilli());
    };
  }

  private static Argument text(@Nullable String text) {
    var stored = text == null ? null : fit(text);
    return (position, statement, context) -> statement.setString(position, stored);
  }

  private static String fit(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static Optional<ColumnMapper<?>> column(Type type, ConfigRegistry config) {
    if (type == Instant.class) return Optional.of((ColumnMapper<Instant>) StoredTypes::time);
    return type instanceof Class<?> kind && isText(kind)
        ? Optional.of(VALUES.get(kind))
        : Optional.empty();
  }

  private static boolean isText(Class<?> kind) {
    return (kind.isRecord() && TextValue.class.isAssignableFrom(kind))
        || (kind.isEnum() && WireNamed.class.isAssignableFrom(kind));
  }

  private static @Nullable Instant time(ResultSet row, int column, StatementContext context)
      throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static ColumnMapper<?> values(Class<?> kind) {
    MethodHandle constructor;
    try {
      var declared = kind.getDeclaredConstructor(String.class);
      declared.setAccessible(true);
      constructor = MethodHandles.lookup().unreflectConstructor(declared);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(kind + " is not made of one text", e);
    }
    return (row, column, context) -> {
      var text = row.getString(column);
      if (text == null) return null;
      try {
        return constructor.invoke(text);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(kind + " cannot be read", e);
      }
    };
  }

  private static ColumnMapper<?> constants(Class<?> kind) {
    var constants = new HashMap<String, Object>();
    for (var constant : kind.getEnumConstants())
      constants.put(((WireNamed) constant).wireName(), constant);
    return (row, column, context) -> {
      var name = row.getString(column);
      if (name == null) return null;
      var constant = constants.get(name);
      if (constant == null) throw new IllegalStateException(kind + " has no " + name);
      return constant;
    };
  }

  private static Optional<RowMapper<?>> row(Type type, ConfigRegistry config) {
    return type instanceof Class<?> kind && kind.isRecord() && !isText(kind)
        ? Optional.of(RECORDS.get(kind))
        : Optional.empty();
  }
}
