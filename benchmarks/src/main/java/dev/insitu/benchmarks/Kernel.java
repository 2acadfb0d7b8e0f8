package dev.insitu.benchmarks;

import java.util.Locale;

/** The kernels, each with how much it does in a millisecond or a few. */
enum Kernel {
  GCD(25_000),
  COLLATZ(12_000),
  MANDELBROT(120),
  NBODY(15_000),
  HAVERSINE(25_000),
  SHA256(4_000),
  CRC32(8),
  LEVENSHTEIN(700),
  MATMUL(112),
  QUICKSORT(20_000),
  WORDCOUNT(25_000),
  FIB(28),
  CALLS(200_000),
  INTERPRETER(60_000),
  SIEVE(500_000),
  ALLOC(60_000);

  /** One way to run one kernel. */
  @FunctionalInterface
  interface Code {
    /** Does so much, and returns a checksum. */
    long run(int amount) throws Throwable;
  }

  private final int amount;

  Kernel(int amount) {
    this.amount = amount;
  }

  /** Returns the name of the module's export, of the C function and in figures. */
  String export() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns how much a measured run does. */
  int amount(boolean quick) {
    return quick ? amount / 40 + 1 : amount;
  }

  Code java() {
    return switch (this) {
      case GCD -> JavaKernels::gcd;
      case COLLATZ -> JavaKernels::collatz;
      case MANDELBROT -> JavaKernels::mandelbrot;
      case NBODY -> JavaKernels::nbody;
      case HAVERSINE -> JavaKernels::haversine;
      case SHA256 -> JavaKernels::sha256;
      case CRC32 -> JavaKernels::crc32;
      case LEVENSHTEIN -> JavaKernels::levenshtein;
      case MATMUL -> JavaKernels::matmul;
      case QUICKSORT -> JavaKernels::quicksort;
      case WORDCOUNT -> JavaKernels::wordcount;
      case FIB -> JavaKernels::fib;
      case CALLS -> JavaKernels::calls;
      case INTERPRETER -> JavaKernels::interpreter;
      case SIEVE -> JavaKernels::sieve;
      case ALLOC -> JavaKernels::alloc;
    };
  }
}
