// Kernels that measure the engine room: each takes how much to do and gives a checksum. One module,
// so that all of them live beside libm and malloc as real programs do. Built natively, it is a
// program that takes a kernel, how much to do and a number of rounds, and prints the checksum and
// the lower quartile of the rounds in nanoseconds of CPU time. JavaKernels does the same in Java.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif

// Sums of doubles are compared bit for bit.
static int64_t bits(double value) {
  int64_t result;
  memcpy(&result, &value, sizeof result);
  return result;
}

static uint32_t seed;

static uint32_t next(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

// Greatest common divisors: a short integer loop with a division.
EXPORT(gcd) int64_t gcd(int n) {
  uint32_t sum = 0;
  for (uint32_t i = 1; i <= (uint32_t)n; i++) {
    uint32_t a = i * 2654435761u, b = 1u << 20 | i;
    while (b != 0) {
      uint32_t t = a % b;
      a = b;
      b = t;
    }
    sum += a;
  }
  return sum;
}

// Collatz: branches that cannot be foreseen.
EXPORT(collatz) int64_t collatz(int n) {
  int longest = 0;
  for (uint64_t start = 1; start <= (uint64_t)n; start++) {
    int steps = 0;
    for (uint64_t x = start; x != 1; steps++) {
      x = x % 2 == 0 ? x / 2 : 3 * x + 1;
    }
    if (steps > longest) longest = steps;
  }
  return longest;
}

// Mandelbrot: floating point in registers.
EXPORT(mandelbrot) int64_t mandelbrot(int n) {
  int inside = 0;
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) {
      double cr = 3.0 * x / n - 2.0, ci = 2.0 * y / n - 1.0, zr = 0, zi = 0;
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

// N-body: floating point in memory.
typedef struct {
  double x[3], v[3], mass;
} Body;

static Body bodies[5];

EXPORT(nbody) int64_t nbody(int n) {
  seed = 42;
  for (int i = 0; i < 5; i++) {
    for (int k = 0; k < 3; k++) {
      bodies[i].x[k] = (next() % 1000) / 50.0;
      bodies[i].v[k] = (next() % 1000) / 5000.0;
    }
    bodies[i].mass = 1 + next() % 10;
  }
  for (int step = 0; step < n; step++) {
    for (int i = 0; i < 5; i++) {
      for (int j = i + 1; j < 5; j++) {
        double d[3], square = 0.01;
        for (int k = 0; k < 3; k++) {
          d[k] = bodies[i].x[k] - bodies[j].x[k];
          square += d[k] * d[k];
        }
        double pull = 0.001 / (square * sqrt(square));
        for (int k = 0; k < 3; k++) {
          bodies[i].v[k] -= d[k] * bodies[j].mass * pull;
          bodies[j].v[k] += d[k] * bodies[i].mass * pull;
        }
      }
    }
    for (int i = 0; i < 5; i++) {
      for (int k = 0; k < 3; k++) bodies[i].x[k] += 0.001 * bodies[i].v[k];
    }
  }
  return bits(bodies[0].x[0] + bodies[4].v[2]);
}

// Great-circle distances: calls of libm, whose last bits differ from one libm to the next.
EXPORT(haversine) int64_t haversine(int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) {
    double a1 = 0.8 + i % 100 * 0.001, a2 = 0.7, d = 0.3 + i % 77 * 0.01;
    double s = sin((a2 - a1) / 2), t = sin(d / 2);
    sum += 12742 * asin(sqrt(s * s + cos(a1) * cos(a2) * t * t));
  }
  return (int64_t)sum;
}

// SHA-256 of n blocks.
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define ROTATE(x, r) ((x) >> (r) | (x) << (32 - (r)))

EXPORT(sha256) int64_t sha256(int n) {
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint32_t w[64];
  seed = 7;
  for (int block = 0; block < n; block++) {
    for (int i = 0; i < 16; i++) w[i] = next();
    for (int i = 16; i < 64; i++) {
      uint32_t s0 = ROTATE(w[i - 15], 7) ^ ROTATE(w[i - 15], 18) ^ w[i - 15] >> 3;
      uint32_t s1 = ROTATE(w[i - 2], 17) ^ ROTATE(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (int i = 0; i < 64; i++) {
      uint32_t s1 = ROTATE(e, 6) ^ ROTATE(e, 11) ^ ROTATE(e, 25);
      uint32_t t1 = k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i];
      uint32_t s0 = ROTATE(a, 2) ^ ROTATE(a, 13) ^ ROTATE(a, 22);
      uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      k = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += k;
  }
  return (int64_t)h[0] << 32 | h[7];
}

// CRC32 by table.
static uint32_t table[256];
static uint8_t bytes[1 << 16];

EXPORT(crc32) int64_t crc32(int n) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
    table[i] = c;
  }
  seed = 9;
  for (int i = 0; i < (int)sizeof bytes; i++) bytes[i] = (uint8_t)next();
  uint32_t crc = ~0u;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < (int)sizeof bytes; i++) crc = table[(crc ^ bytes[i]) & 255] ^ crc >> 8;
  }
  return ~crc;
}

