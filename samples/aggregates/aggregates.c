/* Two aggregates: the geometric mean of numbers, and about how many different texts there are. */
#include <math.h>

#include "insitu-aggregate.h"

/* The mean of the logarithms. */
typedef struct {
  double logarithms;
  int64_t count;
} geometric_mean;

INSITU_STATE(geometric_mean)

INSITU_EXPORT(geometric_mean_accumulate)
insitu_state geometric_mean_accumulate(geometric_mean *state, uint32_t length, double value) {
  state->logarithms += log(value);
  state->count++;
  return insitu_keep(state, length);
}

INSITU_EXPORT(geometric_mean_merge)
insitu_state geometric_mean_merge(
    geometric_mean *state, uint32_t length, const geometric_mean *other, uint32_t other_length) {
  (void)other_length;
  state->logarithms += other->logarithms;
  state->count += other->count;
  return insitu_keep(state, length);
}

INSITU_EXPORT(geometric_mean_finish)
double geometric_mean_finish(const geometric_mean *state, uint32_t length) {
  (void)length;
  if (state->count == 0) insitu_return_null();
  return exp(state->logarithms / (double)state->count);
}

/*
 * HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007): a text's hash chooses one of 1,024 registers,
 * which keeps the longest run of zeros that a hash has begun with. The error is about 3 per cent.
 */
enum { BITS = 10, REGISTERS = 1 << BITS };

typedef struct {
  uint8_t longest[REGISTERS];
} approximate_count;

INSITU_STATE(approximate_count)

/* FNV-1a, and the last steps of MurmurHash3, which mix the upper bits. */
static uint64_t hash(const uint8_t *text, uint32_t length) {
  uint64_t h = 0xcbf29ce484222325;
  for (uint32_t i = 0; i < length; i++) {
    h = (h ^ text[i]) * 0x100000001b3;
  }
  h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
  h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53;
  return h ^ h >> 33;
}

INSITU_EXPORT(approximate_count_accumulate)
insitu_state approximate_count_accumulate(
    approximate_count *state, uint32_t length, const uint8_t *text, uint32_t text_length) {
  uint64_t h = hash(text, text_length);
  uint8_t *longest = &state->longest[h >> (64 - BITS)];
  uint8_t run = (uint8_t)(1 + __builtin_clzll(h << BITS | 1 << (BITS - 1)));
  if (*longest < run) *longest = run;
  return insitu_keep(state, length);
}

INSITU_EXPORT(approximate_count_merge)
insitu_state approximate_count_merge(
    approximate_count *state, uint32_t length, const approximate_count *other,
    uint32_t other_length) {
  (void)other_length;
  for (int i = 0; i < REGISTERS; i++) {
    if (state->longest[i] < other->longest[i]) state->longest[i] = other->longest[i];
  }
  return insitu_keep(state, length);
}

INSITU_EXPORT(approximate_count_finish)
int64_t approximate_count_finish(const approximate_count *state, uint32_t length) {
  (void)length;
  double sum = 0;
  int empty = 0;
  for (int i = 0; i < REGISTERS; i++) {
    sum += 1 / (double)(1ull << state->longest[i]);
    empty += state->longest[i] == 0;
  }
  double estimate = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS * REGISTERS / sum;
  if (estimate <= 2.5 * REGISTERS && empty > 0) {
    estimate = REGISTERS * log((double)REGISTERS / empty);
  }
  return (int64_t)(estimate + 0.5);
}
