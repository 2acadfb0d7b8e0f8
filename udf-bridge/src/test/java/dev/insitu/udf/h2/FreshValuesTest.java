package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.h2.util.DateTimeUtils;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueDouble;
import org.h2.value.ValueTimestamp;
import org.h2.value.ValueVarchar;
import org.junit.jupiter.api.Test;

/** Values past H2's cache are H2's values. When this fails after an update of H2, they are slow. */
final class FreshValuesTest {
  @Test
  void thisH2HasTheConstructors() {
    assertThat(FreshValues.areFresh()).isTrue();
    assertThat(FreshValues.bigint(1_000)).isNotSameAs(FreshValues.bigint(1_000));
  }

  @Test
  void valuesAreThoseOfH2() {
    for (long n : new long[] {Long.MIN_VALUE, -1, 0, 7, 100, Long.MAX_VALUE}) {
      assertSame(FreshValues.bigint(n), ValueBigint.get(n));
    }
    for (double d : new double[] {-0.0, 0, 1, 0.1, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertSame(FreshValues.doublePrecision(d), ValueDouble.get(d));
    }
    assertSame(FreshValues.varchar("Zürich "), ValueVarchar.get("Zürich "));
    long day = DateTimeUtils.dateValue(-44, 3, 15);
    assertSame(
        FreshValues.timestamp(day, 86_399_999_999_999L),
        ValueTimestamp.fromDateValueAndNanos(day, 86_399_999_999_999L));
  }

  private static void assertSame(Value found, Value expected) {
    assertThat(found).isEqualTo(expected).hasSameHashCodeAs(expected);
    assertThat(found.getType()).isEqualTo(expected.getType());
    assertThat(found.getString()).isEqualTo(expected.getString());
  }
}
