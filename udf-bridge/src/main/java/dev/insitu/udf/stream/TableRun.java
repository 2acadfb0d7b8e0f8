package dev.insitu.udf.stream;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.CommandOptions;
import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.recording.CommandRecording;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.recording.StatementRecordings;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a table function of style STREAM: the rows that come out of its program, which runs
 * once for each partition of its input, in a fresh instance. Rows go in while rows come out; the
 * caller's thread does both, and little is kept of either.
 */
public final class TableRun implements RowSource {
  /** What the programs' clocks show at their start: 2000-01-01T00:00:00Z. */
  static final long CLOCK_START_NANOS = 946_684_800_000_000_000L;

  private static final long STATEMENT_SEED = 0;

  private final FunctionDefinition function;
  private final GuestModule module;
  private Limits limits;
  private final Cancellation cancellation;
  private final String name;
  private final boolean partitioned;
  private final List<Column> columns;
  private final List<String> arguments;
  private final RunInput partitions;
  private final ProgramInput input;
  private final RowDecoder decoder;
  private final @Nullable PassedRows passed;
  private CallErrors errors;
  private CallLimits bounds;
  private @Nullable CommandRun run;
  private @Nullable StatementRecordings recordings;
  private @Nullable CommandRecording recording;
  private boolean closed;
  private long rows;
  private long partitionRows;
  private long bytes;
  private long bytesIn;
  private long bytesOut;
  private long fuel;

  /**
   * Binds a call; nothing of the guest runs before {@link #next()}. The input belongs to this
   * object from now on, which closes it.
   *
   * @param options format, and limits: for each partition its own, but output rows and bytes hold
   *     for all together
   * @param input {@link RowSource#none} for a function without table; otherwise sorted by the
   *     partition columns and then as the call orders it
   * @param partitionColumns indexes of the input's columns; when empty, all rows are one partition
   * @param scalars values of the classes that the types name, null for NULL; unless the function is
   *     called on NULL input, one NULL makes the call give no rows
   * @throws SQLException when an argument does not fit; the input is closed
   */
  public TableRun(
      FunctionDefinition function,
      GuestModule module,
      FunctionOptions options,
      Cancellation cancellation,
      RowSource input,
      List<Integer> partitionColumns,
      List<@Nullable Object> scalars)
      throws SQLException {
    this(
        function,
        module,
        options,
        cancellation,
        new Partitions(input, partitionColumns, whenEmpty(function)),
        List.of(input.columns()),
        !partitionColumns.isEmpty(),
        scalars);
  }

  /**
   * Binds a call of several tables; nothing is opened before {@link #next()}.
   *
   * @param tables the table arguments, in the definition's order
   * @param keys the values of their partition columns, each once, in the order of the tables; null
   *     when none has partition columns
   */
  public TableRun(
      FunctionDefinition function,
      GuestModule module,
      FunctionOptions options,
      Cancellation cancellation,
      List<TableInput> tables,
      @Nullable RowSource keys,
      List<@Nullable Object> scalars)
      throws SQLException {
    this(
        function,
        module,
        options,
        cancellation,
        new TablePartitions(
            tables,
            function.tables().stream().map(Parameter.Table::whenEmpty).toList(),
            keys,
            CallErrors.ofFunction(function.name())),
        tables.stream().map(TableInput::columns).toList(),
        keys != null,
        scalars);
  }

  private TableRun(
      FunctionDefinition function,
      GuestModule module,
      FunctionOptions options,
      Cancellation cancellation,
      RunInput partitions,
      List<List<Column>> tables,
      boolean partitioned,
      List<@Nullable Object> scalars)
      throws SQLException {
    this.function = function;
    this.module = module;
    this.limits = options.limits();
    this.bounds = CallLimits.of(limits);
    this.cancellation = cancellation;
    this.name = function.name();
    this.partitioned = partitioned;
    this.errors = CallErrors.ofFunction(name).under(bounds);
    this.columns =
        switch (function.returns()) {
          case Returns.Table table -> table.columns();
          case Returns.Nothing nothing ->
              throw new IllegalArgumentException("a procedure returns no table");
          case Returns.Scalar scalar ->
              throw new IllegalArgumentException("a function that returns " + scalar.type());
        };
    this.partitions = partitions;
    Parameter.Table through = function.passedThrough();
    this.passed =
        through != null && partitions instanceof Partitions rows
            ? new PassedRows(rows, through.columns(), errors)
            : null;
    boolean bound = false;
    try {
      this.arguments = arguments(function, scalars, options.nullText());
      this.closed = !function.calledOnNullInput() && scalars.stream().anyMatch(Objects::isNull);
      List<RowEncoder> encoders = new ArrayList<>();
      for (Parameter.Table table : function.tables()) {
        List<Column> read = passed == null ? tables.get(encoders.size()) : passed.columns();
        String channel = tables.size() == 1 ? "input" : "input " + table.name();
        encoders.add(encoder(channel, table, options, read));
      }
      this.input = new ProgramInput(function, partitions, encoders, passed, errors);
      this.decoder = decoder(options, passed == null ? columns : PassedRows.written(columns));
      bound = !closed;
    } finally {
      if (!bound) {
        partitions.close();
      }
    }
  }

