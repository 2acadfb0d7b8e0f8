package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.call.CallCounters;
import dev.insitu.udf.call.CallStart;
import dev.insitu.udf.call.LiveGuests;
import dev.insitu.udf.call.ScalarCall;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows through functions of style BATCH, as many at a time as there may be. */
final class BatchCallTest {
  private static final GuestModule MODULE = Programs.module("batch");
  private static final Limits LIMITS = Limits.DEFAULT;

  private final CallCounters counters = new CallCounters();

  @AfterAll
  static void noGuestIsLeft() {
    assertThat(LiveGuests.count()).isZero();
  }

  private BatchCall call(String export, SqlType type, boolean onNull, SqlType... parameters) {
    List<Parameter> scalars = new ArrayList<>();
    for (SqlType parameter : parameters) {
      scalars.add(new Parameter.Scalar("P" + (scalars.size() + 1), parameter));
    }
    FunctionDefinition definition =
        new FunctionDefinition(
            "PUBLIC",
            "F",
            scalars,
            new Returns.Scalar(type),
            ParameterStyle.BATCH,
            "M",
            MODULE.description().digest(),
            export,
            true,
            onNull,
            Map.of());
    return new BatchCall(
        definition,
        part ->
            new ScalarCall(
                part,
                MODULE,
                LIMITS,
                Cancellation.create(),
                counters,
                new CallStart(),
                () -> null));
  }

  static Stream<SqlType> types() {
    return Stream.concat(SqlValues.TYPES.stream(), SqlValues.ARRAYS.stream());
  }

  @ParameterizedTest
  @MethodSource("types")
  void valuesOfEveryTypeComeBack(SqlType type) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (boolean onNull : new boolean[] {false, true}) {
      try (BatchCall call = call("same", type, onNull, type)) {
        for (int count : new int[] {1, 2, 9, 60}) {
          call.begin();
          Object[] given = new Object[count];
          for (int i = 0; i < count; i++) {
            given[i] = SqlValues.any(type, random);
            assertThat(call.add(new Object[] {given[i]})).isFalse();
          }
          assertThat(SqlValues.list(call.run().toArray())).isEqualTo(SqlValues.list(given));
        }
      }
    }
  }

  @Test
  void aThousandRowsAreOneCall() throws Exception {
    SqlType type = SqlValues.type("BIGINT");
    try (BatchCall call = call("same", type, true, type)) {
      for (int round = 0; round < 3; round++) {
        call.begin();
        List<Object> given = new ArrayList<>();
        boolean full = false;
        while (!full) {
          Object value = given.size() % 7 == 3 ? null : (Object) (long) given.size();
          given.add(value);
          full = call.add(new Object[] {value});
        }
        assertThat(given).hasSize(BatchCall.ROWS);
        assertThat(call.run()).isEqualTo(given);
        assertThat(counters.calls()).isEqualTo(round + 1);
      }
    }
  }

  @Test
  void aBatchOfLargeRowsEndsEarly() throws Exception {
    SqlType type = SqlValues.type("VARCHAR");
    try (BatchCall call = call("same", type, false, type)) {
      call.begin();
      String large = "x".repeat(30_000);
      assertThat(call.add(new Object[] {large})).isFalse();
      assertThat(call.add(new Object[] {null})).isFalse();
      assertThat(call.add(new Object[] {large})).isTrue();
      assertThat(call.run()).isEqualTo(Arrays.asList(large, null, large));
    }
  }

  @Test
  void rowsThatAreAllNullTakeNoCall() throws Exception {
    SqlType type = SqlValues.type("DATE");
    try (BatchCall call = call("traps", type, false, type, type)) {
      call.begin();
      assertThat(call.run()).isEmpty();
      boolean full = false;
      for (int i = 0; !full; i++) {
        Object[] row = {null, null};
        row[i % 2] = i % 3 == 0 ? null : java.time.LocalDate.EPOCH;
        full = call.add(row);
      }
      assertThat(call.run()).isEqualTo(Collections.nCopies(BatchCall.ROWS, null));
      assertThat(counters.calls()).isZero();
    }
  }

  @Test
  void everyCallStartsFromTheSameState() throws Exception {
    try (BatchCall call = call("calls", SqlValues.type("BIGINT"), false)) {
      for (int i = 0; i < 3; i++) {
        call.begin();
        call.add(new Object[0]);
        assertThat(call.run()).isEqualTo(List.of(1L));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          calls   | 39M02 | function F: output: has 1 row, expected 2
          twice   | 39M02 | function F: output: has 4 rows, expected 2
          none    | 39M02 | function F: output: has 0 rows, expected 2
          short   | 39M02 | function F: output, frame 1: the output ends after 32 bytes of it, it says that it has 40
          behind  | 39M02 | function F: output, frame 2: the output ends after 1 bytes of it
          large   | 39M02 | function F: returned frames of 16777224 bytes, 16777216 are allowed
          outside | 39M01 | function F: returned bytes of 40 bytes at 4294967288, which is outside its memory of 19726336 bytes
          nothing | 39M03 | function F: gave NULL instead of frames; a NULL is a row of them
          raises  | 22012 | function F: no quotient
          traps   | 38M01 | function F: unreachable executed in traps
          """)
  void everyBadEndIsOneClearError(String export, String state, String message) throws Exception {
    SqlType type = SqlValues.type("BIGINT");
    try (BatchCall call = call(export, type, false, type)) {
      for (int i = 0; i < 2; i++) {
        call.begin();
        call.add(new Object[] {1L});
        call.add(new Object[] {2L});
        assertThatThrownBy(call::run)
            .hasMessage(message)
            .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
      }
    }
  }

  @Test
  void frameThatSaysMoreRowsThanCameIn() throws Exception {
    SqlType type = SqlValues.type("BIGINT");
    try (BatchCall call = call("twice", type, false, type)) {
      call.begin();
      call.add(new Object[] {1L});
      assertThatThrownBy(call::run).hasMessage("function F: output: has 2 rows, expected 1");
    }
  }
}
