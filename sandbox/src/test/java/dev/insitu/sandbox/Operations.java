package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.code;

import dev.insitu.sandbox.ModuleWriter.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A module with a function for each operation on numbers, which takes and returns bits, and numbers
 * from where rounding, signs and ranges change.
 */
final class Operations {
  /** First and last opcode, operands and result: i and I integers, f and F floats. */
  private static final String[] SIGNATURES = {
    "45 45 i:i",
    "46 4f ii:i",
    "50 50 I:i",
    "51 5a II:i",
    "5b 60 ff:i",
    "61 66 FF:i",
    "67 69 i:i",
    "6a 78 ii:i",
    "79 7b I:I",
    "7c 8a II:I",
    "8b 91 f:f",
    "92 98 ff:f",
    "99 9f F:F",
    "a0 a6 FF:F",
    "a7 a7 I:i",
    "a8 a9 f:i",
    "aa ab F:i",
    "ac ad i:I",
    "ae af f:I",
    "b0 b1 F:I",
    "b2 b3 i:f",
    "b4 b5 I:f",
    "b6 b6 F:f",
    "b7 b8 i:F",
    "b9 ba I:F",
    "bb bb f:F",
    "bc bc f:i",
    "bd bd F:I",
    "be be i:f",
    "bf bf I:F",
    "c0 c1 i:i",
    "c2 c4 I:I",
    "fc00 fc01 f:i",
    "fc02 fc03 F:i",
    "fc04 fc05 f:I",
    "fc06 fc07 F:I"
  };

  private Operations() {}

  static byte[] module() {
    ModuleWriter module = new ModuleWriter();
    for (String line : SIGNATURES) {
      String[] parts = line.split(" ");
      int colon = parts[2].indexOf(':');
      String operands = parts[2].substring(0, colon);
      char result = parts[2].charAt(colon + 1);
      int[] bits = operands.chars().map(Operations::bits).toArray();
      int type = module.type(bits, bits(result));
      for (int op = Integer.parseInt(parts[0], 16); op <= Integer.parseInt(parts[1], 16); op++) {
        Code body = code();
        for (int i = 0; i < bits.length; i++) {
          body.get(i);
          switch (operands.charAt(i)) {
            case 'f' -> body.op(0xBE);
            case 'F' -> body.op(0xBF);
            default -> {}
          }
        }
        body.raw(op < 0x100 ? code().op(op) : code().op(op >> 8, op & 0xFF));
        switch (result) {
          case 'f' -> body.op(0xBC);
          case 'F' -> body.op(0xBD);
          default -> {}
        }
        module.export("op-" + Integer.toHexString(op), module.function(type, new int[0], body));
      }
    }
    return module.bytes();
  }

  private static int bits(int letter) {
    return letter == 'i' || letter == 'f' ? ModuleWriter.I32 : ModuleWriter.I64;
  }

  /** Returns so many calls of each operation. */
  static List<GuestCall> calls(GuestModule module, Random random, int each) {
    List<GuestCall> calls = new ArrayList<>();
    for (GuestCall call : GuestCall.random(module, random, each)) {
      long[] arguments =
          call.type().parameters().stream()
              .mapToLong(type ->
                  switch (type) {
                    case I32, F32, FUNCREF -> narrow(random);
                    case I64, F64 -> wide(random);
                  })
              .toArray();
      calls.add(new GuestCall(call.function(), call.type(), arguments));
    }
    return calls;
  }

  private static long narrow(Random random) {
    return random.nextInt(3) == 0
        ? integer(random, 32)
        : Float.floatToRawIntBits((float) number(random, 24)) + payload(random, 23);
  }

  private static long wide(Random random) {
    return random.nextInt(3) == 0
        ? integer(random, 64)
        : Double.doubleToRawLongBits(number(random, 53)) + (long) payload(random, 52);
  }

  /** Near a power of two, or with bits in a few places only, or anything. */
  private static long integer(Random random, int width) {
    long near = (random.nextBoolean() ? 1L : -1L) << random.nextInt(width);
    long value =
        switch (random.nextInt(4)) {
          case 0 -> near + random.nextInt(7) - 3;
          case 1 -> near | 1L << random.nextInt(width) | 1L << random.nextInt(width);
          case 2 -> random.nextInt(9) - 4;
          default -> random.nextLong();
        };
    return width == 32 ? (int) value : value;
  }

  /** A number whose last bits, exponent or sign are where something changes. */
  private static double number(Random random, int precision) {
    double sign = random.nextBoolean() ? 1 : -1;
    return sign
        * switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> Double.POSITIVE_INFINITY;
          case 2 -> Double.NaN;
          case 3 -> random.nextInt(20) / 2.0;
          case 4 -> integer(random, 64);
          case 5 ->
              Math.scalb(1 + random.nextInt(8) * Math.scalb(1, -precision), random.nextInt(70));
          case 6 ->
              Math.scalb(
                  random.nextDouble(),
                  random.nextInt(precision == 24 ? 280 : 2_100) - (precision == 24 ? 150 : 1_075));
          default -> random.nextGaussian();
        };
  }

  /** Moves a float by a few bits: to a neighbour, or from an infinity to a NaN. */
  private static int payload(Random random, int fraction) {
    return random.nextInt(4) == 0 ? random.nextInt(1 << Math.min(fraction, 30)) : random.nextInt(3);
  }
}
