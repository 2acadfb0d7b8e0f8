/*
 * Table functions of insitu in C: reads frames from standard input and writes frames to standard
 * output (docs/abi.md, section 3.5). One header and the C library; nothing else to link.
 *
 *   insitu_reader in = {0};
 *   insitu_writer out = {0};
 *   insitu_declare(&out, INSITU_VARCHAR, 0, 0);
 *   insitu_declare(&out, INSITU_BIGINT, 0, 0);
 *   while (insitu_read(&in)) {
 *     for (uint32_t row = 0; row < in.rows; row++) {
 *       insitu_copy(&out, 0, &in, 0, row);
 *       if (!insitu_is_null(&in, 1, row)) insitu_put_int64(&out, 1, 2 * insitu_int64(&in, 1, row));
 *       insitu_end_row(&out);
 *     }
 *   }
 *   insitu_flush(&out);
 *
 * Columns and rows count from 0. Columns of the output are declared in the order, and with the
 * types, of RETURNS TABLE; a column that is not put is NULL. What goes wrong ends the program with
 * insitu_fail. A pointer into a frame is good until the next insitu_read.
 */
#ifndef INSITU_H
#define INSITU_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  INSITU_BOOLEAN = 1,
  INSITU_TINYINT,
  INSITU_SMALLINT,
  INSITU_INTEGER,
  INSITU_BIGINT,
  INSITU_REAL,
  INSITU_DOUBLE,
  INSITU_DECIMAL,      /* up to 18 digits: int64 */
  INSITU_WIDE_DECIMAL, /* 16 bytes */
  INSITU_CHAR,
  INSITU_VARCHAR,
  INSITU_BINARY,
  INSITU_VARBINARY,
  INSITU_DATE,            /* int32: days since 1970-01-01 */
  INSITU_TIME,            /* int64: nanoseconds since midnight */
  INSITU_TIMESTAMP,       /* up to 6 digits of a second: int64, microseconds since 1970-01-01 */
  INSITU_FINE_TIMESTAMP,  /* insitu_time, its offset 0 */
  INSITU_ZONED_TIMESTAMP, /* insitu_time */
  INSITU_UUID,            /* 16 bytes */
  INSITU_ARRAY            /* insitu_elements and insitu_put_array */
};

typedef struct {
  const uint8_t *at;
  uint32_t length;
} insitu_bytes;

typedef struct {
  int64_t seconds;
  uint32_t nanos;
  int32_t offset;
} insitu_time;

typedef struct {
  uint8_t type, precision, scale;
  const uint8_t *validity; /* NULL when no row is NULL */
  const uint32_t *offsets; /* NULL when values have a width */
  const uint8_t *values;
} insitu_column;

typedef struct {
  uint32_t rows, columns;
  insitu_column *column;
  uint8_t *frame;
  uint32_t length, capacity;
} insitu_reader;

enum { INSITU_ROWS = 1024, INSITU_ROOM = 48 * 1024, INSITU_FRAME = 16 << 20 };

typedef struct {
  uint8_t type, precision, scale, nulls;
  uint32_t count, size, capacity;
  uint8_t *values;
  uint32_t offsets[INSITU_ROWS + 1];
  uint8_t validity[INSITU_ROWS / 8];
} insitu_output;

typedef struct {
  uint32_t rows, columns, size;
  insitu_output *column;
  uint8_t *frame;
  uint32_t capacity;
} insitu_writer;

#ifdef __wasm__
__attribute__((import_module("insitu"), import_name("raise"), noreturn)) void insitu_raise(
    const char *state, const char *message, uint32_t length);
#endif

/* Ends the program with an error of SQL: a SQLSTATE that begins with 22 or 38, and a message. */
static inline _Noreturn void insitu_fail(const char state[5], const char *message) {
#ifdef __wasm__
  insitu_raise(state, message, (uint32_t)strlen(message));
#else
  (void)write(2, message, strlen(message));
  (void)state;
  exit(1);
#endif
}

static inline uint32_t insitu_padded(uint32_t length) { return (length + 7) & ~7u; }

static inline uint32_t insitu_width(uint8_t type) {
  static const uint8_t widths[] = {0, 1, 1, 2, 4, 8, 4, 8, 8, 16, 0, 0, 0, 0, 4, 8, 8, 16, 16, 16};
  return type < sizeof widths ? widths[type] : 0;
}

