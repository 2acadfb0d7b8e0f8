package dev.insitu.calcite.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Reads values by column number from the backend's result set; null goes through as it comes. */
@NullUnmarked
abstract class ResultSetColumns implements ResultSet {
  final ResultSet backend;

  ResultSetColumns(ResultSet backend) {
    this.backend = backend;
  }

  @Override
  public boolean wasNull() throws SQLException {
    return backend.wasNull();
  }

  @Override
  public String getString(int columnIndex) throws SQLException {
    return backend.getString(columnIndex);
  }

  @Override
  public boolean getBoolean(int columnIndex) throws SQLException {
    return backend.getBoolean(columnIndex);
  }

  @Override
  public byte getByte(int columnIndex) throws SQLException {
    return backend.getByte(columnIndex);
  }

  @Override
  public short getShort(int columnIndex) throws SQLException {
    return backend.getShort(columnIndex);
  }

  @Override
  public int getInt(int columnIndex) throws SQLException {
    return backend.getInt(columnIndex);
  }

  @Override
  public long getLong(int columnIndex) throws SQLException {
    return backend.getLong(columnIndex);
  }

  @Override
  public float getFloat(int columnIndex) throws SQLException {
    return backend.getFloat(columnIndex);
  }

  @Override
  public double getDouble(int columnIndex) throws SQLException {
    return backend.getDouble(columnIndex);
  }

  @Override
  @Deprecated
  public BigDecimal getBigDecimal(int columnIndex, int scale) throws SQLException {
    return backend.getBigDecimal(columnIndex, scale);
  }

  @Override
  public byte[] getBytes(int columnIndex) throws SQLException {
    return backend.getBytes(columnIndex);
  }

  @Override
  public Date getDate(int columnIndex) throws SQLException {
    return backend.getDate(columnIndex);
  }

  @Override
  public Time getTime(int columnIndex) throws SQLException {
    return backend.getTime(columnIndex);
  }

  @Override
  public Timestamp getTimestamp(int columnIndex) throws SQLException {
    return backend.getTimestamp(columnIndex);
  }

  @Override
  public InputStream getAsciiStream(int columnIndex) throws SQLException {
    return backend.getAsciiStream(columnIndex);
  }

  @Override
  @Deprecated
  public InputStream getUnicodeStream(int columnIndex) throws SQLException {
    return backend.getUnicodeStream(columnIndex);
  }

  @Override
  public InputStream getBinaryStream(int columnIndex) throws SQLException {
    return backend.getBinaryStream(columnIndex);
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return backend.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    backend.clearWarnings();
  }

  @Override
  public String getCursorName() throws SQLException {
    return backend.getCursorName();
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return backend.getMetaData();
  }

  @Override
  public Object getObject(int columnIndex) throws SQLException {
    return backend.getObject(columnIndex);
  }

  @Override
  public Reader getCharacterStream(int columnIndex) throws SQLException {
    return backend.getCharacterStream(columnIndex);
  }

  @Override
  public BigDecimal getBigDecimal(int columnIndex) throws SQLException {
    return backend.getBigDecimal(columnIndex);
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    return backend.isBeforeFirst();
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    return backend.isAfterLast();
  }

  @Override
  public boolean isFirst() throws SQLException {
    return backend.isFirst();
  }

  @Override
  public boolean isLast() throws SQLException {
    return backend.isLast();
  }

  @Override
  public int getRow() throws SQLException {
    return backend.getRow();
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    backend.setFetchDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return backend.getFetchDirection();
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    backend.setFetchSize(rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return backend.getFetchSize();
  }

  @Override
  public int getType() throws SQLException {
    return backend.getType();
  }

  @Override
  public int getConcurrency() throws SQLException {
    return backend.getConcurrency();
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return backend.rowUpdated();
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return backend.rowInserted();
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return backend.rowDeleted();
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    backend.cancelRowUpdates();
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    backend.moveToInsertRow();
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    backend.moveToCurrentRow();
  }

  @Override
  public Object getObject(int columnIndex, Map<String, Class<?>> map) throws SQLException {
    return backend.getObject(columnIndex, map);
  }

  @Override
  public Ref getRef(int columnIndex) throws SQLException {
    return backend.getRef(columnIndex);
  }

  @Override
  public Blob getBlob(int columnIndex) throws SQLException {
    return backend.getBlob(columnIndex);
  }

  @Override
  public Clob getClob(int columnIndex) throws SQLException {
    return backend.getClob(columnIndex);
  }

  @Override
  public Array getArray(int columnIndex) throws SQLException {
    return backend.getArray(columnIndex);
  }

  @Override
  public Date getDate(int columnIndex, Calendar cal) throws SQLException {
    return backend.getDate(columnIndex, cal);
  }

  @Override
  public Time getTime(int columnIndex, Calendar cal) throws SQLException {
    return backend.getTime(columnIndex, cal);
  }

  @Override
  public Timestamp getTimestamp(int columnIndex, Calendar cal) throws SQLException {
    return backend.getTimestamp(columnIndex, cal);
  }

  @Override
  public URL getURL(int columnIndex) throws SQLException {
    return backend.getURL(columnIndex);
  }

  @Override
  public RowId getRowId(int columnIndex) throws SQLException {
    return backend.getRowId(columnIndex);
  }

  @Override
  public int getHoldability() throws SQLException {
    return backend.getHoldability();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return backend.isClosed();
  }

  @Override
  public NClob getNClob(int columnIndex) throws SQLException {
    return backend.getNClob(columnIndex);
  }

  @Override
  public SQLXML getSQLXML(int columnIndex) throws SQLException {
    return backend.getSQLXML(columnIndex);
  }

  @Override
  public String getNString(int columnIndex) throws SQLException {
    return backend.getNString(columnIndex);
  }

  @Override
  public Reader getNCharacterStream(int columnIndex) throws SQLException {
    return backend.getNCharacterStream(columnIndex);
  }

  @Override
  public <T> T getObject(int columnIndex, Class<T> type) throws SQLException {
    return backend.getObject(columnIndex, type);
  }
}
