package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.Parameter.WhenEmpty;
import dev.insitu.udf.type.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows fall into one partition. */
final class PartitionsTest {
  @Test
  void arraysOfEqualElementsAreOnePartition() throws Exception {
    List<Column> columns = List.of(new Column("A", SqlValues.type("DOUBLE ARRAY")));
    Object[] keys = {
      null,
      null,
      new Object[0],
      new Object[] {null},
      new Object[] {null},
      new Object[] {-0.0, Double.NaN},
      new Object[] {0.0, Double.NaN},
      new Object[] {0.0, Double.NaN, null}
    };
    ListRows input =
        ListRows.of(
            columns, Arrays.stream(keys).map(k -> new Object[] {k}).toArray(Object[][]::new));
    Partitions partitions = new Partitions(input, List.of(0), WhenEmpty.BY_PARTITIONS);
    List<Integer> counts = new ArrayList<>();
    while (partitions.nextPartition()) {
      int count = 0;
      while (partitions.nextRow()) {
        count++;
      }
      counts.add(count);
    }
    assertThat(counts).containsExactly(2, 1, 2, 2, 1);
  }
}
