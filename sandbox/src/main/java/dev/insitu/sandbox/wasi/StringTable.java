package dev.insitu.sandbox.wasi;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The arguments or the environment, as the guest reads them: UTF-8, each ended by a zero byte. */
final class StringTable {
  private final byte[] bytes;
  private final int[] starts;

  StringTable(List<String> strings) {
    starts = new int[strings.size()];
    byte[][] encoded = new byte[strings.size()][];
    int size = 0;
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = strings.get(i).getBytes(StandardCharsets.UTF_8);
      starts[i] = size;
      size = Math.addExact(size, encoded[i].length + 1);
    }
    bytes = new byte[size];
    for (int i = 0; i < encoded.length; i++) {
      System.arraycopy(encoded[i], 0, bytes, starts[i], encoded[i].length);
    }
  }

  int sizes(Pointers memory, long count, long size) {
    memory.require(count, Integer.BYTES);
    memory.require(size, Integer.BYTES);
    memory.putU32(count, starts.length);
    memory.putU32(size, bytes.length);
    return Errno.SUCCESS;
  }

  int get(Pointers memory, long pointers, long buffer) {
    memory.require(pointers, (long) starts.length * Integer.BYTES);
    memory.require(buffer, bytes.length);
    memory.guest().charge(Costs.bytes((long) starts.length * Integer.BYTES + bytes.length));
    for (int i = 0; i < starts.length; i++) {
      memory.putU32(pointers + (long) i * Integer.BYTES, buffer + starts[i]);
    }
    memory.put(buffer, bytes, bytes.length);
    return Errno.SUCCESS;
  }
}
