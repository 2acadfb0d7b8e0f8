package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.wasi.WasiFunction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each host function called from a real module with values of the test's choice. */
final class WasiFunctionsTest {
  private static final int SUCCESS = 0;
  private static final int BADF = 8;
  private static final int FAULT = 21;
  private static final int INVAL = 28;
  private static final int NOTCAPABLE = 76;
  private static final int MEMORY = 2 * 65_536;
  private static final int LIST = WasiCaller.LIST;
  private static final int RESULT = 128;
  private static final long START = 1_700_000_000_000_000_000L;
  private static final Limits LIMITS =
      new Limits(1L << 40, 2, 2_000, 100, 0, /* outputBytes= */ 100, 0, /* stderrBytes= */ 8);
  private static final CommandSpec SPEC =
      new CommandSpec(List.of("a", "bä"), List.of("N=1"), /* seed= */ 1234567, START);

  private final WasiCaller wasi = new WasiCaller(LIMITS, SPEC);

  @Test
  void thereAreThisManyHostFunctions() {
    assertThat(WasiFunction.values()).hasSize(42);
    assertThat(wasi.instance.module().description().imports()).hasSize(42);
  }

  // --- arguments and environment

  @Test
  void argumentsAreReadAsUtf8() {
    assertThat(wasi.call("args_sizes_get", 0, 4)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(0, 2)).containsExactly(2, 6);
    assertThat(wasi.call("args_get", 16, 32)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(16, 2)).containsExactly(32, 34);
    assertThat(wasi.text(32, 6)).isEqualTo("a\0bä\0");
  }

  @Test
  void environmentIsReadTheSameWay() {
    assertThat(wasi.call("environ_sizes_get", 0, 4)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(0, 2)).containsExactly(1, 4);
    assertThat(wasi.call("environ_get", 16, 32)).isEqualTo(SUCCESS);
    assertThat(wasi.text(32, 4)).isEqualTo("N=1\0");
  }

  @ParameterizedTest
  @CsvSource({
    "args_sizes_get, 131069, 0",
    "args_sizes_get, 0, 131069",
    "args_sizes_get, -4, 0",
    "args_get, 131065, 0",
    "args_get, 0, 131067",
    "args_get, 0, -1",
    "environ_sizes_get, 0, -1",
    "environ_get, 131069, 0",
    "environ_get, 0, 131069"
  })
  void textsOutsideTheMemoryAreRefusedBeforeAnyEffect(String function, int first, int second) {
    assertThat(wasi.call(function, first, second)).isEqualTo(FAULT);
    assertThat(wasi.instance.memory().sizeBytes()).isEqualTo(MEMORY);
    assertThat(wasi.bytes(0, MEMORY)).containsOnly(0);
  }

  // --- clocks