// Edit distance of two strings of n letters.
static uint16_t row[2048];

EXPORT(levenshtein) int64_t levenshtein(int n) {
  static char a[2048], b[2048];
  seed = 11;
  for (int i = 0; i < n; i++) {
    a[i] = 'a' + next() % 4;
    b[i] = 'a' + next() % 4;
  }
  for (int j = 0; j <= n; j++) row[j] = (uint16_t)j;
  for (int i = 1; i <= n; i++) {
    uint16_t diagonal = row[0];
    row[0] = (uint16_t)i;
    for (int j = 1; j <= n; j++) {
      uint16_t above = row[j];
      uint16_t least = diagonal + (a[i - 1] != b[j - 1]);
      if (above + 1 < least) least = above + 1;
      if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
      row[j] = least;
      diagonal = above;
    }
  }
  return row[n];
}

// Product of two n x n matrices.
static double ma[128 * 128], mb[128 * 128], mc[128 * 128];

EXPORT(matmul) int64_t matmul(int n) {
  for (int i = 0; i < n * n; i++) {
    ma[i] = i % 17 / 3.0;
    mb[i] = i % 13 / 7.0;
  }
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) sum += ma[i * n + k] * mb[k * n + j];
      mc[i * n + j] = sum;
    }
  }
  double sum = 0;
  for (int i = 0; i < n * n; i++) sum += mc[i];
  return bits(sum);
}

// Quicksort of n numbers.
static int32_t numbers[1 << 17];

static void sort(int32_t *a, int low, int high) {
  while (low < high) {
    int32_t pivot = a[(low + high) / 2];
    int i = low, j = high;
    while (i <= j) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i <= j) {
        int32_t t = a[i];
        a[i++] = a[j];
        a[j--] = t;
      }
    }
    sort(a, low, j);
    low = i;
  }
}

EXPORT(quicksort) int64_t quicksort(int n) {
  seed = 13;
  for (int i = 0; i < n; i++) numbers[i] = (int32_t)next();
  sort(numbers, 0, n - 1);
  return numbers[n / 2];
}

// Words of a text counted in a hash table of malloc'ed nodes.
typedef struct Node {
  struct Node *next;
  int count;
  char word[12];
} Node;

EXPORT(wordcount) int64_t wordcount(int n) {
  static Node *buckets[1024];
  memset(buckets, 0, sizeof buckets);
  seed = 17;
  int distinct = 0;
  for (int i = 0; i < n; i++) {
    char word[12];
    int length = 1 + next() % 4;
    uint32_t hash = 5381;
    for (int k = 0; k < length; k++) {
      word[k] = 'a' + next() % 6;
      hash = hash * 33 + (uint8_t)word[k];
    }
    word[length] = 0;
    Node **place = &buckets[hash & 1023];
    while (*place && strcmp((*place)->word, word) != 0) place = &(*place)->next;
    if (!*place) {
      *place = malloc(sizeof(Node));
      (*place)->next = 0;
      (*place)->count = 0;
      strcpy((*place)->word, word);
      distinct++;
    }
    (*place)->count++;
  }
  int most = 0;
  for (int i = 0; i < 1024; i++) {
    for (Node *node = buckets[i]; node;) {
      if (node->count > most) most = node->count;
      Node *after = node->next;
      free(node);
      node = after;
    }
  }
  return most * 1000 + distinct;
}

// Fibonacci: nothing but calls.
static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

EXPORT(fib) int64_t fib(int n) { return fibonacci(n); }

// Small functions that call each other without a cycle.
__attribute__((noinline)) static uint32_t f1(uint32_t x) { return x * 3 + 1; }
__attribute__((noinline)) static uint32_t f2(uint32_t x) { return f1(x) ^ x >> 3; }
__attribute__((noinline)) static uint32_t f3(uint32_t x) { return f2(x) + f1(x); }

EXPORT(calls) int64_t calls(int n) {
  uint32_t sum = 0;
  for (int i = 0; i < n; i++) sum += f3((uint32_t)i) + f2(sum);
  return sum;
}

