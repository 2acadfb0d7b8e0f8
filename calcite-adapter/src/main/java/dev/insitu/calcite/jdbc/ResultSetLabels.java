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
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Reads values by column label from the backend's result set; null goes through as it comes. */
@NullUnmarked
abstract class ResultSetLabels extends ResultSetColumns {
  ResultSetLabels(ResultSet backend) {
    super(backend);
  }

  @Override
  public String getString(String columnLabel) throws SQLException {
    return backend.getString(columnLabel);
  }

  @Override
  public boolean getBoolean(String columnLabel) throws SQLException {
    return backend.getBoolean(columnLabel);
  }

  @Override
  public byte getByte(String columnLabel) throws SQLException {
    return backend.getByte(columnLabel);
  }

  @Override
  public short getShort(String columnLabel) throws SQLException {
    return backend.getShort(columnLabel);
  }

  @Override
  public int getInt(String columnLabel) throws SQLException {
    return backend.getInt(columnLabel);
  }

  @Override
  public long getLong(String columnLabel) throws SQLException {
    return backend.getLong(columnLabel);
  }

  @Override
  public float getFloat(String columnLabel) throws SQLException {
    return backend.getFloat(columnLabel);
  }

  @Override
  public double getDouble(String columnLabel) throws SQLException {
    return backend.getDouble(columnLabel);
  }

  @Override
  @Deprecated
  public BigDecimal getBigDecimal(String columnLabel, int scale) throws SQLException {
    return backend.getBigDecimal(columnLabel, scale);
  }

  @Override
  public byte[] getBytes(String columnLabel) throws SQLException {
    return backend.getBytes(columnLabel);
  }

  @Override
  public Date getDate(String columnLabel) throws SQLException {
    return backend.getDate(columnLabel);
  }

  @Override
  public Time getTime(String columnLabel) throws SQLException {
    return backend.getTime(columnLabel);
  }

  @Override
  public Timestamp getTimestamp(String columnLabel) throws SQLException {
    return backend.getTimestamp(columnLabel);
  }

  @Override
  public InputStream getAsciiStream(String columnLabel) throws SQLException {
    return backend.getAsciiStream(columnLabel);
  }

  @Override
  @Deprecated
  public InputStream getUnicodeStream(String columnLabel) throws SQLException {
    return backend.getUnicodeStream(columnLabel);
  }

  @Override
  public InputStream getBinaryStream(String columnLabel) throws SQLException {
    return backend.getBinaryStream(columnLabel);
  }

  @Override
  public Object getObject(String columnLabel) throws SQLException {
    return backend.getObject(columnLabel);
  }

  @Override
  public int findColumn(String columnLabel) throws SQLException {
    return backend.findColumn(columnLabel);
  }

  @Override
  public Reader getCharacterStream(String columnLabel) throws SQLException {
    return backend.getCharacterStream(columnLabel);
  }

  @Override
  public BigDecimal getBigDecimal(String columnLabel) throws SQLException {
    return backend.getBigDecimal(columnLabel);
  }

  @Override
  public Object getObject(String columnLabel, Map<String, Class<?>> map) throws SQLException {
    return backend.getObject(columnLabel, map);
  }

  @Override
  public Ref getRef(String columnLabel) throws SQLException {
    return backend.getRef(columnLabel);
  }

  @Override
  public Blob getBlob(String columnLabel) throws SQLException {
    return backend.getBlob(columnLabel);
  }

  @Override
  public Clob getClob(String columnLabel) throws SQLException {
    return backend.getClob(columnLabel);
  }

  @Override
  public Array getArray(String columnLabel) throws SQLException {
    return backend.getArray(columnLabel);
  }

  @Override
  public Date getDate(String columnLabel, Calendar cal) throws SQLException {
    return backend.getDate(columnLabel, cal);
  }

  @Override
  public Time getTime(String columnLabel, Calendar cal) throws SQLException {
    return backend.getTime(columnLabel, cal);
  }

  @Override
  public Timestamp getTimestamp(String columnLabel, Calendar cal) throws SQLException {
    return backend.getTimestamp(columnLabel, cal);
  }

  @Override
  public URL getURL(String columnLabel) throws SQLException {
    return backend.getURL(columnLabel);
  }

  @Override
  public RowId getRowId(String columnLabel) throws SQLException {
    return backend.getRowId(columnLabel);
  }

  @Override
  public NClob getNClob(String columnLabel) throws SQLException {
    return backend.getNClob(columnLabel);
  }

  @Override
  public SQLXML getSQLXML(String columnLabel) throws SQLException {
    return backend.getSQLXML(columnLabel);
  }

  @Override
  public String getNString(String columnLabel) throws SQLException {
    return backend.getNString(columnLabel);
  }

  @Override
  public Reader getNCharacterStream(String columnLabel) throws SQLException {
    return backend.getNCharacterStream(columnLabel);
  }

  @Override
  public <T> T getObject(String columnLabel, Class<T> type) throws SQLException {
    return backend.getObject(columnLabel, type);
  }
}
