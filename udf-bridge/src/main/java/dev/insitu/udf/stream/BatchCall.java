package dev.insitu.udf.stream;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.call.ScalarCall;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * To the guest a call is one of style DIRECT, from VARBINARY to VARBINARY: the argument arena, the
 * sealed state that each call starts from, limits, recording and errors are those of ScalarCall.
 */
/**
 * Calls of one scalar function of style BATCH: some rows in, as many results out. One thread at a
 * time.
 *
 * <pre>{@code
 * call.begin();
 * boolean full = call.add(new Object[] {uuid, "text"});
 * List<@Nullable Object> results = call.run();
 * }</pre>
 */
public final class BatchCall implements AutoCloseable {
  /** Rows that one call has at most. */
  public static final int ROWS = FrameEncoder.BATCH_ROWS;

  private final FunctionDefinition definition;
  private final SqlType[] types;
  private final SqlType result;
  private final ScalarCall call;
  private final CallErrors errors;
  private final FrameEncoder encoder;
  private final FrameDecoder decoder;
  private final Arguments arguments;

  /** Which rows have a NULL that the guest does not see. */
  private final BitSet skipped = new BitSet();

  private int rows;

  /**
   * Binds a function; nothing of the guest runs yet.
   *
   * @param binder binds the export that takes and gives frames
   * @throws IllegalArgumentException when the definition is no scalar function of scalars
   */
  public BatchCall(FunctionDefinition definition, Function<FunctionDefinition, ScalarCall> binder) {
    List<Column> parameters =
        definition.parameters().stream()
            .map(p ->
                switch (p) {
                  case Parameter.Scalar scalar -> new Column(scalar.name(), scalar.type());
                  case Parameter.Table table ->
                      throw new IllegalArgumentException("table parameter " + table.name());
                })
            .toList();
    this.definition = definition;
    this.types = parameters.stream().map(Column::type).toArray(SqlType[]::new);
    this.result =
        switch (definition.returns()) {
          case Returns.Scalar scalar -> scalar.type();
          case Returns.Nothing nothing ->
              throw new IllegalArgumentException("a procedure returns nothing");
          case Returns.Table table ->
              throw new IllegalArgumentException("table function of " + table.columns());
        };
    this.errors = CallErrors.ofFunction(definition.name());
    this.encoder = new FrameEncoder(parameters, errors);
    this.decoder = new FrameDecoder(List.of(new Column("RESULT", result)), errors);
    this.arguments = new Arguments(parameters);
    this.call = binder.apply(exported(definition));
  }

  /** Returns the function of style DIRECT that the export of one of style BATCH is. */
  public static FunctionDefinition exported(FunctionDefinition batch) {
    SqlType frames = new SqlType.Varbinary(0);
    return new FunctionDefinition(
        batch.schema(),
        batch.name(),
        List.of(new Parameter.Scalar("ROWS", frames)),
        new Returns.Scalar(frames),
        ParameterStyle.DIRECT,
        batch.module(),
        batch.moduleDigest(),
        batch.export(),
        batch.deterministic(),
        /* calledOnNullInput= */ false,
        batch.options());
  }

  /** Returns the definition. */
  public FunctionDefinition definition() {
    return definition;
  }

  /** Returns the type of a parameter. */
  public SqlType parameterType(int index) {
    return types[index];
  }

  /** Returns how many arguments a row has. */
  public int parameterCount() {
    return types.length;
  }

  /** Returns the type of the results. */
  public SqlType resultType() {
    return result;
  }

  /**
   * Gets an instance ready, as the first call would.
   *
   * @throws SQLException when it does not start within its limits or has no memory for arguments
   */
  public void start() throws SQLException {
    call.start();
  }

  /** Starts a call: forgets the rows of the last one. */
  public void begin() {
    rows = 0;
    skipped.clear();
    encoder.restart(errors);
  }

  /**
   * Gives a row.
   *
   * @param values of the classes that the parameters' types name, null for NULL
   * @return whether no other row may follow before {@link #run()}
   * @throws SQLException when a value is none of its parameter's type
   */
  public boolean add(@Nullable Object[] values) throws SQLException {
    if (!definition.calledOnNullInput() && Arrays.asList(values).contains(null)) {
      skipped.set(rows);
    } else {
      for (int i = 0; i < values.length; i++) {
        check(i, types[i], values[i]);
      }
      arguments.values = values;
      encoder.row(arguments);
    }
    rows++;
    return encoder.length() > 0 || rows == ROWS;
  }

