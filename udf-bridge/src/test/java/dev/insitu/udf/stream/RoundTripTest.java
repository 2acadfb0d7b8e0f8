package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a format writes of any values of any types is read back, wherever it is cut. */
final class RoundTripTest {
  private static final int SEEDS = 8;

  /** The formats, with what a line end may be replaced by. */
  private enum Format {
    CSV("", true, true),
    CSV_BARE("\\N", false, true),
    CSV_TEXT("ñull", true, true),
    CSV_NUMBER("0", false, true),
    JSONL("", false, true),
    FRAMES("", false, false);

    private final CsvFormat csv;
    private final boolean lines;

    Format(String nullText, boolean header, boolean lines) {
      this.csv = new CsvFormat(header, nullText);
      this.lines = lines;
    }

    private RowEncoder encoder(List<Column> columns) throws SQLException {
      return switch (this) {
        case JSONL -> new JsonlEncoder(columns, Codecs.ERRORS);
        case FRAMES -> new FrameEncoder(columns, Codecs.ERRORS);
        default -> new CsvEncoder(csv, columns, Codecs.ERRORS);
      };
    }

    /** Returns a type; CSV has no arrays. */
    private SqlType type(SplittableRandom random) {
      return this == JSONL || this == FRAMES
          ? SqlValues.anyType(random)
          : SqlValues.TYPES.get(random.nextInt(SqlValues.TYPES.size()));
    }

    private RowDecoder decoder(List<Column> columns) throws SQLException {
      return switch (this) {
        case JSONL -> new JsonlDecoder(columns, Codecs.ERRORS);
        case FRAMES -> new FrameDecoder(columns, Codecs.ERRORS);
        default -> new CsvDecoder(csv, columns, Codecs.ERRORS);
      };
    }
  }

  static Stream<Arguments> formatsAndSeeds() {
    return Stream.of(Format.values())
        .flatMap(f -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(f, seed)));
  }

  @ParameterizedTest
  @MethodSource("formatsAndSeeds")
  void whatIsWrittenIsReadWhereverItIsCut(Format format, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      List<Column> columns = new ArrayList<>();
      for (int c = random.nextInt(1, 6); c > 0; c--) {
        columns.add(new Column("C,\"\\ü" + c, format.type(random)));
      }
      List<Object[]> rows = new ArrayList<>();
      for (int r = random.nextInt(20); r > 0; r--) {
        rows.add(columns.stream().map(c -> SqlValues.any(c.type(), random)).toArray());
      }
      byte[] written = Codecs.encode(format.encoder(columns), columns, rows);
      List<List<Object>> expected = rows.stream().map(SqlValues::list).toList();
      assertThat(Codecs.decode(format.decoder(columns), columns, written, random.nextInt(1, 50)))
          .as("seed %s, try %s", seed, i)
          .isEqualTo(expected);
      if (format == Format.JSONL
          || (format.lines && rows.stream().allMatch(SqlValues::isOneLine))) {
        byte[] windows = Codecs.bytes(Codecs.text(written).replace("\n", "\r\n"));
        assertThat(Codecs.decode(format.decoder(columns), columns, windows, 7))
            .as("CRLF")
            .isEqualTo(expected);
      }
    }
  }
}