static inline void *insitu_grown(void *old, uint64_t size) {
  void *grown = size > 0x7FFFFFFF ? NULL : realloc(old, size);
  if (!grown) insitu_fail("38001", "no memory is left");
  return grown;
}

/* Fills a buffer from standard input; the bytes that were missing at its end. */
static inline uint32_t insitu_fill(uint8_t *to, uint32_t length) {
  while (length > 0) {
    ssize_t got = read(0, to, length);
    if (got < 0) insitu_fail("38002", "standard input cannot be read");
    if (got == 0) break;
    to += got;
    length -= (uint32_t)got;
  }
  return length;
}

static inline void insitu_send(const uint8_t *from, uint32_t length) {
  while (length > 0) {
    ssize_t sent = write(1, from, length);
    if (sent <= 0) insitu_fail("38002", "standard output cannot be written");
    from += sent;
    length -= (uint32_t)sent;
  }
}

/* Finds the parts of a block, which is that of a column or of an array. */
static inline void insitu_locate(
    insitu_column *column, const uint8_t *descriptor, uint32_t rows, const uint8_t *block) {
  const uint8_t *part = block;
  column->type = descriptor[0];
  column->precision = descriptor[1];
  column->scale = descriptor[2];
  column->validity = descriptor[3] ? part : NULL;
  part += descriptor[3] ? insitu_padded((rows + 7) / 8) : 0;
  column->offsets = insitu_width(column->type) ? NULL : (const uint32_t *)part;
  part += column->offsets ? insitu_padded(4 * (rows + 1)) : 0;
  column->values = part;
}

/* Finds the columns of a frame. */
static inline void insitu_open(insitu_reader *in) {
  const uint32_t *header = (const uint32_t *)in->frame;
  in->rows = header[2];
  if (in->columns != header[3] || !in->column) {
    in->columns = header[3];
    in->column = insitu_grown(in->column, (in->columns + 1) * sizeof(insitu_column));
  }
  const uint8_t *block = in->frame + 16 + 8 * in->columns;
  for (uint32_t i = 0; i < in->columns; i++) {
    const uint8_t *descriptor = in->frame + 16 + 8 * i;
    insitu_locate(&in->column[i], descriptor, in->rows, block);
    block += *(const uint32_t *)(descriptor + 4);
  }
}

/* Reads the next frame; 0 at the end. */
static inline int insitu_read(insitu_reader *in) {
  uint32_t header[4];
  uint32_t missing = insitu_fill((uint8_t *)header, sizeof header);
  if (missing == sizeof header) return 0;
  if (missing > 0 || memcmp(header, "INS1", 4) != 0 || header[1] > INSITU_FRAME ||
      header[1] < 16 + 8 * (uint64_t)header[3]) {
    insitu_fail("38003", "standard input has no frames: is the function's format 'insitu'?");
  }
  in->length = header[1];
  if (in->capacity < in->length) {
    in->frame = insitu_grown(in->frame, in->length);
    in->capacity = in->length;
  }
  memcpy(in->frame, header, sizeof header);
  if (insitu_fill(in->frame + 16, in->length - 16) > 0) {
    insitu_fail("38003", "standard input ends inside a frame");
  }
  insitu_open(in);
  return 1;
}

/*
 * Reads the next frame of a table, for functions of several tables, which come one behind the
 * other; 0 behind the last frame of the table.
 */
static inline int insitu_read_table(insitu_reader *in) { return insitu_read(in) && in->rows > 0; }

static inline int insitu_is_null(const insitu_reader *in, uint32_t column, uint32_t row) {
  const uint8_t *validity = in->column[column].validity;
  return validity && !(validity[row / 8] >> row % 8 & 1);
}

/* Holds a column against the type that the program reads it as. */
static inline void insitu_expect(const insitu_reader *in, uint32_t column, uint8_t type) {
  if (column >= in->columns || in->column[column].type != type) {
    insitu_fail("38004", "the input has other columns than the program reads");
  }
}

static inline int insitu_boolean(const insitu_reader *in, uint32_t column, uint32_t row) {
  return in->column[column].values[row];
}

static inline int8_t insitu_int8(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const int8_t *)in->column[column].values)[row];
}

static inline int16_t insitu_int16(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const int16_t *)in->column[column].values)[row];
}

/* INTEGER and DATE. */
static inline int32_t insitu_int32(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const int32_t *)in->column[column].values)[row];
}

/* BIGINT, DECIMAL, TIME and TIMESTAMP. */
static inline int64_t insitu_int64(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const int64_t *)in->column[column].values)[row];
}

