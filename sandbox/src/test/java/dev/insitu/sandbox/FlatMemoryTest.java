package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of an instance on its own. */
final class FlatMemoryTest {
  private static final int PAGE = 65_536;
  private static final int BLOCK = 4_096;
  private static final int ROUNDS = 20;
  private static final int STORES = 50;

  private static FlatMemory memory(int initial, int maximum) {
    return new FlatMemory(
        new MemoryLimits(initial, maximum), maximum, new EnginePool(PoolLimits.NONE));
  }

  private static byte[] content(FlatMemory memory) {
    byte[] bytes = new byte[(int) memory.sizeBytes()];
    assertThat(memory.read(0, bytes, 0, bytes.length)).isTrue();
    return bytes;
  }

  private static void storeSomewhere(FlatMemory memory, Random random) {
    int size = (int) memory.sizeBytes();
    // Half of the stores straddle a block, where marking is most easily wrong.
    int near = random.nextInt(1, size / BLOCK) * BLOCK - random.nextInt(8);
    int address = random.nextBoolean() ? near : random.nextInt(size - Long.BYTES);
    int length = random.nextInt(Math.min(3 * BLOCK, size - address));
    switch (random.nextInt(7)) {
      case 0 -> memory.writeByte(address, (byte) random.nextInt());
      case 1 -> memory.writeShort(address, (short) random.nextInt());
      case 2 -> memory.writeI32(address, random.nextInt());
      case 3 -> memory.writeLong(address, random.nextLong());
      case 4 -> memory.fill((byte) random.nextInt(), address, address + length);
      case 5 -> memory.copy(address, random.nextInt(size - length), length);
      default -> {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        assertThat(memory.write((long) address, bytes, 0, length)).isTrue();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void restoreBringsBackEveryByte(long seed) {
    Random random = new Random(seed);
    FlatMemory memory = memory(2, 4);
    for (int i = 0; i < STORES; i++) {
      storeSomewhere(memory, random);
    }
    byte[] sealed = content(memory);
    memory.seal();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < STORES; i++) {
        storeSomewhere(memory, random);
      }
      if (random.nextInt(4) == 0) {
        assertThat(memory.growPages(1)).isEqualTo(2L * PAGE);
        storeSomewhere(memory, random);
      }
      assertThat(content(memory)).isNotEqualTo(sealed);
      memory.restore();
      assertThat(content(memory)).as("round %d", round).isEqualTo(sealed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "65536, 0, true",
    "65535, 1, true",
    "0, 65536, true",
    "65537, 0, false",
    "65535, 2, false",
    "0, 65537, false",
    "-1, 1, false",
    "0, -1, false",
    "4294967295, 4294967295, false",
    "9223372036854775807, 9223372036854775807, false"
  })
  void rangesAreCheckedWithoutOverflow(long address, long length, boolean inside) {
    assertThat(memory(1, 1).contains(address, length)).isEqualTo(inside);
  }

  @Test
  void refusedHostWriteChangesNothing() {
    FlatMemory memory = memory(1, 1);
    assertThat(memory.write(PAGE - 2L, new byte[] {1, 2, 3}, 0, 3)).isFalse();
    assertThat(content(memory)).containsOnly(0);
  }

  @Test
  void hostGrowsToTheMaximumOnly() {
    FlatMemory memory = memory(1, 2);
    assertThat(memory.growPages(2)).isEqualTo(-1);
    assertThat(memory.growPages(1)).isEqualTo(PAGE);
    assertThat(memory.growPages(1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_097, 5_000_000, -1, -4_097, -5_000_000})
  void bulkInstructionsThatAreDoneInPiecesDoTheSame(int distance) {
    int pages = 300;
    FlatMemory memory = memory(pages, pages);
    memory.begin(Limits.DEFAULT, Cancellation.create());
    byte[] expected = new byte[pages * PAGE];
    new Random(7).nextBytes(expected);
    assertThat(memory.write(0L, expected, 0, expected.length)).isTrue();
    int from = Math.max(0, -distance);
    int to = Math.max(0, distance);
    int length = expected.length - Math.abs(distance);
    System.arraycopy(expected, from, expected, to, length);
    memory.copy(to, from, length);
    assertThat(content(memory)).isEqualTo(expected);
    Arrays.fill(expected, to, to + length, (byte) 9);
    memory.fill((byte) 9, to, to + length);
    assertThat(content(memory)).isEqualTo(expected);
  }

  @Test
  void aCancelEndsABulkInstructionInTheMiddle() {
    FlatMemory memory = memory(300, 300);
    Cancellation cancellation = Cancellation.create();
    memory.begin(Limits.DEFAULT, cancellation);
    cancellation.cancel();
    assertThatThrownBy(() -> memory.fill((byte) 1, 0, 300 * PAGE)).isInstanceOf(GuestStop.class);
    assertThatThrownBy(() -> memory.copy(1, 0, 200 * PAGE)).isInstanceOf(GuestStop.class);
    assertThatThrownBy(() -> memory.copy(0, 1, 200 * PAGE)).isInstanceOf(GuestStop.class);
    assertThat(memory.read(299 * PAGE)).isZero();
  }
}
