package dev.insitu.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernels of {@code kernels.c} as one would write them in Java: the same steps and the same
 * checksums, with arrays, objects and a garbage collector where C has memory. One thread.
 */
final class JavaKernels {
  private static final int[] SHA_256 = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  /** The bytecode of the interpreter, see its cases. */
  private static final byte[] CODE = {
    0, 1, 7, 0, 6, 0, 0, 7, 2, 0, 3, 1, 4, 11, 10, 7, 0, 6, 1, 0, 1, 3, 4, 7, 1, 8, 4, 9
  };

  private static int seed;

  private JavaKernels() {}

  private static int next() {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed;
  }

  static long gcd(int n) {
    int sum = 0;
    for (int i = 1; i <= n; i++) {
      int a = i * 0x9E3779B1;
      int b = 1 << 20 | i;
      while (b != 0) {
        int t = Integer.remainderUnsigned(a, b);
        a = b;
        b = t;
      }
      sum += a;
    }
    return Integer.toUnsignedLong(sum);
  }

  static long collatz(int n) {
    int longest = 0;
    for (long start = 1; start <= n; start++) {
      int steps = 0;
      for (long x = start; x != 1; steps++) {
        x = (x & 1) == 0 ? x >>> 1 : 3 * x + 1;
      }
      longest = Math.max(longest, steps);
    }
    return longest;
  }