static inline float insitu_float(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const float *)in->column[column].values)[row];
}

static inline double insitu_double(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const double *)in->column[column].values)[row];
}

static inline insitu_time insitu_instant(const insitu_reader *in, uint32_t column, uint32_t row) {
  return ((const insitu_time *)in->column[column].values)[row];
}

/* The bytes of a value of any type; of CHAR and VARCHAR, its UTF-8. */
static inline insitu_bytes insitu_value(const insitu_reader *in, uint32_t column, uint32_t row) {
  const insitu_column *c = &in->column[column];
  uint32_t width = insitu_width(c->type);
  uint32_t from = c->offsets ? c->offsets[row] : width * row;
  insitu_bytes value = {c->values + from, c->offsets ? c->offsets[row + 1] - from : width};
  return value;
}

/*
 * An array that is read: a reader of one column, whose rows are the elements.
 *
 *   insitu_array array;
 *   const insitu_reader *in = insitu_elements(&array, &input, column, row);
 *   for (uint32_t i = 0; i < in->rows; i++) sum += insitu_is_null(in, 0, i) ? 0 : insitu_int64(in, 0, i);
 */
typedef struct {
  insitu_reader reader;
  insitu_column column;
} insitu_array;

/* Looks into an array that is not NULL. */
static inline const insitu_reader *insitu_elements(
    insitu_array *array, const insitu_reader *in, uint32_t column, uint32_t row) {
  const uint8_t *value = insitu_value(in, column, row).at;
  memset(array, 0, sizeof *array);
  array->reader.rows = *(const uint32_t *)value;
  array->reader.columns = 1;
  array->reader.column = &array->column;
  insitu_locate(&array->column, value + 4, array->reader.rows, value + 8);
  return &array->reader;
}

/* Adds a column to the output, with the type that RETURNS TABLE names. */
static inline void insitu_declare(
    insitu_writer *out, uint8_t type, uint8_t precision, uint8_t scale) {
  out->column = insitu_grown(out->column, (out->columns + 1) * sizeof(insitu_output));
  insitu_output *column = &out->column[out->columns++];
  memset(column, 0, sizeof *column);
  column->type = type;
  column->precision = precision;
  column->scale = scale;
}

/* Adds all columns of the input to the output. */
static inline void insitu_declare_like(insitu_writer *out, const insitu_reader *in) {
  for (uint32_t i = 0; i < in->columns; i++) {
    insitu_declare(out, in->column[i].type, in->column[i].precision, in->column[i].scale);
  }
}

/* Puts the bytes of a value of any type; puts a value for each column once. */
static inline void insitu_put(
    insitu_writer *out, uint32_t column, const void *value, uint32_t length) {
  if (column >= out->columns || out->column[column].count != out->rows ||
      length > INSITU_FRAME) {
    insitu_fail("38005", "the program puts a value where none belongs");
  }
  insitu_output *c = &out->column[column];
  uint32_t width = insitu_width(c->type);
  if (width != 0 && width != length) insitu_fail("38005", "the value has another type's width");
  if (c->capacity - c->size < length) {
    uint64_t wanted = 2 * (uint64_t)c->capacity + length + 1024;
    c->values = insitu_grown(c->values, wanted);
    c->capacity = (uint32_t)wanted;
  }
  memcpy(c->values + c->size, value, length);
  c->size += length;
  out->size += length;
  c->validity[c->count / 8] |= (uint8_t)(1 << c->count % 8);
  c->offsets[++c->count] = c->size;
}

static inline void insitu_put_null(insitu_writer *out, uint32_t column) {
  static const uint8_t zeros[16];
  insitu_output *c = &out->column[column];
  insitu_put(out, column, zeros, insitu_width(c->type));
  c->validity[(c->count - 1) / 8] &= (uint8_t)~(1 << (c->count - 1) % 8);
  c->nulls = 1;
}

static inline void insitu_put_boolean(insitu_writer *out, uint32_t column, int value) {
  uint8_t byte = value != 0;
  insitu_put(out, column, &byte, 1);
}

static inline void insitu_put_int8(insitu_writer *out, uint32_t column, int8_t value) {
  insitu_put(out, column, &value, sizeof value);
}

static inline void insitu_put_int16(insitu_writer *out, uint32_t column, int16_t value) {
  insitu_put(out, column, &value, sizeof value);
}

static inline void insitu_put_int32(insitu_writer *out, uint32_t column, int32_t value) {
  insitu_put(out, column, &value, sizeof value);
}

