package dev.insitu.udf.error;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every error that is ours, each with a vendor code that never changes and its SQLSTATE. A message
 * is one line: where, what, found, allowed, and what to do.
 */
public enum ErrorCode {
  /** The bytes are no valid module. */
  MODULE_INVALID(780_001, "42M01"),
  /** A number in the module is over a cap. */
  MODULE_LIMIT(780_002, "42M02"),
  /** The module uses a feature that is refused. */
  MODULE_FEATURE(780_003, "42M03"),
  /** The module imports what is not offered. */
  MODULE_IMPORT(780_004, "42M04"),
  /** The export is missing or its type does not fit the SQL signature. */
  SIGNATURE(780_005, "42M05"),
  /** DETERMINISTIC is claimed of a module that is not. */
  FALSE_DETERMINISTIC(780_006, "42M06"),
  /** The module's source cannot be read, or its bytes have another digest. */
  MODULE_SOURCE(780_007, "42M07"),
  /** An option of WITH or a setting is unknown, or its value is out of range. */
  OPTION(780_008, "42M08"),
  /** A statement of ours, or a call of a table function, is not written as the grammar says. */
  SYNTAX(780_010, "42601"),
  /** No function of this name, or not with these arguments. */
  UNKNOWN_FUNCTION(780_011, "42883"),
  /** No module of this name. */
  UNKNOWN_MODULE(780_012, "42704"),
  /** The function exists already. */
  DUPLICATE_FUNCTION(780_013, "42723"),
  /** The module exists already. */
  DUPLICATE_MODULE(780_014, "42710"),
  /** Something depends on what should be dropped or replaced. */
  DEPENDENTS(780_015, "2BP01"),
  /** The user may not do this. */
  PRIVILEGE(780_016, "42501"),
  /** This cannot be done here. */
  NOT_SUPPORTED(780_017, "0A000"),
  /** The connection's URL or one of its properties is not understood. */
  URL(780_030, "08001"),
  /** A method of the driver was called with an argument that it does not take. */
  ARGUMENT(780_031, "HY024"),
  /** A recording cannot be created. */
  RECORDING(780_019, "58030"),
  /** No schema of this name. */
  UNKNOWN_SCHEMA(780_018, "3F000"),
  /** The guest broke a rule of WebAssembly. */
  TRAP(780_101, "38M01"),
  /** The guest ended with a code other than 0. */
  EXIT(780_102, "38M02"),
  /** The guest raised an error of its own; its SQLSTATE is the guest's. */
  RAISED(780_103, "38000"),
  /** The guest gave a pointer or a length outside its memory. */
  BAD_POINTER(780_201, "39M01"),
  /** The guest's output is not what the format says. */
  BAD_FRAME(780_202, "39M02"),
  /** The guest owes a value. */
  NO_VALUE(780_203, "39M03"),
  /** The guest's allocator gave no memory. */
  BAD_ALLOCATOR(780_204, "39M04"),
  /** A number is out of the range of its type. */
  NUMBER_RANGE(780_301, "22003"),
  /** Text is not UTF-8. */
  BAD_TEXT(780_302, "22021"),
  /** Text is longer than its type allows. */
  TEXT_LENGTH(780_303, "22001"),
  /** Text cannot be read as a value of its type. */
  BAD_VALUE(780_304, "22018"),
  /** A date or time is out of the range of its type, or finer than it. */
  DATETIME_RANGE(780_305, "22008"),
  /** Fuel is used up. */
  FUEL(780_401, "53M01"),
  /** Memory is used up. */
  MEMORY(780_402, "53M02"),
  /** The call depth is used up. */
  STACK_DEPTH(780_403, "53M03"),
  /** A table is larger than it may be. */
  TABLE_ENTRIES(780_404, "53M04"),
  /** Output bytes or rows are used up. */
  OUTPUT(780_405, "53M05"),
  /** Compiling takes more than its budget. */
  COMPILE_BUDGET(780_407, "53M07"),
  /** All functions of the process together have the memory that they may have. */
  TOTAL_MEMORY(780_408, "53M08"),
  /** Somebody cancelled the statement. */
  CANCELLED(780_501, "57014"),
  /** The statement or the function took too long. */
  TIMED_OUT(780_502, "57014"),
  /** The engine failed in a way that no guest should be able to cause. */
  ENGINE(780_901, "XXM01"),
  /** The catalog's rows contradict each other or their digests. */
  CATALOG(780_902, "XXM02");

  private final int vendorCode;
  private final String sqlState;

  ErrorCode(int vendorCode, String sqlState) {
    this.vendorCode = vendorCode;
    this.sqlState = sqlState;
  }

  /** Returns what {@link java.sql.SQLException#getErrorCode()} gives. */
  public int vendorCode() {
    return vendorCode;
  }

  /** Returns the SQLSTATE. */
  public String sqlState() {
    return sqlState;
  }

  /** Returns the code that has this vendor code. */
  public static Optional<ErrorCode> of(int vendorCode) {
    return Arrays.stream(values()).filter(c -> c.vendorCode == vendorCode).findFirst();
  }
}