  private RowEncoder encoder(
      String channel, Parameter.Table table, FunctionOptions options, List<Column> read)
      throws SQLException {
    return switch (options.format()) {
      case CSV -> new CsvEncoder(csv(options), read, errors);
      case JSONL -> new JsonlEncoder(read, errors);
      case INSITU -> {
        FrameEncoder frames = new FrameEncoder(channel, asDeclared(table, read), errors);
        yield function.lifecycle() == null ? frames : frames.asCalls();
      }
    };
  }

  private RowDecoder decoder(FunctionOptions options, List<Column> written) throws SQLException {
    return switch (options.format()) {
      case CSV -> new CsvDecoder(csv(options), written, errors);
      case JSONL -> new JsonlDecoder(written, errors);
      case INSITU -> new FrameDecoder(written, errors);
    };
  }

  private static CsvFormat csv(FunctionOptions options) {
    return new CsvFormat(options.header(), options.nullText());
  }

  /** Returns the input's columns in the types that the function declares, if it does. */
  private static List<Column> asDeclared(Parameter.Table table, List<Column> input) {
    return table.columns().isEmpty() ? input : table.columns();
  }

  /** Lets the runs be recorded; before the first row is asked for. */
  public TableRun recordedBy(@Nullable StatementRecordings target) {
    recordings = target;
    return this;
  }

  /** Lets others limit the call too; before the first row is asked for. */
  public TableRun within(CallLimits others) {
    bounds = others.ofFunction(limits);
    limits = bounds.effective();
    errors = errors.under(bounds);
    return this;
  }

  private static Parameter.WhenEmpty whenEmpty(FunctionDefinition function) {
    return function.tables().stream()
        .map(Parameter.Table::whenEmpty)
        .findFirst()
        .orElse(Parameter.WhenEmpty.BY_PARTITIONS);
  }

  @Override
  public List<Column> columns() {
    if (passed == null) {
      return columns;
    }
    List<Column> all = new ArrayList<>(columns);
    all.addAll(passed.allColumns());
    return all;
  }

  @Override
  public boolean next() throws SQLException {
    if (closed) {
      return false;
    }
    boolean found;
    try {
      found = advance();
    } catch (SQLException | RuntimeException | Error e) {
      try {
        close();
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
    if (!found) {
      close();
    }
    return found;
  }

  @Override
  public @Nullable Object value(int column) {
    if (passed == null) {
      return decoder.value(column);
    }
    int own = columns.size();
    return column < own ? decoder.value(column + 1) : passed.passed(column - own);
  }

  /** Returns how many partitions have been started: runs of the program. */
  public long partitions() {
    return partitions.partition();
  }

  /** Returns how many rows have come out. */
  public long rows() {
    return rows;
  }

  /** Returns the fuel that the runs which have ended spent. */
  public long fuelUsed() {
    return fuel;
  }

  /** Returns the bytes that the runs which have ended have read of their input. */
  public long bytesIn() {
    return bytesIn;
  }

  /** Returns the bytes that the runs which have ended have written. */
  public long bytesOut() {
    return bytesOut;
  }

  /** Stops the program at once if it still runs, and closes the input. */
  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      stopGuest();
      if (recording != null) {
        recording.end(rows);
      }
      partitions.close();
    }
  }

  private boolean advance() throws SQLException {
    for (CommandRun guest = run; ; guest = run) {
      if (guest == null) {
        if (!startPartition()) {
          return false;
        }
        continue;
      }
      if (decoder.next()) {
        countRow();
        return true;
      }
      int room = decoder.room();
      int count = guest.poll(decoder.bytes(), decoder.limit(), room);
      if (count > 0) {
        decoder.filled(count);
        bytes += count;
      } else if (count < 0) {
        finish(guest);
        if (decoder.end()) {
          countRow();
          return true;
        }
      } else if (!input.feed(guest)) {
        guest.await();
      }
    }
  }

