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
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.NullUnmarked;

/** Sets parameters: at once on the backend, or later where a plan says; null goes through. */
@NullUnmarked
abstract sealed class PreparedParameters extends ExecutingStatement implements PreparedStatement
    permits InsituPreparedStatement {
  PreparedParameters(InsituConnection connection) {
    super(connection);
  }

  /** Sets one parameter of a backend statement. */
  @FunctionalInterface
  interface Binding {
    /** Sets the parameter of this index, from 1. */
    void set(PreparedStatement target, int index) throws SQLException;
  }

  /** Sets a parameter of the text. */
  abstract void bind(int parameter, Binding binding) throws SQLException;

  /** Sets one parameter of a backend statement from a stream. */
  @FunctionalInterface
  interface StreamBinding<S> {
    /** Sets the parameter of this index, from 1. */
    void set(PreparedStatement target, int index, S stream) throws SQLException;
  }

  /** Sets a parameter of the text from bytes that can be read once. */
  abstract void bindBytes(int parameter, InputStream bytes, StreamBinding<InputStream> binding)
      throws SQLException;

  /** Sets a parameter of the text from characters that can be read once. */
  abstract void bindText(int parameter, Reader text, StreamBinding<Reader> binding)
      throws SQLException;

  @Override
  public void setNull(int parameterIndex, int sqlType) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setNull(i, sqlType));
  }

  @Override
  public void setBoolean(int parameterIndex, boolean x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setBoolean(i, x));
  }

  @Override
  public void setByte(int parameterIndex, byte x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setByte(i, x));
  }

  @Override
  public void setShort(int parameterIndex, short x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setShort(i, x));
  }

  @Override
  public void setInt(int parameterIndex, int x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setInt(i, x));
  }

  @Override
  public void setLong(int parameterIndex, long x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setLong(i, x));
  }

  @Override
  public void setFloat(int parameterIndex, float x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setFloat(i, x));
  }

  @Override
  public void setDouble(int parameterIndex, double x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setDouble(i, x));
  }

  @Override
  public void setBigDecimal(int parameterIndex, BigDecimal x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setBigDecimal(i, x));
  }

  @Override
  public void setString(int parameterIndex, String x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setString(i, x));
  }

  @Override
  public void setBytes(int parameterIndex, byte[] x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setBytes(i, x));
  }

  @Override
  public void setDate(int parameterIndex, Date x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setDate(i, x));
  }

  @Override
  public void setTime(int parameterIndex, Time x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setTime(i, x));
  }

  @Override
  public void setTimestamp(int parameterIndex, Timestamp x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setTimestamp(i, x));
  }

  @Override
  public void setAsciiStream(int parameterIndex, InputStream x, int length) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setAsciiStream(i, in, length));
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int parameterIndex, InputStream x, int length) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setUnicodeStream(i, in, length));
  }

  @Override
  public void setBinaryStream(int parameterIndex, InputStream x, int length) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setBinaryStream(i, in, length));
  }

  @Override
  public void setObject(int parameterIndex, Object x, int targetSqlType) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setObject(i, x, targetSqlType));
  }

  @Override
  public void setObject(int parameterIndex, Object x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setObject(i, x));
  }

  @Override
  public void setCharacterStream(int parameterIndex, Reader reader, int length)
      throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setCharacterStream(i, in, length));
  }

  @Override
  public void setRef(int parameterIndex, Ref x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setRef(i, x));
  }

  @Override
  public void setBlob(int parameterIndex, Blob x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setBlob(i, x));
  }

  @Override
  public void setClob(int parameterIndex, Clob x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setClob(i, x));
  }

  @Override
  public void setArray(int parameterIndex, Array x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setArray(i, x));
  }

  @Override
  public void setDate(int parameterIndex, Date x, Calendar cal) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setDate(i, x, cal));
  }

  @Override
  public void setTime(int parameterIndex, Time x, Calendar cal) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setTime(i, x, cal));
  }

  @Override
  public void setTimestamp(int parameterIndex, Timestamp x, Calendar cal) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setTimestamp(i, x, cal));
  }

  @Override
  public void setNull(int parameterIndex, int sqlType, String typeName) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setNull(i, sqlType, typeName));
  }

  @Override
  public void setURL(int parameterIndex, URL x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setURL(i, x));
  }

  @Override
  public void setRowId(int parameterIndex, RowId x) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setRowId(i, x));
  }

  @Override
  public void setNString(int parameterIndex, String value) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setNString(i, value));
  }

  @Override
  public void setNCharacterStream(int parameterIndex, Reader value, long length)
      throws SQLException {
    bindText(parameterIndex, value, (s, i, in) -> s.setNCharacterStream(i, in, length));
  }

  @Override
  public void setNClob(int parameterIndex, NClob value) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setNClob(i, value));
  }

  @Override
  public void setClob(int parameterIndex, Reader reader, long length) throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setClob(i, in, length));
  }

  @Override
  public void setBlob(int parameterIndex, InputStream inputStream, long length)
      throws SQLException {
    bindBytes(parameterIndex, inputStream, (s, i, in) -> s.setBlob(i, in, length));
  }

  @Override
  public void setNClob(int parameterIndex, Reader reader, long length) throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setNClob(i, in, length));
  }

  @Override
  public void setSQLXML(int parameterIndex, SQLXML xmlObject) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setSQLXML(i, xmlObject));
  }

  @Override
  public void setObject(int parameterIndex, Object x, int targetSqlType, int scaleOrLength)
      throws SQLException {
    bind(parameterIndex, (s, i) -> s.setObject(i, x, targetSqlType, scaleOrLength));
  }

  @Override
  public void setAsciiStream(int parameterIndex, InputStream x, long length) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setAsciiStream(i, in, length));
  }

  @Override
  public void setBinaryStream(int parameterIndex, InputStream x, long length) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setBinaryStream(i, in, length));
  }

  @Override
  public void setCharacterStream(int parameterIndex, Reader reader, long length)
      throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setCharacterStream(i, in, length));
  }

  @Override
  public void setAsciiStream(int parameterIndex, InputStream x) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setAsciiStream(i, in));
  }

  @Override
  public void setBinaryStream(int parameterIndex, InputStream x) throws SQLException {
    bindBytes(parameterIndex, x, (s, i, in) -> s.setBinaryStream(i, in));
  }

  @Override
  public void setCharacterStream(int parameterIndex, Reader reader) throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setCharacterStream(i, in));
  }

  @Override
  public void setNCharacterStream(int parameterIndex, Reader value) throws SQLException {
    bindText(parameterIndex, value, (s, i, in) -> s.setNCharacterStream(i, in));
  }

  @Override
  public void setClob(int parameterIndex, Reader reader) throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setClob(i, in));
  }

  @Override
  public void setBlob(int parameterIndex, InputStream inputStream) throws SQLException {
    bindBytes(parameterIndex, inputStream, (s, i, in) -> s.setBlob(i, in));
  }

  @Override
  public void setNClob(int parameterIndex, Reader reader) throws SQLException {
    bindText(parameterIndex, reader, (s, i, in) -> s.setNClob(i, in));
  }

  @Override
  public void setObject(int parameterIndex, Object x, SQLType targetSqlType, int scaleOrLength)
      throws SQLException {
    bind(parameterIndex, (s, i) -> s.setObject(i, x, targetSqlType, scaleOrLength));
  }

  @Override
  public void setObject(int parameterIndex, Object x, SQLType targetSqlType) throws SQLException {
    bind(parameterIndex, (s, i) -> s.setObject(i, x, targetSqlType));
  }
}
