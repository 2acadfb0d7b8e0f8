package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Limits;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.option.NumericOption;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of WITH: bounds, units, defaults. */
final class OptionsTest {
  private static FunctionOptions read(String option, String value) throws SQLException {
    return FunctionOptions.of("F", ParameterStyle.STREAM, Map.of(option, value));
  }

  @ParameterizedTest
  @EnumSource(NumericOption.class)
  void boundsAreExact(NumericOption option) throws SQLException {
    read(option.key(), String.valueOf(option.minimum()));
    read(option.key(), String.valueOf(option.maximum()));
    for (String beyond :
        new String[] {
          String.valueOf(option.minimum() - 1),
          String.valueOf(option.maximum() + 1),
          "9223372036854775808",
          "1e3",
          "",
          "٣",
          "1 KB MB",
          "0x10"
        }) {
      assertThatThrownBy(() -> read(option.key(), beyond))
          .as(option + " " + beyond)
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith(
              "function F: option "
                  + option.key()
                  + " is '"
                  + beyond
                  + "'; allowed is a number from ");
    }
  }

  @Test
  void defaultsAreThoseOfTheSandbox() throws SQLException {
    FunctionOptions options = FunctionOptions.of("F", ParameterStyle.DIRECT, Map.of());
    assertThat(options.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(options.header()).isTrue();
    assertThat(options.nullText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "16MB, 256",
    "64kb, 1",
    "65536, 1",
    "131071, 1",
    "1GB, 16384",
    "1 gb, 16384",
    "100KB, 1"
  })
  void memoryIsWholePages(String value, int pages) throws SQLException {
    assertThat(read("memory", value).limits().memoryPages()).isEqualTo(pages);
  }

  @ParameterizedTest
  @CsvSource({"2s, 2000", "250ms, 250", "250, 250", "1min, 60000", "1h, 3600000", "0, 0"})
  void timeHasUnits(String value, long millis) throws SQLException {
    assertThat(read("timeout", value).limits().wallMillis()).isEqualTo(millis);
  }

  @Test
  void everyNumberReachesItsLimit() throws SQLException {
    Limits limits =
        FunctionOptions.of(
                "F",
                ParameterStyle.STREAM,
                Map.of(
                    "fuel", "11",
                    "max_output_rows", "12",
                    "max_output_bytes", "13",
                    "max_stderr_bytes", "14"))
            .limits();
    assertThat(limits.fuel()).isEqualTo(11);
    assertThat(limits.outputRows()).isEqualTo(12);
    assertThat(limits.outputBytes()).isEqualTo(13);
    assertThat(limits.stderrBytes()).isEqualTo(14);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "\"", "\n", "\u007f", "123456789012345678901234567890123"})
  void textOfNullStaysAField(String text) {
    assertThatThrownBy(() -> read("null", text))
        .isInstanceOf(SQLException.class)
        .hasMessageEndingWith(
            "; allowed is a text of at most 32 characters without commas, quotes and control"
                + " characters");
  }

  @Test
  void textOptionsAreRead() throws SQLException {
    assertThat(read("null", "\\N").nullText()).isEqualTo("\\N");
    assertThat(read("header", "FALSE").header()).isFalse();
    assertThat(read("format", "CSV").header()).isTrue();
    assertThatThrownBy(() -> read("header", "yes"))
        .hasMessage("function F: option header is 'yes'; allowed is true and false");
  }
}
