/*
 * Aggregates of insitu in C (docs/abi.md, section 2.8). A state is a struct whose first value is all
 * zeros; the host keeps its bytes from row to row, so it must hold no pointers.
 *
 *   typedef struct {
 *     double sum;
 *     int64_t count;
 *   } mean;
 *
 *   INSITU_STATE(mean)
 *
 *   INSITU_EXPORT(mean_accumulate)
 *   insitu_state mean_accumulate(mean *state, uint32_t length, double value) {
 *     state->sum += value;
 *     state->count++;
 *     return insitu_keep(state, length);
 *   }
 *
 *   INSITU_EXPORT(mean_finish) double mean_finish(const mean *state, uint32_t length) {
 *     if (state->count == 0) insitu_return_null();
 *     return state->sum / state->count;
 *   }
 */
#ifndef INSITU_AGGREGATE_H
#define INSITU_AGGREGATE_H

#include <stdint.h>

/* Where a state lies: its address and its length in bytes. */
typedef uint64_t insitu_state;

#define INSITU_EXPORT(name) __attribute__((export_name(#name)))

/* Exports <name>_init, which gives a struct of zeros. */
#define INSITU_STATE(name)                                \
  INSITU_EXPORT(name##_init) insitu_state name##_init(void) { \
    static name zeros;                                    \
    return insitu_keep(&zeros, sizeof zeros);             \
  }

/* What accumulate and merge return. */
static inline insitu_state insitu_keep(const void *state, uint32_t length) {
  return (uint64_t)(uintptr_t)state << 32 | length;
}

/* Makes the result NULL, whatever finish returns. */
__attribute__((import_module("insitu"), import_name("return_null"))) void insitu_return_null(void);

#endif
