package dev.insitu.udf.h2;

import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.h2.result.ResultInterface;
import org.h2.table.Column;
import org.h2.table.TableType;
import org.h2.table.VirtualConstructedTable;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are made when it is read, as H2's own function tables are. It is a local
 * temporary table of one session, so that only this session finds it, whoever its user is; nothing
 * of it is stored.
 */
final class RowsTable extends VirtualConstructedTable {
  private final SessionLocal owner;
  private @Nullable Supplier<ResultInterface> rows;

  RowsTable(SessionLocal owner, String name, Column[] columns) {
    super(owner.getDatabase().getMainSchema(), 0, name);
    this.owner = owner;
    setTemporary(true);
    setColumns(columns);
  }

  /** Says what makes the rows from now on; null for nothing. */
  void bind(@Nullable Supplier<ResultInterface> supplier) {
    rows = supplier;
  }

  @Override
  public ResultInterface getResult(SessionLocal session) {
    Supplier<ResultInterface> bound = rows;
    if (bound == null || session.getId() != owner.getId()) {
      throw DbException.get(ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1, getName());
    }
    return bound.get();
  }

  @Override
  public TableType getTableType() {
    return TableType.TABLE;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean canGetRowCount(SessionLocal session) {
    return false;
  }

  @Override
  public long getRowCount(SessionLocal session) {
    return Long.MAX_VALUE;
  }

  @Override
  public long getRowCountApproximation(SessionLocal session) {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean canDrop() {
    return false;
  }
}