  private boolean startPartition() throws SQLException {
    if (partitions.partition() > 0) {
      if (function.sharesPartitions()) {
        return false;
      }
      if (partitioned) {
        skipRest();
      }
    }
    if (!partitions.nextPartition()) {
      return false;
    }
    if (partitioned && !function.sharesPartitions()) {
      errors = new CallErrors("function " + name + ", partition " + partitions.partition(), bounds);
    }
    partitionRows = 0;
    if (passed != null) {
      passed.restart(errors);
    }
    input.restart(errors);
    decoder.restart(errors);
    CommandSpec spec =
        new CommandSpec(arguments, List.of(), seed(partitions.partition()), CLOCK_START_NANOS);
    if (recordings != null && recording == null) {
      recording = recordings.commands(function, module);
    }
    Limits share = remaining();
    CommandOptions options = CommandOptions.DEFAULT.calling(function.lifecycle());
    if (recording != null) {
      options = options.seenBy(recording.begin(spec, share));
    }
    CommandRun started = module.start(spec, share, cancellation, options);
    run = started;
    input.begin(started);
    return true;
  }

  /** Passes the rows that a program left unread, as many as they are. */
  private void skipRest() throws SQLException {
    long skipped = 0;
    do {
      while (partitions.nextRow()) {
        if (++skipped % 1_024 == 0 && cancellation.isStopped()) {
          throw errors.of(new Outcome.Cancelled(!cancellation.isCancelled(), fuel));
        }
      }
    } while (partitions.nextTable());
  }

  /** Returns the limits of the next run: its share of the output is what others left. */
  private Limits remaining() {
    return new Limits(
        limits.fuel(),
        limits.memoryPages(),
        limits.stackDepth(),
        limits.tableEntries(),
        limits.wallMillis(),
        limits.outputBytes() - bytes,
        limits.outputRows(),
        limits.stderrBytes());
  }

  private void finish(CommandRun guest) throws SQLException {
    stopGuest();
    Outcome outcome = guest.outcome();
    switch (outcome) {
      case Outcome.Completed done -> {}
      case Outcome.Exhausted e when e.limit() == Limits.Kind.OUTPUT_BYTES ->
          throw errors.of(
              new Outcome.Exhausted(
                  e.limit(),
                  e.used() + limits.outputBytes() - e.allowed(),
                  limits.outputBytes(),
                  e.fuelUsed()));
      default -> throw errors.of(outcome, guest.stderrTail(), cancellation);
    }
  }

  private void countRow() throws SQLException {
    if (rows == limits.outputRows()) {
      throw errors.of(
          new Outcome.Exhausted(Limits.Kind.OUTPUT_ROWS, rows + 1, limits.outputRows(), fuel));
    }
    rows++;
    partitionRows++;
    if (passed != null) {
      passed.name(decoder.value(0), partitionRows);
    }
  }

  private void stopGuest() {
    CommandRun guest = run;
    run = null;
    if (guest != null) {
      guest.close();
      fuel += guest.outcome().fuelUsed();
      bytesIn += guest.input().bytes();
      bytesOut += guest.output().bytes();
      if (recording != null) {
        recording.end(guest);
      }
    }
  }

  /** Spreads the numbers of partitions over all seeds (the finalizer of SplitMix64). */
  private static long seed(long partition) {
    long z = STATEMENT_SEED + partition * 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  private List<String> arguments(
      FunctionDefinition function, List<@Nullable Object> scalars, String nullText)
      throws SQLException {
    long wanted = function.parameters().stream().filter(Parameter.Scalar.class::isInstance).count();
    if (wanted != scalars.size()) {
      throw errors.error(
          ErrorCode.UNKNOWN_FUNCTION,
          "takes " + wanted + " scalar arguments, called with " + scalars.size());
    }
    List<String> texts = new ArrayList<>();
    texts.add(lowerCase(name));
    for (Object scalar : scalars) {
      String text = scalar == null ? nullText : CsvFormat.text(scalar);
      if (text.indexOf('\0') >= 0) {
        throw errors.error(
            ErrorCode.BAD_TEXT,
            "scalar argument " + texts.size() + " holds U+0000, which no program argument can");
      }
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw errors.error(
            ErrorCode.BAD_TEXT, "scalar argument " + texts.size() + " has an unpaired surrogate");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  private static String lowerCase(String name) {
    StringBuilder lower = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }
}
