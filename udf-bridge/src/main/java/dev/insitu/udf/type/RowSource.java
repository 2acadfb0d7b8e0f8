package dev.insitu.udf.type;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A forward-only stream of rows. One thread. Values are of the classes that {@link SqlType} names,
 * null for NULL.
 */
public interface RowSource extends AutoCloseable {
  /** Returns a stream without rows and without columns. */
  static RowSource none() {
    return new RowSource() {
      @Override
      public List<Column> columns() {
        return List.of();
      }

      @Override
      public boolean next() {
        return false;
      }

      @Override
      public @Nullable Object value(int column) {
        throw new IllegalStateException("there are no columns");
      }

      @Override
      public void close() {}
    };
  }

  /** Returns the columns, in order. */
  List<Column> columns();

  /** Moves to the next row; false at the end. */
  boolean next() throws SQLException;

  /** Returns a value of the present row; columns count from 0. */
  @Nullable Object value(int column) throws SQLException;

  /** Frees what the stream holds; the rest of its rows are not read. */
  @Override
  void close() throws SQLException;
}