static inline void insitu_put_int64(insitu_writer *out, uint32_t column, int64_t value) {
  insitu_put(out, column, &value, sizeof value);
}

static inline void insitu_put_float(insitu_writer *out, uint32_t column, float value) {
  insitu_put(out, column, &value, sizeof value);
}

static inline void insitu_put_double(insitu_writer *out, uint32_t column, double value) {
  insitu_put(out, column, &value, sizeof value);
}

static inline void insitu_put_instant(insitu_writer *out, uint32_t column, insitu_time value) {
  insitu_put(out, column, &value, sizeof value);
}

/* Puts a C string, which ends with a zero byte. */
static inline void insitu_put_text(insitu_writer *out, uint32_t column, const char *value) {
  insitu_put(out, column, value, (uint32_t)strlen(value));
}

/* Puts a value of the input, NULL or not, into a column of the same type. */
static inline void insitu_copy(
    insitu_writer *out, uint32_t column, const insitu_reader *in, uint32_t from, uint32_t row) {
  if (insitu_is_null(in, from, row)) {
    insitu_put_null(out, column);
  } else {
    insitu_bytes value = insitu_value(in, from, row);
    insitu_put(out, column, value.at, value.length);
  }
}

static inline uint32_t insitu_part(uint8_t *to, const void *from, uint32_t length) {
  memcpy(to, from, length);
  memset(to + length, 0, insitu_padded(length) - length);
  return insitu_padded(length);
}

/* Writes the block of a column's rows and forgets them; the bytes that it has. */
static inline uint32_t insitu_block(uint8_t *to, insitu_output *c, uint32_t rows) {
  uint32_t at = 0;
  if (c->nulls) at += insitu_part(to, c->validity, (rows + 7) / 8);
  if (!insitu_width(c->type)) at += insitu_part(to + at, c->offsets, 4 * (rows + 1));
  at += insitu_part(to + at, c->values, c->size);
  c->count = c->size = c->nulls = 0;
  memset(c->validity, 0, sizeof c->validity);
  return at;
}

/* Makes the rows that were put a frame in memory, and forgets them; the bytes that it has. */
static inline uint32_t insitu_frame(insitu_writer *out) {
  uint64_t most = 16 + (uint64_t)out->columns * (8 + 8 + INSITU_ROWS / 8 + 4 * (INSITU_ROWS + 2));
  most += out->size + 8 * (uint64_t)out->columns;
  if (out->capacity < most) {
    out->frame = insitu_grown(out->frame, most);
    out->capacity = (uint32_t)most;
  }
  uint32_t at = 16 + 8 * out->columns;
  for (uint32_t i = 0; i < out->columns; i++) {
    insitu_output *c = &out->column[i];
    uint8_t *descriptor = out->frame + 16 + 8 * i;
    descriptor[0] = c->type;
    descriptor[1] = c->precision;
    descriptor[2] = c->scale;
    descriptor[3] = c->nulls;
    uint32_t block = insitu_block(out->frame + at, c, out->rows);
    *(uint32_t *)(descriptor + 4) = block;
    at += block;
  }
  if (at > INSITU_FRAME) insitu_fail("38006", "a row has more than 16 MiB");
  uint32_t header[4] = {0, at, out->rows, out->columns};
  memcpy(header, "INS1", 4);
  memcpy(out->frame, header, sizeof header);
  out->rows = out->size = 0;
  return at;
}

/* Writes the rows that were put as a frame; to be called once more at the end. */
static inline void insitu_flush(insitu_writer *out) {
  if (out->rows == 0) return;
  uint32_t length = insitu_frame(out);
  insitu_send(out->frame, length);
}

/* Ends a row that stays in memory, or an element of an array: columns that were not put are NULL. */
static inline void insitu_end(insitu_writer *out) {
  if (out->rows == INSITU_ROWS) insitu_fail("38005", "the program puts more than 1,024 rows");
  for (uint32_t i = 0; i < out->columns; i++) {
    if (out->column[i].count == out->rows) insitu_put_null(out, i);
  }
  out->rows++;
}

/*
 * Puts an array of up to 1,024 elements: the rows of a writer of one column, each ended by
 * insitu_end, which are forgotten then.
 */
