package dev.insitu.udf.h2;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.List;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.h2.result.ResultInterface;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/** Rows of ours as H2 reads them: forward, once. H2 does not close what it leaves early. */
final class StreamResult implements ResultInterface {
  private static final Value[] BEFORE_FIRST = {};

  private final RowSource rows;
  private final List<Column> columns;
  private final SessionLocal session;
  private Value[] row = BEFORE_FIRST;
  private long count;
  private boolean ended;
  private boolean closed;

  StreamResult(RowSource rows, List<Column> columns, SessionLocal session) {
    this.rows = rows;
    this.columns = columns;
    this.session = session;
  }

  @Override
  public boolean next() {
    if (ended || closed) {
      return false;
    }
    // What the rows read from this session must not commit in the middle of a statement.
    boolean autoCommit = session.getAutoCommit();
    session.setAutoCommit(false);
    try {
      if (!rows.next()) {
        ended = true;
        rows.close();
        return false;
      }
      Value[] next = new Value[columns.size()];
      for (int i = 0; i < next.length; i++) {
        next[i] = H2Types.value(rows.value(i), columns.get(i).type(), session);
      }
      row = next;
      count++;
      return true;
    } catch (SQLException e) {
      ended = true;
      throw DbException.convert(e);
    } finally {
      session.setAutoCommit(autoCommit);
    }
  }

  @Override
  public Value[] currentRow() {
    return row;
  }

  @Override
  public void close() {
    try {
      closeRows();
    } catch (SQLException e) {
      throw DbException.convert(e);
    }
  }

  void closeRows() throws SQLException {
    if (!closed) {
      closed = true;
      rows.close();
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean needToClose() {
    return true;
  }

  @Override
  public boolean isLazy() {
    return true;
  }

  @Override
  public long getRowId() {
    return count - 1;
  }

  @Override
  public boolean isAfterLast() {
    return ended;
  }

  @Override
  public int getVisibleColumnCount() {
    return columns.size();
  }

  @Override
  public String getAlias(int i) {
    return columns.get(i).name();
  }

  @Override
  public String getColumnName(int i) {
    return columns.get(i).name();
  }

  @Override
  public TypeInfo getColumnType(int i) {
    return H2Types.type(columns.get(i).type());
  }

  @Override
  public @Nullable String getSchemaName(int i) {
    return null;
  }

  @Override
  public @Nullable String getTableName(int i) {
    return null;
  }

  @Override
  public boolean isIdentity(int i) {
    return false;
  }

  @Override
  public int getNullable(int i) {
    return org.h2.table.Column.NULLABLE_UNKNOWN;
  }

  @Override
  public int getFetchSize() {
    return 1;
  }

  @Override
  public void setFetchSize(int fetchSize) {
    // Rows come one by one.
  }

  @Override
  public @Nullable ResultInterface createShallowCopy(Session target) {
    return null;
  }

  @Override
  public void reset() {
    throw DbException.getUnsupportedException("reading rows again");
  }

  @Override
  public boolean hasNext() {
    throw DbException.getUnsupportedException("looking at the next row");
  }

  @Override
  public long getRowCount() {
    throw DbException.getUnsupportedException("counting rows before they are read");
  }
}
