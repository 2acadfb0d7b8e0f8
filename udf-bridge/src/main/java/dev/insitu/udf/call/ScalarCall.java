package dev.insitu.udf.call;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestFunction;
import dev.insitu.sandbox.GuestMemory;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one scalar function of style DIRECT, one export call per row. Every call starts from the
 * same state of the guest, whatever ran before. One thread at a time.
 */
public final class ScalarCall implements AutoCloseable {
  private final FunctionDefinition definition;
  private final GuestModule module;
  private final Limits limits;
  private final Cancellation cancellation;
  private final CallErrors errors;
  private final List<SqlType> types = new ArrayList<>();
  private final SqlType result;
  private final long[] results = new long[1];
  private @Nullable SandboxInstance instance;
  private long arena;
  private long capacity;
  private long calls;
  private long fuel;

  /**
   * Binds a function; nothing of the guest runs yet.
   *
   * @throws IllegalArgumentException when the definition is no scalar function of scalars
   */
  public ScalarCall(
      FunctionDefinition definition, GuestModule module, Limits limits, Cancellation cancellation) {
    this.definition = definition;
    this.module = module;
    this.limits = limits;
    this.cancellation = cancellation;
    this.errors = CallErrors.ofFunction(definition.name());
    for (Parameter parameter : definition.parameters()) {
      switch (parameter) {
        case Parameter.Scalar scalar -> types.add(scalar.type());
        case Parameter.Table table ->
            throw new IllegalArgumentException("table parameter " + table.name());
      }
    }
    this.result =
        switch (definition.returns()) {
          case Returns.Scalar scalar -> scalar.type();
          case Returns.Table table ->
              throw new IllegalArgumentException("table function of " + table.columns());
        };
  }

  /**
   * Calls the function with values of the classes that {@link SqlType} names, null for NULL.
   *
   * @throws SQLException with the SQLSTATE of what went wrong; the next call starts afresh
   */
  public @Nullable Object call(@Nullable Object[] arguments) throws SQLException {
    if (arguments.length != types.size()) {
      throw errors.error(
          ErrorCode.UNKNOWN_FUNCTION,
          "takes " + types.size() + " arguments, called with " + arguments.length);
    }
    if (!definition.calledOnNullInput()) {
      for (Object argument : arguments) {
        if (argument == null) {
          return null;
        }
      }
    }
    byte[] @Nullable [] texts = new byte[arguments.length][];
    long bytes = 0;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof String text) {
        byte[] encoded = Utf8.encode(text, errors);
        texts[i] = encoded;
        bytes += encoded.length;
      }
    }
    boolean completed = false;
    try {
      SandboxInstance guest = ready(bytes);
      Object value = run(guest, arguments, texts);
      completed = guest.isAlive();
      return value;
    } finally {
      if (!completed) {
        close();
      }
    }
  }

  /** Returns how often the guest was called. */
  public long calls() {
    return calls;
  }

  /** Returns the fuel that these calls spent. */
  public long fuelUsed() {
    return fuel;
  }

  /** Frees the guest's memory; a later call takes a new instance. */
  @Override
  public void close() {
    if (instance != null) {
      instance.close();
      instance = null;
    }
  }

  private SandboxInstance ready(long bytes) throws SQLException {
    boolean text = types.stream().anyMatch(SqlType.Varchar.class::isInstance);
    long wanted = text ? ArgumentArena.capacity(bytes) : 0;
    if (instance != null && capacity == wanted) {
      instance.restore();
      return instance;
    }
    close();
    SandboxInstance fresh = module.instantiate(limits, cancellation);
    instance = fresh;
    Outcome outcome = fresh.initialize();
    if (!(outcome instanceof Outcome.Completed)) {
      throw errors.of(outcome);
    }
    arena = text ? ArgumentArena.allocate(fresh, module.description(), wanted, errors) : 0;
    capacity = wanted;
    fresh.seal();
    return fresh;
  }

  private @Nullable Object run(
      SandboxInstance guest, @Nullable Object[] arguments, byte[] @Nullable [] texts)
      throws SQLException {
    GuestFunction function = guest.function(definition.export());
    long[] raw = raw(guest, arguments, texts, function.type().parameters().size());
    Outcome outcome = function.call(raw, results);
    calls++;
    fuel += outcome.fuelUsed();
    if (!(outcome instanceof Outcome.Completed)) {
      throw errors.of(outcome);
    }
    return guest.returnedNull() ? null : value(guest, results[0]);
  }

  private long[] raw(
      SandboxInstance guest, @Nullable Object[] arguments, byte[] @Nullable [] texts, int width)
      throws SQLException {
    long[] raw = new long[width];
    int at = 0;
    long address = arena;
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (definition.calledOnNullInput()) {
        raw[at++] = argument == null ? 0 : 1;
      }
      if (types.get(i) instanceof SqlType.Varchar) {
        byte[] text = texts[i];
        int length = text == null ? 0 : text.length;
        if (text != null && !guest.memory().write(address, text, 0, length)) {
          throw errors.error(
              ErrorCode.BAD_POINTER, "its argument arena at " + arena + " left its memory");
        }
        raw[at++] = (int) address;
        raw[at++] = length;
        address += length;
      } else {
        raw[at++] = number(argument);
      }
    }
    return raw;
  }

  private static long number(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case Boolean b -> b ? 1 : 0;
      case Integer i -> i;
      case Long l -> l;
      case Float f -> Float.floatToIntBits(f);
      case Double d -> Double.doubleToLongBits(d);
      default -> throw new IllegalArgumentException("no value of a SQL type: " + value.getClass());
    };
  }

  private Object value(SandboxInstance guest, long raw) throws SQLException {
    return switch (result) {
      case SqlType.Bool b -> (int) raw != 0;
      case SqlType.SmallInt s -> {
        int number = (int) raw;
        if (number != (short) number) {
          throw errors.error(
              ErrorCode.NUMBER_RANGE, "returned " + number + ", which is no SMALLINT");
        }
        yield number;
      }
      case SqlType.Int i -> (int) raw;
      case SqlType.BigInt b -> raw;
      case SqlType.Real r -> Float.intBitsToFloat((int) raw);
      case SqlType.DoublePrecision d -> Double.longBitsToDouble(raw);
      case SqlType.Varchar v -> text(guest.memory(), raw, v.length());
    };
  }

  private String text(GuestMemory memory, long raw, int most) throws SQLException {
    long address = raw >>> 32;
    long length = raw & 0xFFFF_FFFFL;
    if (!memory.contains(address, length)) {
      throw errors.error(
          ErrorCode.BAD_POINTER,
          "returned text of "
              + length
              + " bytes at "
              + address
              + ", which is outside its memory of "
              + memory.sizeBytes()
              + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    memory.read(address, bytes, 0, bytes.length);
    String text = Utf8.decode(bytes, errors);
    if (most > 0 && text.codePointCount(0, text.length()) > most) {
      throw errors.error(ErrorCode.TEXT_LENGTH, "returned text longer than VARCHAR(" + most + ")");
    }
    return text;
  }
}