  @Test
  void clocksStartAtTheGivenInstantAndAdvanceByFuel() {
    long making = wasi.instance.fuelUsed();
    assertThat(making).isEqualTo(2_048);
    assertThat(wasi.call("clock_time_get", 0, 0, 0)).isEqualTo(SUCCESS);
    long first = wasi.longAt(0);
    assertThat(first).isEqualTo(START + making + wasi.instance.fuelUsed());
    assertThat(wasi.call("clock_time_get", 1, 0, 0)).isEqualTo(SUCCESS);
    assertThat(wasi.longAt(0)).isEqualTo(first + wasi.instance.fuelUsed());
    assertThat(wasi.call("clock_time_get", 2, 0, 0)).isEqualTo(SUCCESS);
    assertThat(wasi.longAt(0)).isEqualTo(making + 3 * wasi.instance.fuelUsed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clock_time_get", "clock_res_get"})
  void unknownClocksAndBadPointersAreErrors(String function) {
    boolean time = function.equals("clock_time_get");
    for (int clock : new int[] {4, -1, Integer.MIN_VALUE}) {
      assertThat(time ? wasi.call(function, clock, 0, 0) : wasi.call(function, clock, 0))
          .isEqualTo(INVAL);
    }
    for (int clock = 0; clock < 4; clock++) {
      for (int pointer : new int[] {MEMORY - 7, MEMORY, -8}) {
        assertThat(
                time ? wasi.call(function, clock, 0, pointer) : wasi.call(function, clock, pointer))
            .isEqualTo(FAULT);
      }
    }
  }

  @Test
  void theClockCountsNanoseconds() {
    assertThat(wasi.call("clock_res_get", 1, MEMORY - 8)).isEqualTo(SUCCESS);
    assertThat(wasi.longAt(MEMORY - 8)).isEqualTo(1);
  }

  // --- random numbers

  @Test
  void randomNumbersAreSplitMix64() {
    assertThat(wasi.call("random_get", 0, 20)).isEqualTo(SUCCESS);
    // The published first outputs for seed 1234567.
    assertThat(wasi.longAt(0)).isEqualTo(6457827717110365317L);
    assertThat(wasi.longAt(8)).isEqualTo(3203168211198807973L);
    assertThat(wasi.bytes(20, 4)).containsOnly(0);
    assertThat(wasi.call("random_get", 0, 8)).isEqualTo(SUCCESS);
    assertThat(wasi.longAt(0)).isEqualTo(4593380528125082431L);
  }

  @ParameterizedTest
  @CsvSource({"0, 131073, 21", "-1, 1, 21", "0, -1, 21", "131072, 0, 0", "0, 131072, 0"})
  void randomNumbersStayInsideTheMemory(int address, int length, int errno) {
    assertThat(wasi.call("random_get", address, length)).isEqualTo(errno);
  }

  // --- reading and writing

  @Test
  void aReadFillsItsBuffersInOrder() {
    wasi.feed("abcdefgh");
    wasi.buffers(1_000, 3, 2_000, 0, 1_001, 4);
    assertThat(wasi.call("fd_read", 0, LIST, 3, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(RESULT, 1)).containsExactly(7);
    assertThat(wasi.text(1_000, 5)).isEqualTo("adefg");
    assertThat(wasi.call("fd_read", 0, LIST, 3, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(RESULT, 1)).containsExactly(1);
    assertThat(wasi.call("fd_read", 0, LIST, 3, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(RESULT, 1)).containsExactly(0);
  }

  @Test
  void aReadThatOverwritesItsOwnListReadsWhereTheListSaid() {
    wasi.feed("ABCDEFGHIJKLMNOPQRSTUVWX");
    wasi.buffers(LIST, 16, 1_000, 8);
    assertThat(wasi.call("fd_read", 0, LIST, 2, LIST + 4)).isEqualTo(SUCCESS);
    assertThat(wasi.text(1_000, 8)).isEqualTo("QRSTUVWX");
    assertThat(wasi.ints(LIST + 4, 1)).containsExactly(24);
  }

  @Test
  void aWriteTakesAllOfItsBuffers() {
    wasi.put(1_000, "hello");
    wasi.buffers(1_000, 5, 1_001, 3, 1_002, 0);
    assertThat(wasi.call("fd_write", 1, LIST, 3, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.ints(RESULT, 1)).containsExactly(8);
    assertThat(wasi.written()).isEqualTo("helloell");
    assertThat(wasi.call("fd_write", 2, LIST, 3, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.call("fd_write", 2, LIST, 1, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.errors.text()).isEqualTo("ellhello");
    assertThat(wasi.errors.bytes()).isEqualTo(13);
  }

  @ParameterizedTest
  @CsvSource({
    // address, length, count, result, errno
    "131072, 0, 1, 128, 0",
    "131071, 2, 1, 128, 21",
    "-1, 1, 1, 128, 21",
    "1000, -1, 1, 128, 21",
    "-16, 32, 1, 128, 21",
    "131073, 0, 1, 128, 21",
    "1000, 1, 1, 131069, 21",
    "1000, 1, 1, -4, 21",
    "1000, 1, 1025, 128, 28",
    "1000, 1, 268435456, 128, 28",
    "1000, 1, -1, 128, 28",
    "1000, 1, 0, 128, 0",
    "1000, 1, 0, -1, 21"
  })
  void badBuffersAreRefusedBeforeAnyEffect(
      int address, int length, int count, int result, int errno) {
    wasi.feed("x");
    for (String function : List.of("fd_read", "fd_write")) {
      wasi.buffers(1_000, 1, address, length);
      int list = count == 1 ? LIST + 8 : LIST;
      assertThat(wasi.call(function, function.equals("fd_read") ? 0 : 1, list, count, result))
          .describedAs(function)
          .isEqualTo(errno);
      if (count == 1 && errno != SUCCESS) {
        assertThat(wasi.call(function, function.equals("fd_read") ? 0 : 1, LIST, 2, result))
            .isEqualTo(errno);
      }
    }
    assertThat(wasi.written()).isEmpty();
    assertThat(wasi.input.bytes()).isZero();
  }

  @Test
  void aListOutsideTheMemoryIsRefused() {
    assertThat(wasi.call("fd_write", 1, MEMORY - 7, 1, RESULT)).isEqualTo(FAULT);
    assertThat(wasi.call("fd_read", 0, MEMORY - 8_191, 1_024, RESULT)).isEqualTo(FAULT);
    assertThat(wasi.call("fd_write", 1, -8, 1, RESULT)).isEqualTo(FAULT);
  }

  @Test
  void lengthsAreAddedIn64Bits() {
    Limits large = new Limits(1L << 40, 65, 2_000, 100, 0, 1L << 40, 0, 8);
    WasiCaller dropped = WasiCaller.withoutChannels(large, SPEC);
    dropped.instance.memory().growPages(62);
    int[] list = new int[2 * 1_024];
    for (int i = 0; i < list.length; i += 2) {
      list[i + 1] = 4 << 20;
    }
    dropped.buffers(list);
    // 1,024 times 4 MiB is 2^32: one more than a size can say.
    assertThat(dropped.call("fd_write", 1, LIST, 1_024, RESULT)).isEqualTo(INVAL);
    assertThat(dropped.call("fd_write", 1, LIST, 1_023, RESULT)).isEqualTo(SUCCESS);
    assertThat(dropped.ints(RESULT, 1)).containsExactly(-(4 << 20));
  }

  @Test
  void everyBufferAndEveryByteIsPaid() {
    wasi.buffers(new int[2 * 1_024]);
    long one = wasi.fuel("fd_write", 1, LIST, 1, RESULT);
    assertThat(wasi.fuel("fd_write", 1, LIST, 1_024, RESULT)).isEqualTo(one + 2 * 1_023);
    wasi.buffers(1_000, 100);
    assertThat(wasi.fuel("fd_write", 1, LIST, 1, RESULT)).isEqualTo(one + 7);
    wasi.feed("x".repeat(33));
    wasi.buffers(1_000, 33);
    assertThat(wasi.fuel("fd_read", 0, LIST, 1, RESULT)).isEqualTo(one + 3);
    assertThat(wasi.fuel("fd_read", 0, LIST, 1, RESULT)).isEqualTo(one);
  }

  // --- descriptors

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 63, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void unknownDescriptorsAreBad(int fd) {
    for (WasiFunction function : WasiFunction.values()) {
      String name = function.importName();
      if (name.startsWith("fd_") || (name.startsWith("path_") && !name.equals("path_symlink"))) {
        long[] arguments = new long[function.parameters().length()];
        arguments[0] = fd;
        assertThat(wasi.call(name, arguments)).describedAs(name).isEqualTo(BADF);
      }
    }
    assertThat(wasi.call("path_symlink", 0, 0, fd, 0, 0)).isEqualTo(BADF);
    assertThat(wasi.call("fd_renumber", 0, fd)).isEqualTo(BADF);
  }

  @ParameterizedTest
  @CsvSource({
    "fd_advise, 0 0 0 0, 70",
    "fd_advise, 0 0 0 6, 28",
    "fd_allocate, 1 0 1, 70",
    "fd_datasync, 1, 28",
    "fd_fdstat_set_flags, 0 32, 28",
    "fd_fdstat_set_flags, 0 31, 0",
    "fd_filestat_set_size, 1 0, 28",
    "fd_filestat_set_times, 1 0 0 0, 76",
    "fd_pread, 0 0 0 0 0, 70",
    "fd_prestat_dir_name, 0 0 0, 8",
    "fd_prestat_get, 0 0, 8",
    "fd_pwrite, 1 0 0 0 0, 70",
    "fd_read, 1 0 0 0, 8",
    "fd_read, 2 0 0 0, 8",
    "fd_readdir, 0 0 0 0 0, 54",
    "fd_seek, 0 0 0 0, 70",
    "fd_sync, 2, 28",
    "fd_tell, 1 0, 70",
    "fd_write, 0 0 0 0, 8",
    "path_create_directory, 0 0 0, 54",
    "path_filestat_get, 0 0 0 0 0, 54",
    "path_filestat_set_times, 0 0 0 0 0 0 0, 54",
    "path_link, 0 0 0 0 0 0 0, 54",
    "path_open, 1 0 0 1 0 0 0 0 0, 54",
    "path_open, 1 0 131072 1 0 0 0 0 0, 21",
    "path_open, 1 0 0 -1 0 0 0 0 0, 21",
    "path_readlink, 0 0 0 0 0 0, 54",
    "path_remove_directory, 0 0 0, 54",
    "path_rename, 0 0 0 0 0 0, 54",
    "path_symlink, 0 0 1 0 0, 54",
    "path_unlink_file, 2 0 0, 54",
    "proc_raise, 6, 52",
    "sched_yield, , 0"
  })
  void channelsAreNoFilesAndNoDirectories(String function, String arguments, int errno) {
    long[] values =
        arguments == null
            ? new long[0]
            : Arrays.stream(arguments.split(" ")).mapToLong(Long::parseLong).toArray();
    assertThat(wasi.call(function, values)).isEqualTo(errno);
  }

  @Test
  void closedDescriptorsStayClosed() {
    for (int fd = 0; fd < 3; fd++) {
      assertThat(wasi.call("fd_close", fd)).isEqualTo(SUCCESS);
      assertThat(wasi.call("fd_close", fd)).isEqualTo(BADF);
      assertThat(wasi.call("fd_fdstat_get", fd, 0)).isEqualTo(BADF);
    }
    // A host that still offers is told that all was taken.
    assertThat(wasi.input.offer(new byte[100_000], 0, 100_000)).isEqualTo(100_000);
  }

  @Test
  void renumberingMovesAChannel() {
    wasi.put(1_000, "x");
    wasi.buffers(1_000, 1);
    assertThat(wasi.call("fd_renumber", 1, 1)).isEqualTo(SUCCESS);
    assertThat(wasi.call("fd_renumber", 1, 2)).isEqualTo(SUCCESS);
    assertThat(wasi.call("fd_write", 1, LIST, 1, RESULT)).isEqualTo(BADF);
    assertThat(wasi.call("fd_write", 2, LIST, 1, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.written()).isEqualTo("x");
    assertThat(wasi.call("fd_renumber", 2, 1)).isEqualTo(BADF);
    assertThat(wasi.call("fd_renumber", 2, 0)).isEqualTo(SUCCESS);
    assertThat(wasi.call("fd_write", 0, LIST, 1, RESULT)).isEqualTo(SUCCESS);
    assertThat(wasi.input.offer(new byte[1], 0, 1)).isEqualTo(1);
    assertThat(wasi.written()).isEqualTo("x");
  }

  @Test
  void statusSaysTypeFlagsAndRights() {
    assertThat(wasi.call("fd_fdstat_set_flags", 1, 4)).isEqualTo(SUCCESS);
    wasi.instance.memory().write(0, new byte[] {9, 9, 9, 9, 9, 9, 9, 9}, 0, 8);
    assertThat(wasi.call("fd_fdstat_get", 1, 0)).isEqualTo(SUCCESS);
    assertThat(wasi.longAt(0)).isEqualTo(4L << 16);
    assertThat(wasi.longAt(8)).isEqualTo(1L << 3 | 1L << 6 | 1L << 21 | 1L << 27);
    assertThat(wasi.longAt(16)).isZero();
    assertThat(wasi.call("fd_fdstat_get", 1, MEMORY - 24)).isEqualTo(SUCCESS);
    assertThat(wasi.call("fd_fdstat_get", 1, MEMORY - 23)).isEqualTo(FAULT);
    assertThat(wasi.call("fd_filestat_get", 2, MEMORY - 64)).isEqualTo(SUCCESS);
    assertThat(wasi.longAt(MEMORY - 56)).isEqualTo(2);
    assertThat(wasi.longAt(MEMORY - 40)).isEqualTo(1);
    assertThat(wasi.call("fd_filestat_get", 2, MEMORY - 63)).isEqualTo(FAULT);
  }

  @Test
  void rightsCanOnlyBeGivenUp() {
    long rights = 1L << 3 | 1L << 6 | 1L << 21 | 1L << 27;
    assertThat(wasi.call("fd_fdstat_set_rights", 1, rights | 2, 0)).isEqualTo(NOTCAPABLE);
    assertThat(wasi.call("fd_fdstat_set_rights", 1, rights, 1)).isEqualTo(NOTCAPABLE);
    assertThat(wasi.call("fd_fdstat_set_rights", 1, 0, 0)).isEqualTo(SUCCESS);
    assertThat(wasi.call("fd_write", 1, LIST, 0, RESULT)).isEqualTo(NOTCAPABLE);
    assertThat(wasi.call("fd_read", 1, LIST, 0, RESULT)).isEqualTo(BADF);
    assertThat(wasi.call("fd_fdstat_set_flags", 1, 0)).isEqualTo(NOTCAPABLE);
    assertThat(wasi.call("fd_filestat_get", 1, 0)).isEqualTo(NOTCAPABLE);
    assertThat(wasi.call("fd_fdstat_set_rights", 1, 1L << 6, 0)).isEqualTo(NOTCAPABLE);
    assertThat(wasi.call("fd_close", 1)).isEqualTo(SUCCESS);
  }
}
