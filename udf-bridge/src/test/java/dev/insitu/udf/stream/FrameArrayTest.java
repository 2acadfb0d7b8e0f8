package dev.insitu.udf.stream;

import static dev.insitu.udf.stream.FrameCodecTest.apply;
import static dev.insitu.udf.stream.FrameCodecTest.decode;
import static dev.insitu.udf.stream.FrameCodecTest.encode;
import static dev.insitu.udf.stream.FrameCodecTest.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.udf.type.SqlType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays in frames: their bytes, and what hostile programs make of them. */
final class FrameArrayTest {
  @Test
  void anArrayIsWhatTheReferenceSays() throws Exception {
    byte[] frame =
        encode(
            types("SMALLINT ARRAY"),
            List.of(new Object[] {new Object[] {1, null, -2}}, new Object[] {new Object[0]}));
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo(
            "494e5331"
                + "48000000"
                + "02000000"
                + "01000000"
                + "14000000"
                + "30000000"
                + "00000000"
                + "18000000"
                + "20000000"
                + "00000000"
                + "03000000"
                + "03000001"
                + "0500000000000000"
                + "01000000feff0000"
                + "00000000"
                + "03000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          16:1500                   | 39M02 | , column A: is code 21, precision 0, scale 0, expected code 20, precision 0, scale 0 for VARCHAR(2) ARRAY[3]
          17:05                     | 39M02 | , column A: is code 20, precision 5, scale 0, expected code 20, precision 0, scale 0 for VARCHAR(2) ARRAY[3]
          28:04000000               | 39M02 | , column A: offset 1 is 4, which is no multiple of 8
          28:2c000000               | 39M02 | , column A: offset 1 is 44, which is no multiple of 8
          28:50000000               | 39M02 | , column A: offset 1 is 80, not between 0 and 56
          28:ffffffff               | 39M02 | , column A: offset 1 is 4294967295, not between 0 and 56
          28:3800000030             | 39M02 | , column A: offset 2 is 48, not between 56 and 56
          28:00000000               | 39M02 | , row 1, column A: is an array of 0 bytes, which has no header
          28:08000000               | 39M02 | , row 1, column A: has a block of 0 bytes, 3 elements need 24
          28:20000000               | 39M02 | , row 1, column A: offset 1 is 2, not between 0 and 0
          28:30000000               | 39M02 | , row 1, column A: has a block of 40 bytes, 3 elements need 32
          40:04000000               | 39M02 | , row 1, column A: offset 1 is 2, not between 0 and 0
          40:02000000               | 39M02 | , row 1, column A: has bits of validity behind the last of its elements
          40:00000000               | 39M02 | , row 1, column A: the first offset is 5, not 0
          40:ffffffff               | 39M02 | , row 1, column A: has a block of 32 bytes, 4294967295 elements need 17716740096
          40:00000080               | 39M02 | , row 1, column A: has a block of 32 bytes, 2147483648 elements need 8858370056
          40:00000001               | 39M02 | , row 1, column A: has a block of 32 bytes, 16777216 elements need 69206024
          44:0a                     | 39M02 | , row 1, column A: is code 10, precision 0, scale 0, expected code 11, precision 0, scale 0 for VARCHAR(2)
          44:14                     | 39M02 | , row 1, column A: is code 20, precision 0, scale 0, expected code 11, precision 0, scale 0 for VARCHAR(2)
          46:01                     | 39M02 | , row 1, column A: is code 11, precision 0, scale 1, expected code 11, precision 0, scale 0 for VARCHAR(2)
          47:02                     | 39M02 | , row 1, column A: has unknown flags 2
          47:00                     | 39M02 | , row 1, column A: the first offset is 5, not 0
          48:0d                     | 39M02 | , row 1, column A: has bits of validity behind the last of its elements
          49:01                     | 39M02 | , row 1, column A: is filled up with bytes that are not 0
          56:01000000               | 39M02 | , row 1, column A: the first offset is 1, not 0
          60:ffffffff               | 39M02 | , row 1, column A: offset 1 is 4294967295, not between 0 and 8
          60:09000000               | 39M02 | , row 1, column A: offset 1 is 9, not between 0 and 8
          64:00000000               | 39M02 | , row 1, column A: offset 2 is 0, not between 2 and 8
          72:61ff                   | 22021 | , row 1, column A, element 1: not UTF-8 at byte 1 of the value
          60:03000000030000000400   | 22001 | , row 1, column A, element 1: 3 characters, VARCHAR(2) allows 2
          76:01                     | 39M02 | , row 1, column A: is filled up with bytes that are not 0
          80:03000000               | 39M02 | , row 2, column A: has a block of 8 bytes, 3 elements need 16
          84:05                     | 39M02 | , row 2, column A: is code 5, precision 0, scale 0, expected code 11, precision 0, scale 0 for VARCHAR(2)
          88:01                     | 39M02 | , row 2, column A: the first offset is 1, not 0
          92:01                     | 39M02 | , row 2, column A: is filled up with bytes that are not 0
          """)
  void hostileArraysAreOneClearError(String change, String state, String message) throws Exception {
    List<SqlType> types = types("VARCHAR(2) ARRAY[3]");
    byte[] frame =
        encode(
            types,
            List.of(new Object[] {new Object[] {"ab", null, "cd"}}, new Object[] {new Object[0]}));
    assertThat(frame).hasSize(96);
    byte[] good = frame.clone();
    apply(change, frame);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(good);
    both.writeBytes(frame);
    for (int piece : new int[] {1, 1_000}) {
      assertThatThrownBy(() -> decode(types, both.toByteArray(), piece))
          .hasMessage("function F: output, frame 2" + message)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
    }
  }

  @Test
  void arraysHaveTheElementsThatTheirTypeAllows() throws Exception {
    List<SqlType> any = types("BOOLEAN ARRAY");
    Object[] row = {new Object[SqlType.ARRAY_ELEMENTS]};
    assertThat(decode(any, encode(any, List.<Object[]>of(row)), 5_000))
        .containsExactly(SqlValues.list(row));
    Object[] larger = {new Object[SqlType.ARRAY_ELEMENTS + 1]};
    byte[] tooLarge = encode(any, List.<Object[]>of(larger));
    assertThatThrownBy(() -> decode(any, tooLarge, 5_000))
        .hasMessage(
            "function F: output, frame 1, row 1, column A: 65537 elements, BOOLEAN ARRAY allows"
                + " 65536");
    byte[] three = encode(any, List.<Object[]>of(new Object[] {new Object[3]}));
    assertThatThrownBy(() -> decode(types("BOOLEAN ARRAY[2]"), three, 5_000))
        .hasMessage(
            "function F: output, frame 1, row 1, column A: 3 elements, BOOLEAN ARRAY[2] allows 2")
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("22001"));
  }

  @Test
  void whatStandsAtANullArrayMeansNothing() throws Exception {
    List<SqlType> types = types("BIGINT ARRAY");
    byte[] frame = encode(types, List.of(new Object[] {null}, new Object[] {new Object[] {7L}}));
    assertThat(decode(types, frame, 9)).hasToString("[[null], [[7]]]");
    byte[] filled = encode(types, List.<Object[]>of(new Object[] {new Object[] {7L}}));
    byte[] nulled = new byte[filled.length + 8];
    System.arraycopy(filled, 0, nulled, 0, 24);
    System.arraycopy(filled, 24, nulled, 32, filled.length - 24);
    ByteBuffer.wrap(nulled)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4, nulled.length)
        .putInt(16, 0x0100_0014)
        .putInt(20, nulled.length - 24)
        .putInt(44, 99);
    assertThat(decode(types, nulled, 9)).hasToString("[[null]]");
  }

  @Test
  void elementsThatFramesCannotHoldAreNamed() {
    assertThatThrownBy(() ->
            encode(
                types("DECIMAL(3, 1) ARRAY"),
                List.<Object[]>of(
                    new Object[] {new Object[] {new BigDecimal("1.5"), new BigDecimal("1.25")}})))
        .hasMessage(
            "function F: input, row 1, column A, element 2: 1.25 is no DECIMAL(3, 1); cast it");
  }
}
