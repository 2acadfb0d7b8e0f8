package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as frames, there and back, as another implementation sees them, and hostile frames. */
final class FrameCodecTest {
  private static final CallErrors ERRORS = CallErrors.ofFunction("F");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void twoImplementationsReadAndWriteTheSame(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      List<SqlType> types = new ArrayList<>();
      for (int c = random.nextInt(1, 6); c > 0; c--) {
        types.add(SqlValues.anyType(random));
      }
      int count = i == 0 ? 2_500 : random.nextInt(40);
      List<Object[]> rows = rows(types, count, random);
      List<List<Object>> expected = rows.stream().map(SqlValues::list).toList();
      byte[] frames = encode(types, rows);
      assertThat(PlainFrames.read(types, frames))
          .as("seed %s, try %s", seed, i)
          .isEqualTo(expected);
      assertThat(decode(types, frames, random.nextInt(1, 5_000)))
          .as("seed %s, try %s", seed, i)
          .isEqualTo(expected);
      ByteArrayOutputStream other = new ByteArrayOutputStream();
      for (int from = 0; from < count; ) {
        int to = Math.min(count, from + random.nextInt(20));
        other.writeBytes(PlainFrames.write(types, rows.subList(from, to), random.nextBoolean()));
        from = to;
      }
      assertThat(decode(types, other.toByteArray(), random.nextInt(1, 200)))
          .as("seed %s, try %s", seed, i)
          .isEqualTo(expected);
      if (count <= FrameEncoder.BATCH_ROWS && count > 0) {
        assertThat(frames).isEqualTo(PlainFrames.write(types, rows, /* alwaysBitmap= */ false));
      }
    }
  }

  private static List<Object[]> rows(List<SqlType> types, int count, SplittableRandom random) {
    List<Object[]> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      rows.add(types.stream().map(t -> SqlValues.any(t, random)).toArray());
    }
    return rows;
  }

  @Test
  void aFrameIsWhatTheReferenceSays() throws Exception {
    List<SqlType> types = types("BIGINT", "VARCHAR");
    byte[] frame = encode(types, List.of(new Object[] {-2L, "hé"}, new Object[] {7L, null}));
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo(
            "494e5331"
                + "50000000"
                + "02000000"
                + "02000000"
                + "05000000"
                + "10000000"
                + "0b000001"
                + "20000000"
                + "feffffffffffffff"
                + "0700000000000000"
                + "0100000000000000"
                + "00000000"
                + "03000000"
                + "03000000"
                + "00000000"
                + "68c3a90000000000");
    assertThat(encode(types, List.of())).isEmpty();
    assertThat(decode(types, PlainFrames.write(types, List.of(), true), 1)).isEmpty();
  }

  @Test
  void frameEndsDependOnTheRowsAlone() throws Exception {
    List<SqlType> types = types("VARCHAR");
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      rows.add(new Object[] {i == 1_500 ? "x".repeat(100_000) : "y"});
    }
    byte[] frames = encode(types, rows);
    List<Integer> counts = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(frames).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < frames.length; at += in.getInt(at + 4)) {
      counts.add(in.getInt(at + 8));
    }
    assertThat(counts).containsExactly(1_024, 477, 1_024, 475);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0:494e5332            | begins with 'INS2', not with 'INS1', so it is no frame
          0:48656c6c            | begins with 'Hell', not with 'INS1', so it is no frame
          4:00000000            | has a length of 0, which is no multiple of 8 from 32 to 16777216
          4:18000000            | has a length of 24, which is no multiple of 8 from 32 to 16777216
          4:64000000            | has a length of 100, which is no multiple of 8 from 32 to 16777216
          4:08000001            | has a length of 16777224, which is no multiple of 8 from 32 to 16777216
          4:f8ffffff            | has a length of 4294967288, which is no multiple of 8 from 32 to 16777216
          4:68000000            | the output ends after 80 bytes of it, it says that it has 104
          4:48000000            | column B: has a block of 32 bytes, the frame has 24 left
          8:03000000            | column A: has a block of 16 bytes, 3 rows need 24
          8:01000000            | column A: has a block of 16 bytes, 1 rows need 8
          8:00000000            | column A: has a block of 16 bytes, 0 rows need 0
          8:ffffffff            | column A: has a block of 16 bytes, 4294967295 rows need 34359738360
          8:00000080            | column A: has a block of 16 bytes, 2147483648 rows need 17179869184
          8:00000020            | column A: has a block of 16 bytes, 536870912 rows need 4294967296
          12:01000000           | has 1 columns, expected 2
          12:ffffffff           | has 4294967295 columns, expected 2
          16:04                 | column A: is code 4, precision 0, scale 0, expected code 5, precision 0, scale 0 for BIGINT
          16:00                 | column A: is code 0, precision 0, scale 0, expected code 5, precision 0, scale 0 for BIGINT
          17:01                 | column A: is code 5, precision 1, scale 0, expected code 5, precision 0, scale 0 for BIGINT
          18:ff                 | column A: is code 5, precision 0, scale 255, expected code 5, precision 0, scale 0 for BIGINT
          19:02                 | column A: has unknown flags 2
          19:81                 | column A: has unknown flags 129
          19:01                 | column A: has a block of 16 bytes, 2 rows need 24
          20:ffffffff           | column A: has a block of 4294967295 bytes, the frame has 48 left
          20:18000000           | column A: has a block of 24 bytes, 2 rows need 16
          20:0f000000           | column A: has a block of 15 bytes, 2 rows need 16
          28:28000000           | column B: has a block of 40 bytes, the frame has 32 left
          28:18000000           | column B: offset 1 is 3, not between 0 and 0
          48:04                 | column B: has bits of validity behind the last of its rows
          49:01                 | column B: is filled up with bytes that are not 0
          56:01000000           | column B: the first offset is 1, not 0
          56:ffffffff           | column B: the first offset is 4294967295, not 0
          60:09000000           | column B: offset 1 is 9, not between 0 and 8
          60:ffffffff           | column B: offset 1 is 4294967295, not between 0 and 8
          60:00000080           | column B: offset 1 is 2147483648, not between 0 and 8
          60:04000000           | column B: offset 2 is 3, not between 4 and 8
          64:00000000           | column B: offset 2 is 0, not between 3 and 8
          68:01                 | column B: is filled up with bytes that are not 0
          79:01                 | column B: is filled up with bytes that are not 0
          """)
  void hostileFramesAreOneClearError(String change, String message) throws Exception {
    List<SqlType> types = types("BIGINT", "VARCHAR");
    byte[] frame = encode(types, List.of(new Object[] {-2L, "hé"}, new Object[] {7L, null}));
    byte[] good = frame.clone();
    apply(change, frame);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(good);
    both.writeBytes(frame);
    for (int piece : new int[] {1, 7, 1_000}) {
      assertThatThrownBy(() -> decode(types, both.toByteArray(), piece))
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "function F: output, frame 2"
                  + (message.startsWith("column") ? ", " : ": ")
                  + message)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("39M02"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOOLEAN          | 02               | 39M02 | a BOOLEAN is 0 or 1, not 2
          BOOLEAN          | ff               | 39M02 | a BOOLEAN is 0 or 1, not 255
          DECIMAL(3, 1)    | e803000000000000 | 22003 | the number is out of the range of DECIMAL(3, 1)
          DECIMAL(3, 1)    | 0000000000000080 | 22003 | the number is out of the range of DECIMAL(3, 1)
          DECIMAL(38)      | 00000000000000000000000000000080 | 22003 | the number is out of the range of DECIMAL(38, 0)
          DECIMAL(38)      | 000000004022 8a097ac4865aa84c3b4b | 22003 | the number is out of the range of DECIMAL(38, 0)
          TIME             | 00004f91944e0000 | 22008 | 86400000000000 nanoseconds are no time of day
          TIME             | ffffffffffffffff | 22008 | -1 nanoseconds are no time of day
          TIME(3)          | 0100000000000000 | 22008 | the time is finer than TIME(3)
          TIMESTAMP(3)     | 0100000000000000 | 22008 | the time is finer than TIMESTAMP(3)
          TIMESTAMP(7)     | 0000000000000000 01000000 00000000 | 22008 | the time is finer than TIMESTAMP(7)
          TIMESTAMP(9)     | 0000000000000000 00ca9a3b 00000000 | 39M02 | 1000000000 nanoseconds are more than a second
          TIMESTAMP(9)     | 0000000000000000 ffffffff 00000000 | 39M02 | 4294967295 nanoseconds are more than a second
          TIMESTAMP(9)     | 0000000000000000 00000000 01000000 | 39M02 | the last four bytes of a TIMESTAMP are not 0
          TIMESTAMP(9)     | ffffffffffffff7f 00000000 00000000 | 22008 | 9223372036854775807 seconds are out of the range of TIMESTAMP(9)
          TIMESTAMP(9) WITH TIME ZONE | 0000000000000080 00000000 00000000 | 22008 | -9223372036854775808 seconds are out of the range of TIMESTAMP(9) WITH TIME ZONE
          TIMESTAMP(9) WITH TIME ZONE | 0000000000000000 00000000 21fd0000 | 22008 | an offset of 64801 seconds is more than 18 hours
          VARCHAR          | 61ff             | 22021 | not UTF-8 at byte 1 of the value
          VARCHAR          | c080             | 22021 | not UTF-8 at byte 0 of the value
          VARCHAR          | 41eda080         | 22021 | not UTF-8 at byte 1 of the value
          VARCHAR          | f4908080         | 22021 | not UTF-8 at byte 0 of the value
          VARCHAR          | e282             | 22021 | not UTF-8 at byte 0 of the value
          VARCHAR(1)       | 6162             | 22001 | 2 characters, VARCHAR(1) allows 1
          CHAR(1)          | c3a9c3a9         | 22001 | 2 characters, CHAR(1) allows 1
          VARBINARY(2)     | 010203           | 22001 | 3 bytes, VARBINARY(2) allows 2
          BINARY(2)        | 010203           | 22001 | 3 bytes, BINARY(2) allows 2
          """)
  void valuesThatAreNoneAreOneClearError(String type, String hex, String state, String message) {
    List<SqlType> types = types(type);
    byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (boolean isNull : new boolean[] {false, true}) {
      byte[] frame = raw(types.getFirst(), value, isNull);
      if (isNull) {
        assertThat(catchState(types, frame)).as("what stands at a NULL").isEqualTo("none");
      } else {
        assertThatThrownBy(() -> decode(types, frame, 1_000))
            .hasMessage("function F: output, frame 1, row 1, column A: " + message)
            .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
      }
    }
  }

  /** Returns a frame of one value, NULL or not, with these bytes in it. */
  private static byte[] raw(SqlType type, byte[] value, boolean isNull) {
    boolean wide = FrameFormat.Layout.of(type).width() == 0;
    int bitmap = isNull ? 8 : 0;
    int block = bitmap + (wide ? 8 : 0) + (value.length + 7) / 8 * 8;
    ByteBuffer out = ByteBuffer.allocate(24 + block).order(ByteOrder.LITTLE_ENDIAN);
    out.put("INS1".getBytes(StandardCharsets.US_ASCII)).putInt(24 + block).putInt(1).putInt(1);
    out.putInt(FrameFormat.descriptor(type) | (isNull ? 1 << 24 : 0)).putInt(block);
    out.position(24 + bitmap);
    if (wide) {
      out.putInt(0).putInt(value.length);
    }
    out.put(value);
    return out.array();
  }

  private static String catchState(List<SqlType> types, byte[] frames) {
    try {
      decode(types, frames, 1_000);
      return "none";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedFramesAreErrorsOrRows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      List<SqlType> types = new ArrayList<>();
      for (int c = random.nextInt(1, 4); c > 0; c--) {
        types.add(SqlValues.anyType(random));
      }
      byte[] frame =
          PlainFrames.write(types, rows(types, random.nextInt(12), random), random.nextBoolean());
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(frame, frame.length - (i % 5 == 0 ? random.nextInt(16) : 0));
      String state = catchState(types, cut);
      assertThat(state)
          .as("seed %s, try %s", seed, i)
          .matches("none|39M02|22003|22008|22021|22001");
      refused += state.equals("none") ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void aFrameThatNeverComesTakesNoMemory() throws Exception {
    List<Column> columns = columns(types("BIGINT"));
    FrameDecoder decoder = new FrameDecoder(columns, ERRORS);
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.put("INS1".getBytes(StandardCharsets.US_ASCII)).putInt(1 << 24).putInt(2_097_149);
    header.putInt(1).putInt(5).putInt((1 << 24) - 24);
    decoder.room();
    System.arraycopy(header.array(), 0, decoder.bytes(), decoder.limit(), 24);
    decoder.filled(24);
    assertThat(decoder.next()).isFalse();
    decoder.room();
    assertThat(decoder.bytes().length).isLessThan(1 << 18);
  }

  @Test
  void whatFramesCannotHoldIsRefused() {
    assertRefused(
        "DATE",
        LocalDate.of(9_999_999, 1, 1),
        "22008",
        "+9999999-01-01 is out of the range of 32 bits of days");
    assertRefused(
        "TIMESTAMP",
        LocalDateTime.of(300_000, 1, 1, 0, 0),
        "22008",
        "+300000-01-01T00:00 is out of the range of 64 bits of microseconds");
    assertRefused(
        "TIMESTAMP",
        LocalDateTime.of(-300_000, 1, 1, 0, 0),
        "22008",
        "-300000-01-01T00:00 is out of the range of 64 bits of microseconds");
    assertRefused(
        "TIMESTAMP",
        LocalDateTime.of(2026, 1, 1, 0, 0, 0, 1),
        "22008",
        "2026-01-01T00:00:00.000000001 is finer than TIMESTAMP(6)");
    assertRefused(
        "DECIMAL(3, 1)", new BigDecimal("1.25"), "22003", "1.25 is no DECIMAL(3, 1); cast it");
    assertRefused(
        "DECIMAL(3, 1)", new BigDecimal("1000"), "22003", "1000 is no DECIMAL(3, 1); cast it");
    assertRefused(
        "TIME", LocalTime.of(1, 2, 3, 4), "22008", "01:02:03.000000004 is finer than TIME(0)");
    assertRefused("VARCHAR", "a\uD800", "22021", "the text has an unpaired surrogate");
    assertRefused(
        "VARBINARY", new byte[(16 << 20) + 1], "53M02", "the value has more than 16777216 bytes");
    assertThatThrownBy(
            () -> encode(types("VARBINARY"), List.<Object[]>of(new Object[] {new byte[16 << 20]})))
        .hasMessage("function F: input, row 1: the frame of the row has more than 16777216 bytes");
  }

  private static void assertRefused(String type, Object value, String state, String message) {
    assertThatThrownBy(() -> encode(types(type), List.<Object[]>of(new Object[] {value})))
        .hasMessage("function F: input, row 1, column A: " + message)
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
  }

  @Test
  void declaredColumnsTakeWhatTheyHold() throws Exception {
    List<SqlType> types = types("VARCHAR", "DECIMAL(20, 4)", "TIMESTAMP(9)", "SMALLINT");
    Object[] row = {
      LocalDate.of(2026, 11, 24), new BigDecimal("1.50"), LocalDateTime.of(2026, 1, 1, 0, 0), 7
    };
    assertThat(decode(types, encode(types, List.<Object[]>of(row)), 100).getFirst())
        .hasToString("[2026-11-24, 1.5000, 2026-01-01T00:00, 7]");
  }

  static void apply(String change, byte[] frame) {
    int colon = change.indexOf(':');
    byte[] bytes = HexFormat.of().parseHex(change.substring(colon + 1));
    System.arraycopy(bytes, 0, frame, Integer.parseInt(change.substring(0, colon)), bytes.length);
  }

  static List<SqlType> types(String... names) {
    return Arrays.stream(names).map(SqlValues::type).toList();
  }

  private static List<Column> columns(List<SqlType> types) {
    List<Column> columns = new ArrayList<>();
    for (SqlType type : types) {
      columns.add(new Column(String.valueOf((char) ('A' + columns.size())), type));
    }
    return columns;
  }

  static byte[] encode(List<SqlType> types, List<Object[]> rows) throws SQLException {
    List<Column> columns = columns(types);
    FrameEncoder encoder = new FrameEncoder(columns, ERRORS);
    encoder.restart(ERRORS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ListRows source = new ListRows(columns, rows.iterator());
    while (source.next()) {
      encoder.row(source);
      out.write(encoder.bytes(), encoder.offset(), encoder.length());
      encoder.taken(encoder.length());
    }
    encoder.end();
    out.write(encoder.bytes(), encoder.offset(), encoder.length());
    return out.toByteArray();
  }

  /** Decodes bytes that come in pieces of this size. */
  static List<List<Object>> decode(List<SqlType> types, byte[] frames, int piece)
      throws SQLException {
    FrameDecoder decoder = new FrameDecoder(columns(types), ERRORS);
    List<List<Object>> rows = new ArrayList<>();
    int at = 0;
    while (true) {
      while (decoder.next()) {
        Object[] row = new Object[types.size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = decoder.value(i);
        }
        rows.add(SqlValues.list(row));
      }
      if (at == frames.length) {
        assertThat(decoder.end()).isFalse();
        return rows;
      }
      int count = Math.min(Math.min(piece, decoder.room()), frames.length - at);
      System.arraycopy(frames, at, decoder.bytes(), decoder.limit(), count);
      decoder.filled(count);
      at += count;
    }
  }
}