static inline void insitu_put_array(insitu_writer *out, uint32_t column, insitu_writer *elements) {
  insitu_output *c = &elements->column[0];
  uint64_t most = 8 + INSITU_ROWS / 8 + 4 * (INSITU_ROWS + 2) + (uint64_t)c->size + 8;
  if (elements->columns != 1) insitu_fail("38005", "the elements of an array are one column");
  if (elements->capacity < most) {
    elements->frame = insitu_grown(elements->frame, most);
    elements->capacity = (uint32_t)most;
  }
  uint8_t header[8] = {0, 0, 0, 0, c->type, c->precision, c->scale, c->nulls};
  memcpy(header, &elements->rows, 4);
  memcpy(elements->frame, header, 8);
  uint32_t block = insitu_block(elements->frame + 8, c, elements->rows);
  elements->rows = elements->size = 0;
  insitu_put(out, column, elements->frame, 8 + block);
}

/* Ends a row: columns that were not put are NULL. */
static inline void insitu_end_row(insitu_writer *out) {
  for (uint32_t i = 0; i < out->columns; i++) {
    if (out->column[i].count == out->rows) insitu_put_null(out, i);
  }
  out->rows++;
  if (out->rows == INSITU_ROWS || out->size >= INSITU_ROOM) insitu_flush(out);
}

/* Writes the frame that was read last as it is. */
static inline void insitu_forward(insitu_writer *out, const insitu_reader *in) {
  insitu_flush(out);
  insitu_send(in->frame, in->length);
}

/*
 * Functions of PARAMETER STYLE BATCH (docs/abi.md, section 2.9): INSITU_BATCH(name) { … } is the body
 * of the export, which reads the arguments of some rows from `in` and puts as many results into `out`.
 * INSITU_ALLOCATOR stands once in the module.
 *
 *   INSITU_ALLOCATOR
 *
 *   INSITU_BATCH(twice) {
 *     insitu_declare(out, INSITU_BIGINT, 0, 0);
 *     for (uint32_t row = 0; row < in->rows; row++) {
 *       insitu_put_int64(out, 0, 2 * insitu_int64(in, 0, row));
 *       insitu_end(out);
 *     }
 *   }
 */
#define INSITU_ALLOCATOR                                                              \
  __attribute__((export_name("insitu_alloc"))) void *insitu_alloc(uint32_t size) { \
    return malloc(size);                                                           \
  }

