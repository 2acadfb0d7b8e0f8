package dev.insitu.udf.call;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestEnd;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Returns;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A call is: begin, one set per parameter, run, one result. Arguments lie in one array of raw values
 * that is made once, text in a buffer that is copied into the guest's argument arena as a whole.
 */
/**
 * Calls of one scalar function of style DIRECT, one export call per row, or of one procedure. Every
 * call starts from the same state of the guest, whatever ran before. One thread at a time.
 *
 * <pre>{@code
 * call.begin();
 * call.setDouble(0, 2.5);
 * call.setText(1, "km");
 * Double result = call.run() ? call.doubleResult() : null;
 * }</pre>
 */
public final class ScalarCall implements AutoCloseable {
  private final FunctionDefinition definition;
  private final GuestModule module;
  private final CallGuest guest;
  private final CallCounters counters;
  private final CallErrors errors;
  private final SqlType[] types;
  private final @Nullable DirectResult result;
  private final OutCells cells;
  private final boolean usesArena;

  /** Whether a parameter has a presence flag, by index. */
  private final boolean[] flagged;

  /** Where the raw value of a parameter stands; its presence flag, if it has one, stands before. */
  private final int[] slots;

  private final long[] raw;
  private final Utf8Buffer buffer = new Utf8Buffer();
  private boolean skipped;
  private long rawResult;
  private CallRecorder recorder = CallRecorder.NONE;

  /**
   * Binds a function; nothing of the guest runs yet.
   *
   * @param limits what the function itself allows
   * @param counters what the calls are added to
   * @param start what it shares with other sessions
   * @param session who parks the guest when no statement runs; gives null for nobody
   * @throws IllegalArgumentException when the definition is no scalar function of scalars
   */
  public ScalarCall(
      FunctionDefinition definition,
      GuestModule module,
      Limits limits,
      Cancellation cancellation,
      CallCounters counters,
      CallStart start,
      Supplier<@Nullable SessionCalls> session) {
    this.definition = definition;
    this.module = module;
    this.guest = new CallGuest(definition, module, limits, cancellation, start, session);
    this.counters = counters;
    this.errors = CallErrors.ofFunction(definition.name());
    this.types = DirectSignature.types(definition.parameters());
    this.slots = new int[types.length];
    this.flagged = new boolean[types.length];
    int width = 0;
    boolean ranges = false;
    this.cells = new OutCells(definition);
    for (int i = 0; i < types.length; i++) {
      boolean range = DirectSignature.isRange(types[i]) && cells.offset(i) < 0;
      ranges |= range;
      flagged[i] = DirectSignature.isFlagged(definition, i);
      slots[i] = width + (flagged[i] ? 1 : 0);
      width = slots[i] + (range ? 2 : 1);
    }
    this.usesArena = ranges || !cells.isEmpty();
    this.raw = new long[width];
    this.result =
        switch (definition.returns()) {
          case Returns.Scalar scalar -> new DirectResult(scalar.type(), guest, buffer, errors);
          case Returns.Nothing nothing -> null;
          case Returns.Table table ->
              throw new IllegalArgumentException("table function of " + table.columns());
        };
  }

  /** Lets calls be recorded from now on. */
  public ScalarCall recordedBy(CallRecorder other) {
    recorder = other;
    return this;
  }

  /** Lets others limit the calls too from now on. */
  public ScalarCall boundedBy(CallBounds others) {
    guest.boundedBy(others);
    return this;
  }

  /** Returns the definition. */
  public FunctionDefinition definition() {
    return definition;
  }

  /** Returns the type of a parameter. */
  public SqlType parameterType(int index) {
    return types[index];
  }

  /** Returns the type of the result; of a function. */
  public SqlType resultType() {
    return result().type();
  }

  private DirectResult result() {
    return Objects.requireNonNull(result, "a procedure has no result");
  }

  /** Returns how many arguments a call has. */
  public int parameterCount() {
    return types.length;
  }

  /** Starts a call: forgets the arguments of the last one. */
  public void begin() {
    skipped = false;
    buffer.clear();
    if (!cells.isEmpty()) {
      buffer.append(cells.blank());
    }
  }

  /** Gives NULL; unless the function is called on NULL, the call's result is NULL then. */
  public void setNull(int parameter) {
    int slot = slots[parameter];
    if (cells.offset(parameter) >= 0 && definition.calledOnNullInput()) {
      cells.setNull(buffer.bytes(), parameter);
    } else if (flagged[parameter]) {
      raw[slot - 1] = 0;
      raw[slot] = 0;
      if (DirectSignature.isRange(types[parameter])) {
        raw[slot + 1] = 0;
      }
    } else {
      skipped = true;
    }
  }

