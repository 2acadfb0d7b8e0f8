package dev.insitu.udf.h2;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.rows.Closing;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.expression.Expression;
import org.h2.expression.ExpressionColumn;
import org.h2.message.DbException;
import org.h2.result.LocalResult;
import org.h2.result.ResultInterface;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an embedded H2 reads as they come. H2 opens a table function again for each outer row
 * of a nested loop, so the second time within one execution its rows are kept, on disk when they
 * are many, and all later times read what was kept.
 */
final class StreamedRows implements HostedRows {
  private final SessionLocal session;
  private final List<Column> columns;
  private final RowOpener rows;
  private final Consumer<StreamedRows> forget;
  private final RowsTable table;
  private final Closing streams = new Closing();
  private boolean begun;
  private boolean closed;
  private int opened;
  private @Nullable LocalResult kept;

  StreamedRows(
      SessionLocal session,
      RowsTable table,
      List<Column> columns,
      RowOpener rows,
      Consumer<StreamedRows> forget) {
    this.session = session;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.forget = forget;
    this.table = table;
    table.bind(this::open);
  }

  RowsTable table() {
    return table;
  }

  @Override
  public String fromItem() {
    return TemporaryTable.quoted(table.getName());
  }

  @Override
  public void begin() throws SQLException {
    end();
    begun = true;
  }

  @Override
  public void end() throws SQLException {
    begun = false;
    opened = 0;
    kept = null;
    streams.close();
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      table.bind(null);
      forget.accept(this);
      end();
    }
  }

  private ResultInterface open() {
    boolean autoCommit = session.getAutoCommit();
    session.setAutoCommit(false);
    try {
      if (!begun) {
        throw SqlErrors.of(
            ErrorCode.NOT_SUPPORTED,
            table.getName() + " holds rows only while the statement that calls the function runs");
      }
      return ++opened == 1 ? stream() : copy();
    } catch (SQLException e) {
      throw DbException.convert(e);
    } finally {
      session.setAutoCommit(autoCommit);
    }
  }

  private StreamResult stream() throws SQLException {
    StreamResult result = new StreamResult(rows.open(), columns, session);
    streams.add(result::closeRows);
    return result;
  }

  private ResultInterface copy() throws SQLException {
    LocalResult all = kept;
    if (all == null) {
      all = keep();
      kept = all;
    }
    return all.createShallowCopy(session);
  }

  private LocalResult keep() throws SQLException {
    Database database = session.getDatabase();
    Expression[] expressions = new Expression[columns.size()];
    for (int i = 0; i < expressions.length; i++) {
      expressions[i] = new ExpressionColumn(database, table.getColumn(i));
    }
    LocalResult all = new LocalResult(session, expressions, expressions.length, expressions.length);
    streams.add(all::close);
    StreamResult source = stream();
    while (source.next()) {
      all.addRow(source.currentRow());
    }
    source.closeRows();
    all.done();
    return all;
  }
}
