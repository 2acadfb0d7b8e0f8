/* Functions over frames: name-based UUIDs, the sum of an array of decimals, the set of an array. */
#include "../sdk/c/insitu.h"

INSITU_ALLOCATOR

static uint32_t rotated(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1_block(uint32_t hash[5], const uint8_t block[64]) {
  uint32_t w[80], a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4];
  for (int i = 0; i < 16; i++) {
    const uint8_t *at = block + 4 * i;
    w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  }
  for (int i = 16; i < 80; i++) w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  for (int i = 0; i < 80; i++) {
    uint32_t f = i < 20   ? (0x5A827999 + ((b & c) | (~b & d)))
                 : i < 40 ? (0x6ED9EBA1 + (b ^ c ^ d))
                 : i < 60 ? (0x8F1BBCDC + ((b & c) | (b & d) | (c & d)))
                          : (0xCA62C1D6 + (b ^ c ^ d));
    uint32_t next = rotated(a, 5) + f + e + w[i];
    e = d, d = c, c = rotated(b, 30), b = a, a = next;
  }
  hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d, hash[4] += e;
}

/* uuid_of(namespace UUID, name VARCHAR) RETURNS UUID: version 5 of RFC 9562. */
INSITU_BATCH(uuid_of) {
  insitu_declare(out, INSITU_UUID, 0, 0);
  for (uint32_t row = 0; row < in->rows; row++) {
    insitu_bytes space = insitu_value(in, 0, row), name = insitu_value(in, 1, row);
    uint32_t hash[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint64_t length = 16 + (uint64_t)name.length, bits = 8 * length;
    /* The message, a bit that is 1, zeros, and its length, in blocks of 64 bytes. */
    for (uint64_t start = 0; start < length + 9; start += 64) {
      uint8_t block[64] = {0};
      for (int i = 0; i < 64; i++) {
        uint64_t at = start + i;
        block[i] = at < 16 ? space.at[at] : at < length ? name.at[at - 16] : at == length ? 0x80 : 0;
      }
      for (int i = 0; i < 8 && start + 64 >= length + 9; i++) block[63 - i] = bits >> 8 * i;
      sha1_block(hash, block);
    }
    uint8_t uuid[16];
    for (int i = 0; i < 16; i++) uuid[i] = hash[i / 4] >> 8 * (3 - i % 4);
    uuid[6] = (uuid[6] & 0x0F) | 0x50;
    uuid[8] = (uuid[8] & 0x3F) | 0x80;
    insitu_put(out, 0, uuid, sizeof uuid);
    insitu_end(out);
  }
}

/* total(a DECIMAL(38, 2) ARRAY) RETURNS DECIMAL(38, 2): NULLs count nothing, none of no elements is NULL. */
INSITU_BATCH(total) {
  insitu_declare(out, INSITU_WIDE_DECIMAL, 38, 2);
  for (uint32_t row = 0; row < in->rows; row++) {
    insitu_array array;
    const insitu_reader *a = insitu_elements(&array, in, 0, row);
    __int128 sum = 0;
    for (uint32_t i = 0; i < a->rows; i++) {
      __int128 value;
      if (insitu_is_null(a, 0, i)) continue;
      memcpy(&value, insitu_value(a, 0, i).at, sizeof value);
      if (__builtin_add_overflow(sum, value, &sum)) insitu_fail("22003", "the total is too large");
    }
    if (a->rows > 0) insitu_put(out, 0, &sum, sizeof sum);
    insitu_end(out);
  }
}

static int compare(const void *one, const void *other) {
  int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
  return (a > b) - (a < b);
}

/* set_of(a BIGINT ARRAY) RETURNS BIGINT ARRAY: each value once, in order, without NULLs. */
INSITU_BATCH(set_of) {
  insitu_writer elements = {0};
  insitu_declare(&elements, INSITU_BIGINT, 0, 0);
  insitu_declare(out, INSITU_ARRAY, 0, 0);
  for (uint32_t row = 0; row < in->rows; row++) {
    insitu_array array;
    const insitu_reader *a = insitu_elements(&array, in, 0, row);
    int64_t *values = insitu_grown(NULL, 8 * (uint64_t)a->rows + 8);
    uint32_t count = 0;
    for (uint32_t i = 0; i < a->rows; i++) {
      if (!insitu_is_null(a, 0, i)) values[count++] = insitu_int64(a, 0, i);
    }
    qsort(values, count, sizeof *values, compare);
    for (uint32_t i = 0; i < count; i++) {
      if (i > 0 && values[i] == values[i - 1]) continue;
      insitu_put_int64(&elements, 0, values[i]);
      insitu_end(&elements);
    }
    free(values);
    insitu_put_array(out, 0, &elements);
    insitu_end(out);
  }
}
