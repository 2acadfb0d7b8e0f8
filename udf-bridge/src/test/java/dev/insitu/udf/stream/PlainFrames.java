package dev.insitu.udf.stream;

import dev.insitu.udf.type.SqlType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A second implementation of frames, written from docs/abi.md alone and as simple as can be: it
 * knows nothing of the first.
 */
final class PlainFrames {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private PlainFrames() {}

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void fillUp(ByteArrayOutputStream out) {
    while (out.size() % 8 != 0) {
      out.write(0);
    }
  }

  private static int code(SqlType type) {
    return switch (type) {
      case SqlType.Bool t -> 1;
      case SqlType.TinyInt t -> 2;
      case SqlType.SmallInt t -> 3;
      case SqlType.Int t -> 4;
      case SqlType.BigInt t -> 5;
      case SqlType.Real t -> 6;
      case SqlType.DoublePrecision t -> 7;
      case SqlType.Decimal t -> t.precision() <= 18 ? 8 : 9;
      case SqlType.Char t -> 10;
      case SqlType.Varchar t -> 11;
      case SqlType.Binary t -> 12;
      case SqlType.Varbinary t -> 13;
      case SqlType.Date t -> 14;
      case SqlType.Time t -> 15;
      case SqlType.Timestamp t -> t.precision() <= 6 ? 16 : 17;
      case SqlType.TimestampWithTimeZone t -> 18;
      case SqlType.Uuid t -> 19;
      case SqlType.Array t -> 20;
    };
  }

  private static int width(int code) {
    return switch (code) {
      case 1, 2 -> 1;
      case 3 -> 2;
      case 4, 6, 14 -> 4;
      case 5, 7, 8, 15, 16 -> 8;
      case 9, 17, 18, 19 -> 16;
      default -> 0;
    };
  }

  private static byte[] bytes(SqlType type, Object value) {
    int code = code(type);
    ByteBuffer out = little(new byte[width(code)]);
    switch (code) {
      case 1 -> out.put((byte) ((boolean) value ? 1 : 0));
      case 2 -> out.put((byte) (int) value);
      case 3 -> out.putShort((short) (int) value);
      case 4 -> out.putInt((int) value);
      case 5 -> out.putLong((long) value);
      case 6 -> out.putFloat((float) value);
      case 7 -> out.putDouble((double) value);
      case 8 -> out.putLong(((BigDecimal) value).unscaledValue().longValueExact());
      case 9 -> {
        BigInteger all = ((BigDecimal) value).unscaledValue();
        for (int i = 0; i < 16; i++) {
          out.put(all.shiftRight(8 * i).byteValue());
        }
      }
      case 10, 11 -> {
        return ((String) value).getBytes(StandardCharsets.UTF_8);
      }
      case 12, 13 -> {
        return (byte[]) value;
      }
      case 14 -> out.putInt((int) ((LocalDate) value).toEpochDay());
      case 15 -> out.putLong(((LocalTime) value).toNanoOfDay());
      case 16 -> out.putLong(micros((LocalDateTime) value));
      case 17 -> {
        LocalDateTime time = (LocalDateTime) value;
        out.putLong(time.toEpochSecond(ZoneOffset.UTC));
        out.putInt(time.get(ChronoField.NANO_OF_SECOND)).putInt(0);
      }
      case 18 -> {
        OffsetDateTime time = (OffsetDateTime) value;
        out.putLong(time.toEpochSecond()).putInt(time.get(ChronoField.NANO_OF_SECOND));
        out.putInt(time.getOffset().getTotalSeconds());
      }
      case 19 -> {
        out.order(ByteOrder.BIG_ENDIAN);
        out.putLong(((UUID) value).getMostSignificantBits());
        out.putLong(((UUID) value).getLeastSignificantBits());
      }
      case 20 -> {
        return array(((SqlType.Array) type).element(), (Object[]) value);
      }
      default -> throw new AssertionError(type);
    }
    return out.array();
  }

  /** Returns the bytes of an array: a bitmap when an element is NULL. */
  private static byte[] array(SqlType element, Object[] elements) {
    List<Object[]> rows = Arrays.stream(elements).map(e -> new Object[] {e}).toList();
    boolean bitmap = Arrays.stream(elements).anyMatch(Objects::isNull);
    byte[] block = block(element, rows, 0, bitmap);
    int[] parameters = parameters(element);
    ByteBuffer out = little(new byte[8 + block.length]).putInt(elements.length);
    out.put((byte) code(element)).put((byte) parameters[0]).put((byte) parameters[1]);
    return out.put((byte) (bitmap ? 1 : 0)).put(block).array();
  }

  private static Object[] elements(SqlType element, byte[] bytes) {
    ByteBuffer in = little(bytes);
    int count = in.getInt();
    int[] parameters = parameters(element);
    assert in.get() == code(element) && in.get() == parameters[0] && in.get() == parameters[1];
    return column(element, in, 8, count, in.get() == 1).toArray();
  }

  private static long micros(LocalDateTime time) {
    return Duration.between(EPOCH, time).toSeconds() * 1_000_000
        + time.get(ChronoField.NANO_OF_SECOND) / 1_000;
  }

