package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.Outcome.TrapKind;
import dev.insitu.sandbox.Outcome.Trapped;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traps say what happened and where, in the same words on every tier. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TrapTest {
  private static final Sandbox SANDBOX = Sandbox.create();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0; 0; UNREACHABLE; unreachable executed",
        "1; 1; 0; DIVIDE_BY_ZERO; integer divide by zero",
        "1; -2147483648; -1; INTEGER_OVERFLOW; integer overflow",
        "2; 1; 0; INTEGER_OVERFLOW; integer overflow",
        "2; 0; 0; INVALID_CONVERSION; invalid conversion to integer",
        "3; 65526; 0; MEMORY_BOUNDS;"
            + " out of bounds memory access: 4 bytes at 65534, memory has 65536",
        "3; -1; 0; MEMORY_BOUNDS;"
            + " out of bounds memory access: 4 bytes at 4294967303, memory has 65536",
        "3; 2147483647; 0; MEMORY_BOUNDS;"
            + " out of bounds memory access: 4 bytes at 2147483655, memory has 65536",
        "4; 65536; 0; MEMORY_BOUNDS; out of bounds memory access: 1 byte at 65536, memory has 65536",
        "5; 65000; 1000; MEMORY_BOUNDS;"
            + " out of bounds memory access: 1000 bytes at 65000, memory has 65536",
        "6; 65000; 1000; MEMORY_BOUNDS;"
            + " out of bounds memory access: 1000 bytes at 65000, memory has 65536",
        "6; 0; 65537; MEMORY_BOUNDS;"
            + " out of bounds memory access: 65537 bytes at 0, memory has 65536",
        "7; 3; 4; MEMORY_BOUNDS; out of bounds memory access: 4 bytes at 3 of a data segment,"
            + " segment has 6",
        "8; 10; 0; INDIRECT_CALL; undefined element: indirect call of entry 10, table has 10",
        "8; -1; 0; INDIRECT_CALL;"
            + " undefined element: indirect call of entry 4294967295, table has 10",
        "8; 2; 0; INDIRECT_CALL; uninitialized element: entry 2 of the table is null",
        "8; 0; 0; INDIRECT_CALL;"
            + " indirect call type mismatch: the table's entry is a function of another type",
        "9; 10; 0; TABLE_BOUNDS; out of bounds table access: 1 entry at 10, table has 10",
        "10; -1; 0; TABLE_BOUNDS; out of bounds table access: 1 entry at 4294967295, table has 10",
        "11; -1; 0; TABLE_BOUNDS;"
            + " out of bounds table access: 0 entries at 4294967295, table has 10",
        "11; 9; 2; TABLE_BOUNDS; out of bounds table access: 2 entries at 9, table has 10",
        "11; 2147483647; 2147483; TABLE_BOUNDS;"
            + " out of bounds table access: 2147483 entries at 2147483647, table has 10",
        "12; 5; 6; TABLE_BOUNDS; out of bounds table access: 6 entries at 5, table has 10",
        "12; 0; 11; TABLE_BOUNDS; out of bounds table access: 11 entries at 0, table has 10",
        "13; 0; 4; TABLE_BOUNDS; out of bounds table access: 4 entries at 0, element segment has 3",
        "13; 8; 3; TABLE_BOUNDS; out of bounds table access: 3 entries at 8, table has 10",
      })
  void trapsAreNamedAndPlaced(int what, int x, int y, TrapKind kind, String message)
      throws ModuleRejected {
    for (Tier tier : Tier.values()) {
      assertThat(outcome(tier, "outer", what, x, y))
          .as("%s", tier)
          .isInstanceOfSatisfying(
              Trapped.class,
              trap -> {
                assertThat(trap.kind()).isEqualTo(kind);
                assertThat(trap.message()).isEqualTo(message);
                assertThat(trap.backtrace()).containsExactly("inner", "middle", "outer");
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void wrongPointersAreTrapsOfTheImport(Tier tier) throws ModuleRejected {
    assertThat(outcome(tier, "outer", 14, 70_000, 5))
        .isInstanceOfSatisfying(
            Trapped.class,
            trap -> {
              assertThat(trap.kind()).isEqualTo(TrapKind.HOST_POINTER);
              assertThat(trap.backtrace())
                  .containsExactly("insitu.raise", "inner", "middle", "outer");
            });
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void offsetsLargerThanAnyMemoryTrap(Tier tier) throws ModuleRejected {
    assertThat(outcome(tier, "far", 0))
        .isInstanceOfSatisfying(
            Trapped.class,
            trap ->
                assertThat(trap.message())
                    .isEqualTo(
                        "out of bounds memory access: the offset is larger than any memory,"
                            + " memory has 65536"));
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void backtracesShowSixteenFunctions(Tier tier) throws ModuleRejected {
    assertThat(outcome(tier, "deep", 100))
        .isInstanceOfSatisfying(
            Trapped.class,
            trap -> assertThat(trap.backtrace()).isEqualTo(Collections.nCopies(16, "deep")));
  }

  @Test
  void warmCodeTellsTheSame() throws ModuleRejected {
    Outcome first = outcome(Tier.COMPILED, "outer", 3, -1, 0);
    for (int i = 0; i < 3_000; i++) {
      assertThat(outcome(Tier.COMPILED, "outer", 3, -1, 0)).isEqualTo(first);
    }
  }

  @Test
  void functionsWithoutNamesAreNumbered() throws ModuleRejected {
    ModuleWriter writer = new ModuleWriter();
    int type = writer.type(new int[0]);
    writer.function(type, new int[0], ModuleWriter.code().op(0x00));
    writer.function(type, new int[0], ModuleWriter.code().call(0));
    writer.export("run\u001b[31m\n", 1);
    // A name section that ends in the middle of a name.
    writer.custom("name", ModuleWriter.code().op(1, 6, 1, 0, 9, 'a').bytes());
    GuestModule module = SANDBOX.load(writer.bytes());
    try (SandboxInstance instance = module.instantiate(TestModules.SMALL, Cancellation.create())) {
      instance.initialize();
      assertThat(instance.function("run\u001b[31m\n").call(new long[0], new long[0]))
          .isInstanceOfSatisfying(
              Trapped.class,
              trap ->
                  assertThat(trap.backtrace())
                      .isEqualTo(List.of("function 0", "run\\u001B[31m\\n")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"growTable", "setTable", "dropSegments"})
  void tablesAndSegmentsComeBackToo(String function) throws ModuleRejected {
    for (Tier tier : Tier.values()) {
      try (SandboxInstance instance = instance(tier)) {
        instance.seal();
        long[] first = new long[1];
        long[] next = new long[1];
        assertThat(instance.function(function).call(new long[0], first))
            .isInstanceOf(Outcome.Completed.class);
        for (int i = 0; i < 3; i++) {
          assertThat(instance.function(function).call(new long[0], next))
              .isInstanceOf(Outcome.Completed.class);
          assertThat(next).isEqualTo(first);
        }
      }
    }
  }

  private static Outcome outcome(Tier tier, String function, long... arguments)
      throws ModuleRejected {
    try (SandboxInstance instance = instance(tier)) {
      GuestFunction called = instance.function(function);
      return called.call(arguments, new long[called.type().results().size()]);
    }
  }

  private static SandboxInstance instance(Tier tier) throws ModuleRejected {
    Limits limits = new Limits(1L << 40, 16, 60_000, 100, 0, 0, 0, 0);
    SandboxInstance instance =
        SANDBOX.load(TestModules.bytes("traps")).instantiate(limits, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }
}