  static long mandelbrot(int n) {
    int inside = 0;
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        double cr = 3.0 * x / n - 2.0;
        double ci = 2.0 * y / n - 1.0;
        double zr = 0;
        double zi = 0;
        int i = 0;
        while (i < 100 && zr * zr + zi * zi < 4) {
          double t = zr * zr - zi * zi + cr;
          zi = 2 * zr * zi + ci;
          zr = t;
          i++;
        }
        inside += i;
      }
    }
    return inside;
  }

  private static final class Body {
    final double[] x = new double[3];
    final double[] v = new double[3];
    double mass;
  }

  static long nbody(int n) {
    seed = 42;
    Body[] bodies = new Body[5];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = new Body();
      for (int k = 0; k < 3; k++) {
        bodies[i].x[k] = Integer.remainderUnsigned(next(), 1000) / 50.0;
        bodies[i].v[k] = Integer.remainderUnsigned(next(), 1000) / 5000.0;
      }
      bodies[i].mass = 1 + Integer.remainderUnsigned(next(), 10);
    }
    for (int step = 0; step < n; step++) {
      for (int i = 0; i < bodies.length; i++) {
        for (int j = i + 1; j < bodies.length; j++) {
          attract(bodies[i], bodies[j]);
        }
      }
      for (Body body : bodies) {
        for (int k = 0; k < 3; k++) {
          body.x[k] += 0.001 * body.v[k];
        }
      }
    }
    return Double.doubleToRawLongBits(bodies[0].x[0] + bodies[4].v[2]);
  }

  private static void attract(Body a, Body b) {
    double d0 = a.x[0] - b.x[0];
    double d1 = a.x[1] - b.x[1];
    double d2 = a.x[2] - b.x[2];
    double square = 0.01 + d0 * d0 + d1 * d1 + d2 * d2;
    double pull = 0.001 / (square * Math.sqrt(square));
    a.v[0] -= d0 * b.mass * pull;
    b.v[0] += d0 * a.mass * pull;
    a.v[1] -= d1 * b.mass * pull;
    b.v[1] += d1 * a.mass * pull;
    a.v[2] -= d2 * b.mass * pull;
    b.v[2] += d2 * a.mass * pull;
  }

  static long haversine(int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double a1 = 0.8 + i % 100 * 0.001;
      double a2 = 0.7;
      double d = 0.3 + i % 77 * 0.01;
      double s = Math.sin((a2 - a1) / 2);
      double t = Math.sin(d / 2);
      sum += 12742 * Math.asin(Math.sqrt(s * s + Math.cos(a1) * Math.cos(a2) * t * t));
    }
    return (long) sum;
  }

  static long sha256(int n) {
    int[] h = {
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };
    int[] w = new int[64];
    seed = 7;
    for (int block = 0; block < n; block++) {
      for (int i = 0; i < 16; i++) {
        w[i] = next();
      }
      sha256(h, w);
    }
    return (long) h[0] << 32 | Integer.toUnsignedLong(h[7]);
  }

  private static void sha256(int[] hash, int[] w) {
    for (int i = 16; i < 64; i++) {
      int s0 =
          Integer.rotateRight(w[i - 15], 7) ^ Integer.rotateRight(w[i - 15], 18) ^ w[i - 15] >>> 3;
      int s1 =
          Integer.rotateRight(w[i - 2], 17) ^ Integer.rotateRight(w[i - 2], 19) ^ w[i - 2] >>> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    int a = hash[0];
    int b = hash[1];
    int c = hash[2];
    int d = hash[3];
    int e = hash[4];
    int f = hash[5];
    int g = hash[6];
    int h = hash[7];
    for (int i = 0; i < 64; i++) {
      int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int t1 = h + s1 + ((e & f) ^ (~e & g)) + SHA_256[i] + w[i];
      int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
    hash[5] += f;
    hash[6] += g;
    hash[7] += h;
  }

  static long crc32(int n) {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int c = i;
      for (int k = 0; k < 8; k++) {
        c = (c & 1) != 0 ? 0xEDB88320 ^ c >>> 1 : c >>> 1;
      }
      table[i] = c;
    }
    seed = 9;
    byte[] bytes = new byte[1 << 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) next();
    }
    int crc = -1;
    for (int round = 0; round < n; round++) {
      for (byte one : bytes) {
        crc = table[(crc ^ one) & 255] ^ crc >>> 8;
      }
    }
    return Integer.toUnsignedLong(~crc);
  }

  static long levenshtein(int n) {
    byte[] a = new byte[n];
    byte[] b = new byte[n];
    seed = 11;
    for (int i = 0; i < n; i++) {
      a[i] = (byte) ('a' + Integer.remainderUnsigned(next(), 4));
      b[i] = (byte) ('a' + Integer.remainderUnsigned(next(), 4));
    }
    char[] row = new char[n + 1];
    for (int j = 0; j <= n; j++) {
      row[j] = (char) j;
    }
    for (int i = 1; i <= n; i++) {
      char diagonal = row[0];
      row[0] = (char) i;
      for (int j = 1; j <= n; j++) {
        char above = row[j];
        char least = (char) (diagonal + (a[i - 1] != b[j - 1] ? 1 : 0));
        if (above + 1 < least) {
          least = (char) (above + 1);
        }
        if (row[j - 1] + 1 < least) {
          least = (char) (row[j - 1] + 1);
        }
        row[j] = least;
        diagonal = above;
      }
    }
    return row[n];
  }

  static long matmul(int n) {
    double[] a = new double[n * n];
    double[] b = new double[n * n];
    double[] c = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      a[i] = i % 17 / 3.0;
      b[i] = i % 13 / 7.0;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i * n + k] * b[k * n + j];
        }
        c[i * n + j] = sum;
      }
    }
    double sum = 0;
    for (double one : c) {
      sum += one;
    }
    return Double.doubleToRawLongBits(sum);
  }

  static long quicksort(int n) {
    seed = 13;
    int[] numbers = new int[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = next();
    }
    sort(numbers, 0, n - 1);
    return numbers[n / 2];
  }

  private static void sort(int[] a, int from, int high) {
    int low = from;
    while (low < high) {
      int pivot = a[(low + high) / 2];
      int i = low;
      int j = high;
      while (i <= j) {
        while (a[i] < pivot) {
          i++;
        }
        while (a[j] > pivot) {
          j--;
        }
        if (i <= j) {
          int t = a[i];
          a[i++] = a[j];
          a[j--] = t;
        }
      }
      sort(a, low, j);
      low = i;
    }
  }

  static long wordcount(int n) {
    seed = 17;
    Map<String, int[]> counts = new HashMap<>();
    byte[] word = new byte[12];
    for (int i = 0; i < n; i++) {
      int length = 1 + Integer.remainderUnsigned(next(), 4);
      for (int k = 0; k < length; k++) {
        word[k] = (byte) ('a' + Integer.remainderUnsigned(next(), 6));
      }
      String text = new String(word, 0, length, StandardCharsets.ISO_8859_1);
      counts.computeIfAbsent(text, key -> new int[1])[0]++;
    }
    int most = 0;
    for (int[] count : counts.values()) {
      most = Math.max(most, count[0]);
    }
    return most * 1000L + counts.size();
  }

  static long fib(int n) {
    return fibonacci(n);
  }

  private static int fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }

  private static int f1(int x) {
    return x * 3 + 1;
  }

  private static int f2(int x) {
    return f1(x) ^ x >>> 3;
  }

  private static int f3(int x) {
    return f2(x) + f1(x);
  }

  static long calls(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
      sum += f3(i) + f2(sum);
    }
    return Integer.toUnsignedLong(sum);
  }

  static long interpreter(int n) {
    byte[] code = CODE;
    int[] stack = new int[16];
    int[] variables = {0, n};
    int sp = 0;
    for (int pc = 0; ; ) {
      switch (code[pc++]) {
        case 0 -> stack[sp++] = code[pc++];
        case 1 -> {
          sp--;
          stack[sp - 1] += stack[sp];
        }
        case 2 -> {
          sp--;
          stack[sp - 1] *= stack[sp];
        }
        case 3 -> {
          sp--;
          stack[sp - 1] -= stack[sp];
        }
        case 4 -> {
          stack[sp] = stack[sp - 1];
          sp++;
        }
        case 5 -> {
          int t = stack[sp - 1];
          stack[sp - 1] = stack[sp - 2];
          stack[sp - 2] = t;
        }
        case 6 -> stack[sp++] = variables[code[pc++]];
        case 7 -> variables[code[pc++]] = stack[--sp];
        case 8 -> pc = stack[--sp] != 0 ? code[pc] : pc + 1;
        case 10 -> {
          sp--;
          stack[sp - 1] ^= stack[sp];
        }
        case 11 -> stack[sp - 1] >>>= 5;
        default -> {
          return Integer.toUnsignedLong(variables[0]);
        }
      }
    }
  }

  static long sieve(int n) {
    boolean[] composite = new boolean[n];
    int primes = 0;
    for (int i = 2; i < n; i++) {
      if (composite[i]) {
        continue;
      }
      primes++;
      for (long j = (long) i * i; j < n; j += i) {
        composite[(int) j] = true;
      }
    }
    return primes;
  }

  static long alloc(int n) {
    byte[][] blocks = new byte[512][];
    seed = 19;
    int sum = 0;
    for (int i = 0; i < n; i++) {
      int place = next() & 511;
      int size = 1 + Integer.remainderUnsigned(next(), 200);
      if (blocks[place] != null) {
        sum = sum * 31 + Byte.toUnsignedInt(blocks[place][0]);
      }
      byte[] block = new byte[size];
      block[0] = (byte) i;
      block[size - 1] = (byte) size;
      blocks[place] = block;
    }
    Arrays.fill(blocks, null);
    return Integer.toUnsignedLong(sum);
  }
}
