package dev.insitu.calcite.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/** Unwraps a facade to itself, to the backend's object, and to what that unwraps to. */
final class Wrappers {
  private Wrappers() {}

  static <T> T unwrap(Object facade, Wrapper backend, @Nullable Class<T> type) throws SQLException {
    if (type != null && type.isInstance(facade)) {
      return type.cast(facade);
    }
    return backend.unwrap(type);
  }

  static boolean isWrapperFor(Object facade, Wrapper backend, @Nullable Class<?> type)
      throws SQLException {
    return (type != null && type.isInstance(facade)) || backend.isWrapperFor(type);
  }
}