// An interpreter of bytecode: one br_table in a loop.
enum { PUSH, ADD, MUL, SUB, DUP, SWAP, LOAD, STORE, JUMPNZ, HALT, XOR, SHR };

EXPORT(interpreter) int64_t interpreter(int n) {
  static const uint8_t code[] = {PUSH, 1,   STORE, 0,     LOAD, 0, PUSH, 7, MUL,    PUSH, 3,
                                 ADD,  DUP, SHR,   XOR,   STORE, 0, LOAD, 1, PUSH,  1,    SUB,
                                 DUP,  STORE, 1,   JUMPNZ, 4,   HALT};
  uint32_t stack[16], variables[2] = {0, (uint32_t)n};
  int sp = 0;
  for (int pc = 0;;) {
    switch (code[pc++]) {
      case PUSH: stack[sp++] = code[pc++]; break;
      case ADD: sp--; stack[sp - 1] += stack[sp]; break;
      case SUB: sp--; stack[sp - 1] -= stack[sp]; break;
      case MUL: sp--; stack[sp - 1] *= stack[sp]; break;
      case XOR: sp--; stack[sp - 1] ^= stack[sp]; break;
      case SHR: stack[sp - 1] >>= 5; break;
      case DUP: stack[sp] = stack[sp - 1]; sp++; break;
      case SWAP: { uint32_t t = stack[sp - 1]; stack[sp - 1] = stack[sp - 2]; stack[sp - 2] = t; break; }
      case LOAD: stack[sp++] = variables[code[pc++]]; break;
      case STORE: variables[code[pc++]] = stack[--sp]; break;
      case JUMPNZ: pc = stack[--sp] != 0 ? code[pc] : pc + 1; break;
      default: return variables[0];
    }
  }
}

// Sieve of Eratosthenes.
static uint8_t composite[1 << 20];

EXPORT(sieve) int64_t sieve(int n) {
  memset(composite, 0, (size_t)n);
  int primes = 0;
  for (int i = 2; i < n; i++) {
    if (composite[i]) continue;
    primes++;
    for (int64_t j = (int64_t)i * i; j < n; j += i) composite[j] = 1;
  }
  return primes;
}

// Malloc and free of n blocks, 512 of them alive.
EXPORT(alloc) int64_t alloc(int n) {
  static uint8_t *blocks[512];
  memset(blocks, 0, sizeof blocks);
  seed = 19;
  uint32_t sum = 0;
  for (int i = 0; i < n; i++) {
    uint32_t place = next() & 511, size = 1 + next() % 200;
    if (blocks[place]) {
      sum = sum * 31 + blocks[place][0];
      free(blocks[place]);
    }
    uint8_t *block = malloc(size);
    block[0] = (uint8_t)i;
    block[size - 1] = (uint8_t)size;
    blocks[place] = block;
  }
  for (int i = 0; i < 512; i++) free(blocks[i]);
  return sum;
}

#ifndef __wasm__
#include <stdio.h>
#include <time.h>

#define KERNEL(name) {#name, name}

static const struct {
  const char *name;
  int64_t (*run)(int);
} kernels[] = {
    KERNEL(alloc),    KERNEL(calls),       KERNEL(collatz),    KERNEL(crc32),
    KERNEL(fib),      KERNEL(gcd),         KERNEL(haversine),  KERNEL(interpreter),
    KERNEL(levenshtein), KERNEL(mandelbrot), KERNEL(matmul),   KERNEL(nbody),
    KERNEL(quicksort), KERNEL(sha256),     KERNEL(sieve),      KERNEL(wordcount)};

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static int64_t cpu_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int main(int argc, char **argv) {
  for (int i = 1; i + 2 < argc; i += 3) {
    size_t k = 0;
    while (k < sizeof kernels / sizeof *kernels && strcmp(kernels[k].name, argv[i])) k++;
    if (k == sizeof kernels / sizeof *kernels) return 2;
    int n = atoi(argv[i + 1]), rounds = atoi(argv[i + 2]);
    int64_t *nanos = malloc(sizeof *nanos * (size_t)rounds), sum = 0;
    for (int round = 0; round < rounds; round++) {
      int64_t start = cpu_nanos();
      sum = kernels[k].run(n);
      nanos[round] = cpu_nanos() - start;
    }
    qsort(nanos, (size_t)rounds, sizeof *nanos, compare);
    printf("%s %lld %lld\n", argv[i], (long long)sum, (long long)nanos[rounds / 4]);
    free(nanos);
  }
}
#endif
