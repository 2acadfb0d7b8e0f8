/*
 * The functions of QueryBench: for a guest, and with -DPOSTGRES for PostgreSQL, which passes values in
 * registers and texts by address too.
 */
#include <math.h>
#include <stdint.h>

static const double EARTH_RADIUS_KM = 6371.0088;
static const double RADIANS_PER_DEGREE = 3.14159265358979323846 / 180;

static double km(double lat1, double lon1, double lat2, double lon2) {
  double north = sin((lat2 - lat1) * RADIANS_PER_DEGREE / 2);
  double east = sin((lon2 - lon1) * RADIANS_PER_DEGREE / 2);
  double h = north * north
      + cos(lat1 * RADIANS_PER_DEGREE) * cos(lat2 * RADIANS_PER_DEGREE) * east * east;
  return 2 * EARTH_RADIUS_KM * asin(sqrt(h < 1 ? h : 1));
}

static double mix(double a, double b, double c, double d) { return (a * b + c * d) / (a - d + 300); }

/* True for about one of a hundred. */
static int rare(int64_t id) { return id * 7919 % 1000003 % 100 == 0; }

/* ASCII letters to upper case, in place. */
static void shout(uint8_t *text, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    if ((uint8_t)(text[i] - 'a') < 26) text[i] -= 32;
  }
}

#ifndef POSTGRES

#define EXPORT(name) __attribute__((export_name(#name)))

EXPORT(km) double km_(double a, double b, double c, double d) { return km(a, b, c, d); }

EXPORT(mix) double mix_(double a, double b, double c, double d) { return mix(a, b, c, d); }

EXPORT(rare) int rare_(int64_t id) { return rare(id); }

EXPORT(shout) uint64_t shout_(uint8_t *text, uint32_t length) {
  shout(text, length);
  return (uint64_t)(uintptr_t)text << 32 | length;
}

#else

#include "postgres.h"
#include "fmgr.h"

PG_MODULE_MAGIC;

#define FOUR_NUMBERS(name)                                                                        \
  PG_FUNCTION_INFO_V1(pg_##name);                                                                 \
  Datum pg_##name(PG_FUNCTION_ARGS) {                                                             \
    PG_RETURN_FLOAT8(name(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2),          \
        PG_GETARG_FLOAT8(3)));                                                                    \
  }

FOUR_NUMBERS(km)
FOUR_NUMBERS(mix)

PG_FUNCTION_INFO_V1(pg_rare);
Datum pg_rare(PG_FUNCTION_ARGS) { PG_RETURN_BOOL(rare(PG_GETARG_INT64(0))); }

PG_FUNCTION_INFO_V1(pg_shout);
Datum pg_shout(PG_FUNCTION_ARGS) {
  text *copy = PG_GETARG_TEXT_P_COPY(0);
  shout((uint8_t *)VARDATA(copy), VARSIZE(copy) - VARHDRSZ);
  PG_RETURN_TEXT_P(copy);
}

#endif
