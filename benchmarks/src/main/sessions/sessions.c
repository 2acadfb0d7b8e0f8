/* What a session remembers: running totals by key. Its memory is 1 MiB, and it touches little of it. */
#include <stdint.h>
#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define KEYS (64 * 1024)
#define PAGE_KEYS 1024

static int32_t totals[KEYS];
static uint32_t crcs[256];

/* Of the session itself, in the C library's heap. */
static struct { int32_t calls; } *session;

/* Runs once, before the state is kept that all sessions start from. */
void EXPORT(preinit)(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    }
    crcs[i] = crc;
  }
  session = calloc(1, sizeof *session);
}

/* Counts the call, adds an amount to a key's total and returns the total. */
int32_t EXPORT(add)(int32_t key, int32_t amount) {
  session->calls++;
  return totals[key & (KEYS - 1)] += amount;
}

/* Counts up the first key of so many pages of 4 KiB; returns how often the first one was. */
int32_t EXPORT(touch)(int32_t pages) {
  for (int32_t i = 0; i < pages; i++) {
    totals[(i * PAGE_KEYS) & (KEYS - 1)]++;
  }
  return totals[0];
}

/* Returns the sum of two numbers and touches nothing. */
int32_t EXPORT(plus)(int32_t a, int32_t b) { return a + b; }

/* Returns the CRC-32 of all totals and of the number of calls. */
int32_t EXPORT(checksum)(void) {
  uint32_t crc = ~(uint32_t)session->calls;
  const uint8_t *bytes = (const uint8_t *)totals;
  for (size_t i = 0; i < sizeof totals; i++) {
    crc = crc >> 8 ^ crcs[(crc ^ bytes[i]) & 0xFF];
  }
  return (int32_t)~crc;
}