#define INSITU_BATCH(name)                                                                      \
  static void name##_batch(const insitu_reader *in, insitu_writer *out);                        \
  __attribute__((export_name(#name))) uint64_t name##_frames(uint8_t *frame, uint32_t length) { \
    insitu_reader in = {.frame = frame, .length = length};                                      \
    insitu_writer out = {0};                                                                    \
    insitu_open(&in);                                                                           \
    name##_batch(&in, &out);                                                                    \
    uint32_t size = insitu_frame(&out);                                                         \
    return (uint64_t)(uintptr_t)out.frame << 32 | size;                                         \
  }                                                                                             \
  static void name##_batch(const insitu_reader *in, insitu_writer *out)

/*
 * Functions of RETURNS TABLE without columns describe the columns of each call before it
 * (docs/abi.md, section 3.8). INSITU_DESCRIBES(name) { … } is the body of the export name_describe,
 * which reads the call's shape from `in` and adds columns to `out`:
 *
 *   INSITU_DESCRIBES(numbered) {
 *     while (insitu_shape_next(in)) {
 *       if (insitu_shape_is(in, "column")) insitu_add_column(out, in->field[1], in->field[2]);
 *     }
 *     insitu_add_column(out, insitu_text("NR"), insitu_text("BIGINT"));
 *   }
 *
 * Field 0 of a line says what it is: table, column, value, null or unknown; field 1 is the name,
 * field 2 the type, field 3 the value.
 */
typedef struct {
  uint8_t *at, *end;
  insitu_bytes field[4];
  uint32_t fields;
} insitu_shape;

typedef struct {
  char *at;
  uint32_t length, capacity;
} insitu_columns;

static inline insitu_bytes insitu_text(const char *text) {
  insitu_bytes bytes = {(const uint8_t *)text, (uint32_t)strlen(text)};
  return bytes;
}

/* Reads the next line of a shape; 0 at the end. */
static inline int insitu_shape_next(insitu_shape *in) {
  if (in->at >= in->end) return 0;
  in->fields = 0;
  while (in->at < in->end) {
    int quoted = *in->at == '"';
    uint8_t *from = in->at += quoted, *to = from;
    while (in->at < in->end && (quoted || (*in->at != ',' && *in->at != '\n'))) {
      if (quoted && *in->at == '"' && (++in->at == in->end || *in->at != '"')) break;
      *to++ = *in->at++;
    }
    if (in->fields < 4) {
      in->field[in->fields].at = from;
      in->field[in->fields++].length = (uint32_t)(to - from);
    }
    if (in->at == in->end || *in->at++ == '\n') break;
  }
  while (in->fields < 4) in->field[in->fields++] = insitu_text("");
  return 1;
}

/* Whether the line that was read last is of a kind. */
static inline int insitu_shape_is(const insitu_shape *in, const char *kind) {
  return in->field[0].length == strlen(kind) && !memcmp(in->field[0].at, kind, strlen(kind));
}

static inline void insitu_add(insitu_columns *out, const void *from, uint32_t length) {
  if (out->capacity - out->length < length) {
    uint64_t wanted = 2 * (uint64_t)out->capacity + length + 1024;
    out->at = insitu_grown(out->at, wanted);
    out->capacity = (uint32_t)wanted;
  }
  memcpy(out->at + out->length, from, length);
  out->length += length;
}

/* Adds a column: its name as it is, its type as CREATE FUNCTION writes it. */
static inline void insitu_add_column(insitu_columns *out, insitu_bytes name, insitu_bytes type) {
  insitu_add(out, ", \"", out->length ? 3 : 0);
  if (out->length == 0) insitu_add(out, "\"", 1);
  for (uint32_t i = 0; i < name.length; i++) {
    insitu_add(out, name.at + i, 1);
    if (name.at[i] == '"') insitu_add(out, "\"", 1);
  }
  insitu_add(out, "\" ", 2);
  insitu_add(out, type.at, type.length);
}

/*
 * A table function that is no program but a set of exports (docs/abi.md, section 3.11). INSITU_EXPORTS(name)
 * defines them over four functions that the module has: name_on_open(out), name_on_batch(in, out),
 * name_on_end_partition(out) and name_on_finish(out). Rows that were put are written behind each partition, and
 * at the end. Link with -mexec-model=reactor and without a main function.
 */
#define INSITU_EXPORTS(name)                                                                    \
  static void name##_on_open(insitu_writer *out);                                               \
  static void name##_on_batch(const insitu_reader *in, insitu_writer *out);                     \
  static void name##_on_end_partition(insitu_writer *out);                                      \
  static void name##_on_finish(insitu_writer *out);                                             \
  static insitu_reader name##_in;                                                               \
  static insitu_writer name##_out;                                                              \
  __attribute__((export_name("insitu_alloc"))) void *name##_alloc(uint32_t size) {              \
    return malloc(size);                                                                        \
  }                                                                                             \
  __attribute__((export_name(#name "_open"))) void name##_open(void) {                          \
    name##_on_open(&name##_out);                                                                \
  }                                                                                             \
  __attribute__((export_name(#name "_batch"))) void name##_batch(                               \
      uint8_t *frame, uint32_t length) {                                                        \
    name##_in.frame = frame;                                                                    \
    name##_in.length = length;                                                                  \
    insitu_open(&name##_in);                                                                    \
    name##_on_batch(&name##_in, &name##_out);                                                   \
  }                                                                                             \
  __attribute__((export_name(#name "_end_partition"))) void name##_end_partition(void) {        \
    name##_on_end_partition(&name##_out);                                                       \
    insitu_flush(&name##_out);                                                                  \
  }                                                                                             \
  __attribute__((export_name(#name "_finish"))) void name##_finish(void) {                      \
    name##_on_finish(&name##_out);                                                              \
    insitu_flush(&name##_out);                                                                  \
  }

#define INSITU_DESCRIBES(name)                                                                  \
  static void name##_describe_columns(insitu_shape *in, insitu_columns *out);                   \
  __attribute__((export_name("insitu_alloc"))) void *name##_alloc(uint32_t size) {              \
    return malloc(size);                                                                        \
  }                                                                                             \
  __attribute__((export_name(#name "_describe"))) uint64_t name##_describe(                     \
      uint8_t *text, uint32_t length) {                                                         \
    insitu_shape in = {text, text + length, {{0, 0}}, 0};                                       \
    insitu_columns out = {0};                                                                   \
    name##_describe_columns(&in, &out);                                                         \
    return (uint64_t)(uintptr_t)out.at << 32 | out.length;                                      \
  }                                                                                             \
  static void name##_describe_columns(insitu_shape *in, insitu_columns *out)

#endif