  /** Gives a BOOLEAN. */
  public void setBoolean(int parameter, boolean value) {
    set(parameter, value ? 1 : 0);
  }

  /** Gives a TINYINT, SMALLINT or INTEGER. */
  public void setInt(int parameter, int value) {
    set(parameter, value);
  }

  /** Gives a BIGINT. */
  public void setLong(int parameter, long value) {
    set(parameter, value);
  }

  /** Gives a REAL. */
  public void setFloat(int parameter, float value) {
    set(parameter, Float.floatToIntBits(value));
  }

  /** Gives a DOUBLE PRECISION. */
  public void setDouble(int parameter, double value) {
    set(parameter, Double.doubleToLongBits(value));
  }

  /**
   * Gives a DECIMAL, DATE, TIME or TIMESTAMP.
   *
   * @param value of the class that the type names
   * @throws SQLException when the ABI's number does not hold it exactly; a DECIMAL is rounded
   */
  public void setObject(int parameter, Object value) throws SQLException {
    set(parameter, DirectValues.raw(types[parameter], value, errors, argument(parameter)));
  }

  /**
   * Gives a VARBINARY.
   *
   * @throws SQLException when it is longer than the parameter allows
   */
  public void setBytes(int parameter, byte[] value) throws SQLException {
    int most = ((SqlType.Varbinary) types[parameter]).length();
    if (most > 0 && value.length > most) {
      throw errors.error(
          ErrorCode.TEXT_LENGTH,
          argument(parameter)
              + " has "
              + value.length
              + " bytes, "
              + types[parameter]
              + " allows "
              + most);
    }
    int start = buffer.length();
    try {
      buffer.append(value);
    } catch (OutOfMemoryError e) {
      buffer.clear();
      throw errors.error(ErrorCode.MEMORY, "arguments of " + value.length + " bytes are too large");
    }
    setRange(parameter, start, value.length);
  }

  private void setRange(int parameter, int start, int length) {
    set(parameter, cells.offset(parameter) < 0 ? start : (long) length << Integer.SIZE | start);
    if (cells.offset(parameter) < 0) {
      raw[slots[parameter] + 1] = length;
    }
  }

  private void set(int parameter, long value) {
    if (cells.offset(parameter) >= 0) {
      cells.set(buffer.bytes(), parameter, value);
      return;
    }
    int slot = slots[parameter];
    raw[slot] = value;
    if (flagged[parameter]) {
      raw[slot - 1] = 1;
    }
  }

  /**
   * Gives a VARCHAR.
   *
   * @throws SQLException when it is longer than the parameter allows, or no Unicode text
   */
  public void setText(int parameter, String text) throws SQLException {
    int most = ((SqlType.Varchar) types[parameter]).length();
    if (most > 0 && DirectResult.isLonger(text, most)) {
      throw errors.error(
          ErrorCode.TEXT_LENGTH,
          argument(parameter)
              + " has "
              + text.codePointCount(0, text.length())
              + " characters, VARCHAR("
              + most
              + ") allows "
              + most);
    }
    int start = buffer.length();
    int unpaired = append(text);
    if (unpaired >= 0) {
      throw errors.error(
          ErrorCode.BAD_TEXT,
          argument(parameter) + " has an unpaired surrogate at character " + (unpaired + 1));
    }
    setRange(parameter, start, buffer.length() - start);
  }

  private int append(String text) throws SQLException {
    try {
      return buffer.append(text);
    } catch (OutOfMemoryError e) {
      buffer.clear();
      throw errors.error(
          ErrorCode.MEMORY, "text arguments of " + text.length() + " characters are too large");
    }
  }

  private String argument(int parameter) {
    return "argument "
        + (parameter + 1)
        + " ("
        + definition.parameters().get(parameter).name()
        + ")";
  }

  /**
   * Calls the guest with the arguments that were given.
   *
   * @return false when the result is NULL
   * @throws SQLException with the SQLSTATE of what went wrong; the next call starts afresh
   */
  public boolean run() throws SQLException {
    if (skipped) {
      return false;
    }
    GuestCall called = ready(recorder.recording(definition, module));
    try {
      if (usesArena) {
        place(called);
      }
      rawResult = counters.isTimed() ? timed(called) : called.call(raw);
      counters.completed(called.instance().fuelUsed());
      if (called.instance().returnedNull()) {
        return false;
      }
      if (!cells.isEmpty()) {
        cells.read(called, called.arena());
      }
      return true;
    } catch (GuestEnd end) {
      counters.failed(end.outcome().fuelUsed());
      close();
      throw guest.error(end.outcome());
    }
  }

