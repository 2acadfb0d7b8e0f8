package dev.insitu.sandbox.recording;

import org.jspecify.annotations.Nullable;

/** Kinds of records, with the numbers that stand in files. */
enum Kind {
  HEADER(1),
  MODULE(2),
  MODULE_BYTES(3),
  FUNCTION(4),
  INSTANCE(5),
  PREPARE(6),
  GROW(7),
  SEAL(8),
  WRITE(9),
  CALL(10),
  READ(11),
  COMMAND(12),
  FRAME(13),
  COMMAND_END(14),
  END(15),
  SHA256(16);

  private static final Kind[] ALL = values();

  private final int number;

  Kind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static @Nullable Kind of(int number) {
    return number < 1 || number > ALL.length ? null : ALL[number - 1];
  }
}