  /** Returns one frame of these rows, with a bitmap where it is wanted or needed. */
  static byte[] write(List<SqlType> types, List<Object[]> rows, boolean alwaysBitmap) {
    List<byte[]> blocks = new ArrayList<>();
    List<Boolean> bitmaps = new ArrayList<>();
    for (int c = 0; c < types.size(); c++) {
      int column = c;
      boolean bitmap = alwaysBitmap || rows.stream().anyMatch(r -> r[column] == null);
      bitmaps.add(bitmap);
      blocks.add(block(types.get(c), rows, c, bitmap));
    }
    int length = 16 + 8 * types.size() + blocks.stream().mapToInt(b -> b.length).sum();
    ByteBuffer out = little(new byte[length]);
    out.put("INS1".getBytes(StandardCharsets.US_ASCII));
    out.putInt(length).putInt(rows.size()).putInt(types.size());
    for (int c = 0; c < types.size(); c++) {
      int[] parameters = parameters(types.get(c));
      out.put((byte) code(types.get(c))).put((byte) parameters[0]).put((byte) parameters[1]);
      out.put((byte) (bitmaps.get(c) ? 1 : 0)).putInt(blocks.get(c).length);
    }
    blocks.forEach(out::put);
    assert !out.hasRemaining();
    return out.array();
  }

  private static int[] parameters(SqlType type) {
    return switch (type) {
      case SqlType.Decimal t -> new int[] {t.precision(), t.scale()};
      case SqlType.Time t -> new int[] {t.precision(), 0};
      case SqlType.Timestamp t -> new int[] {t.precision(), 0};
      case SqlType.TimestampWithTimeZone t -> new int[] {t.precision(), 0};
      default -> new int[] {0, 0};
    };
  }

  private static byte[] block(SqlType type, List<Object[]> rows, int column, boolean bitmap) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (bitmap) {
      byte[] bits = new byte[(rows.size() + 7) / 8];
      for (int i = 0; i < rows.size(); i++) {
        bits[i / 8] |= (byte) (rows.get(i)[column] == null ? 0 : 1 << i % 8);
      }
      out.writeBytes(bits);
      fillUp(out);
    }
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    ByteBuffer offsets = little(new byte[4 * (rows.size() + 1)]).putInt(0);
    int width = width(code(type));
    for (Object[] row : rows) {
      values.writeBytes(row[column] == null ? new byte[width] : bytes(type, row[column]));
      offsets.putInt(values.size());
    }
    if (width == 0) {
      out.writeBytes(offsets.array());
      fillUp(out);
    }
    out.writeBytes(values.toByteArray());
    fillUp(out);
    return out.toByteArray();
  }

  /** Returns the rows of all frames. */
  static List<List<Object>> read(List<SqlType> types, byte[] channel) {
    List<List<Object>> rows = new ArrayList<>();
    ByteBuffer in = little(channel);
    while (in.hasRemaining()) {
      int start = in.position();
      byte[] magic = new byte[4];
      in.get(magic);
      assert new String(magic, StandardCharsets.US_ASCII).equals("INS1");
      int end = start + in.getInt();
      int count = in.getInt();
      assert in.getInt() == types.size();
      int block = start + 16 + 8 * types.size();
      List<List<Object>> columns = new ArrayList<>();
      for (SqlType type : types) {
        int[] parameters = parameters(type);
        assert in.get() == code(type) && in.get() == parameters[0] && in.get() == parameters[1];
        boolean bitmap = in.get() == 1;
        columns.add(column(type, in, block, count, bitmap));
        block += in.getInt();
      }
      assert block == end && end % 8 == 0;
      for (int i = 0; i < count; i++) {
        int row = i;
        rows.add(SqlValues.list(columns.stream().map(c -> c.get(row)).toArray()));
      }
      in.position(end);
    }
    return rows;
  }

  private static List<Object> column(
      SqlType type, ByteBuffer in, int block, int count, boolean bitmap) {
    int width = width(code(type));
    int values = block + (bitmap ? (count + 63) / 64 * 8 : 0);
    int offsets = values;
    values += width == 0 ? (count + 2) / 2 * 8 : 0;
    List<Object> column = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = width == 0 ? in.getInt(offsets + 4 * i) : width * i;
      int to = width == 0 ? in.getInt(offsets + 4 * i + 4) : from + width;
      byte[] value = new byte[to - from];
      in.get(values + from, value);
      boolean isNull = bitmap && (in.get(block + i / 8) >> i % 8 & 1) == 0;
      column.add(isNull ? null : value(type, value));
    }
    return column;
  }

  private static Object value(SqlType type, byte[] bytes) {
    ByteBuffer in = little(bytes);
    return switch (code(type)) {
      case 1 -> in.get() == 1;
      case 2 -> (int) in.get();
      case 3 -> (int) in.getShort();
      case 4 -> in.getInt();
      case 5 -> in.getLong();
      case 6 -> in.getFloat();
      case 7 -> in.getDouble();
      case 8 -> BigDecimal.valueOf(in.getLong(), parameters(type)[1]);
      case 9 -> {
        BigInteger low = new BigInteger(Long.toUnsignedString(in.getLong()));
        yield new BigDecimal(
            BigInteger.valueOf(in.getLong()).shiftLeft(64).add(low), parameters(type)[1]);
      }
      case 10, 11 -> new String(bytes, StandardCharsets.UTF_8);
      case 12, 13 -> bytes;
      case 14 -> LocalDate.EPOCH.plusDays(in.getInt());
      case 15 -> LocalTime.MIDNIGHT.plusNanos(in.getLong());
      case 16 -> EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
      case 17 -> EPOCH.plusSeconds(in.getLong()).plusNanos(in.getInt());
      case 18 ->
          Instant.ofEpochSecond(in.getLong(), in.getInt())
              .atOffset(ZoneOffset.ofTotalSeconds(in.getInt()));
      case 19 -> new UUID(in.order(ByteOrder.BIG_ENDIAN).getLong(), in.getLong());
      case 20 -> elements(((SqlType.Array) type).element(), bytes);
      default -> throw new AssertionError(type);
    };
  }
}