  /** Checks what the frame does not, or not before it would be too large. */
  private void check(int parameter, SqlType type, @Nullable Object value) throws SQLException {
    switch (value) {
      case String text when text.length() > most(type) ->
          checkLength(parameter, type, text.codePointCount(0, text.length()), "characters");
      case byte[] bytes -> checkLength(parameter, type, bytes.length, "bytes");
      case BigDecimal number when type instanceof SqlType.Decimal decimal -> {
        if ((long) number.precision() - number.scale() > decimal.precision() - decimal.scale()
            && number.signum() != 0) {
          throw errors.error(
              ErrorCode.NUMBER_RANGE, argument(parameter) + " is out of the range of " + type);
        }
      }
      case Object[] elements when type instanceof SqlType.Array array -> {
        checkLength(parameter, type, elements.length, "elements");
        for (Object element : elements) {
          check(parameter, array.element(), element);
        }
      }
      case null, default -> {
        // All others fit when they can be written.
      }
    }
  }

  private static int most(SqlType type) {
    int length = FrameFormat.length(type);
    return length == 0 ? Integer.MAX_VALUE : length;
  }

  private void checkLength(int parameter, SqlType type, int found, String unit)
      throws SQLException {
    if (found > most(type)) {
      throw errors.error(
          ErrorCode.TEXT_LENGTH,
          argument(parameter)
              + " has "
              + found
              + " "
              + unit
              + ", "
              + type
              + " allows "
              + most(type));
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
   * Calls the guest once for all rows that were given, or not at all when none is for it.
   *
   * @return a result for each of them, of the class that the type names, null for NULL
   * @throws SQLException with the SQLSTATE of what went wrong; the next call starts afresh
   */
  public List<@Nullable Object> run() throws SQLException {
    encoder.end();
    List<@Nullable Object> results = new ArrayList<>(rows);
    int called = rows - skipped.cardinality();
    if (called > 0) {
      decoder.restart(errors);
      decoder.take(frames());
    }
    int found = 0;
    for (int row = 0; row < rows; row++) {
      boolean isCalled = !skipped.get(row);
      if (isCalled && !decoder.next()) {
        decoder.end();
        throw wrongCount(found, called);
      }
      found += isCalled ? 1 : 0;
      results.add(isCalled ? decoder.value(0) : null);
    }
    if (called > 0) {
      while (decoder.next()) {
        found++;
      }
      decoder.end();
      if (found > called) {
        throw wrongCount(found, called);
      }
    }
    return results;
  }

  private byte[] frames() throws SQLException {
    call.begin();
    call.setBytes(
        0,
        Arrays.copyOfRange(encoder.bytes(), encoder.offset(), encoder.offset() + encoder.length()));
    if (!call.run()) {
      throw errors.error(
          ErrorCode.NO_VALUE, "gave NULL instead of frames; a NULL is a row of them");
    }
    if (call.resultLength() > FrameFormat.FRAME_BYTES) {
      throw errors.error(
          ErrorCode.BAD_FRAME,
          "returned frames of "
              + call.resultLength()
              + " bytes, "
              + FrameFormat.FRAME_BYTES
              + " are allowed");
    }
    return call.bytesResult();
  }

  private SQLException wrongCount(int found, int expected) {
    return errors.error(
        ErrorCode.BAD_FRAME,
        "output: has " + found + (found == 1 ? " row" : " rows") + ", expected " + expected);
  }

  /** Frees the guest's memory; a later call takes a new instance. */
  @Override
  public void close() {
    call.close();
  }

  /** The row that is given at present. */
  private static final class Arguments implements RowSource {
    private final List<Column> columns;
    private @Nullable Object[] values = {};

    Arguments(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    public List<Column> columns() {
      return columns;
    }

    @Override
    public boolean next() {
      throw new IllegalStateException("rows are given one by one");
    }

    @Override
    public @Nullable Object value(int column) {
      return values[column];
    }

    @Override
    public void close() {}
  }
}