  private long timed(GuestCall called) {
    long start = CallCounters.clock();
    try {
      return called.call(raw);
    } finally {
      counters.took(CallCounters.clock() - start);
    }
  }

  /**
   * Gets an instance ready, as the first call would.
   *
   * @throws SQLException when it does not start within its limits or has no memory for arguments
   */
  public void start() throws SQLException {
    begin();
    ready(null);
  }

  /** Returns whether an argument was NULL that the guest must not see, so that no call ran. */
  boolean isSkipped() {
    return skipped;
  }

  private GuestCall ready(@Nullable CallRecording recording) throws SQLException {
    return guest.ready(usesArena ? ArgumentArena.capacity(buffer.length()) : 0, recording);
  }

  private void place(GuestCall called) throws SQLException {
    called.instance().restore();
    long arena = called.arena();
    for (int i = 0; i < types.length; i++) {
      if (cells.offset(i) >= 0) {
        raw[slots[i]] = arena + cells.offset(i);
        if (DirectSignature.isRange(types[i])) {
          cells.move(buffer.bytes(), i, arena);
        }
      }
    }
    if (!called.write(buffer.bytes(), buffer.length())) {
      throw errors.error(
          ErrorCode.BAD_POINTER, "its argument arena at " + arena + " left its memory");
    }
    for (int i = 0; i < types.length; i++) {
      int slot = slots[i];
      boolean range = DirectSignature.isRange(types[i]) && cells.offset(i) < 0;
      if (range && !(flagged[i] && raw[slot - 1] == 0)) {
        raw[slot] += arena;
      }
    }
  }

  /** Returns a BOOLEAN result: true for anything but 0. */
  public boolean booleanResult() {
    return (int) rawResult != 0;
  }

  /**
   * Returns a TINYINT result.
   *
   * @throws SQLException when the guest's number is none
   */
  public byte byteResult() throws SQLException {
    return (byte) result().integer(rawResult, Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  /**
   * Returns a SMALLINT result.
   *
   * @throws SQLException when the guest's number is none
   */
  public short shortResult() throws SQLException {
    return (short) result().integer(rawResult, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  /** Returns an INTEGER result. */
  public int intResult() {
    return (int) rawResult;
  }

  /** Returns a BIGINT result. */
  public long longResult() {
    return rawResult;
  }

  /** Returns a REAL result. */
  public float floatResult() {
    return Float.intBitsToFloat((int) rawResult);
  }

  /** Returns a DOUBLE PRECISION result. */
  public double doubleResult() {
    return Double.longBitsToDouble(rawResult);
  }

  /**
   * Returns a DECIMAL, DATE, TIME or TIMESTAMP result, of the class that the type names.
   *
   * @throws SQLException when the guest's number is none
   */
  public Object objectResult() throws SQLException {
    return result().object(rawResult);
  }

  /**
   * Returns a VARBINARY result, which must be read before the next call.
   *
   * @throws SQLException when the guest's pointer is none, or the bytes are too many
   */
  public byte[] bytesResult() throws SQLException {
    return result().bytes(rawResult);
  }

  /** Returns how many bytes a VARBINARY result says it has. */
  public long resultLength() {
    return rawResult & 0xFFFF_FFFFL;
  }

  /**
   * Returns a VARCHAR result, which must be read before the next call.
   *
   * @throws SQLException when the guest's pointer or text is none
   */
  public String textResult() throws SQLException {
    return result().text(rawResult);
  }

  /**
   * Returns what a procedure has given an OUT or INOUT parameter, null for NULL; after {@link
   * #run()} has returned true, and before the next call.
   *
   * @throws SQLException when what the guest gave is no value of the type
   */
  public @Nullable Object outValue(int parameter) throws SQLException {
    if (!cells.isPresent(parameter)) {
      return null;
    }
    long value = cells.value(parameter, DirectSignature.isRange(types[parameter]));
    return new DirectResult(types[parameter], guest, buffer, errors).value(value);
  }

  /** Frees the guest's memory; a later call takes a new instance. */
  @Override
  public void close() {
    guest.close();
  }
}
