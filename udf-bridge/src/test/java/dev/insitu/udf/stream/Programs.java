package dev.insitu.udf.stream;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands as table functions. */
final class Programs {
  /** Small enough for a loop to end soon. */
  static final Limits LIMITS = new Limits(200_000_000, 64, 60_000, 100, 0, 1 << 20, 100_000, 200);

  private static final Sandbox SANDBOX = Sandbox.create();

  private Programs() {}

  /** Returns the command of the test resources that has many faces. */
  static GuestModule tool() {
    return module("tool");
  }

  /** Returns a module of the test resources. */
  static GuestModule module(String name) {
    try (InputStream in = Programs.class.getResourceAsStream("/modules/" + name + ".wasm")) {
      return load(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a committed sample. */
  static GuestModule sample(String name) {
    try {
      Path samples = Path.of(System.getProperty("insitu.root")).resolve("samples");
      return load(Files.readAllBytes(samples.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a function of one table and as many texts as a call gives it. */
  static FunctionDefinition function(
      GuestModule module,
      Map<String, String> options,
      boolean onNull,
      List<Column> output,
      List<Object> scalars) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter.Table("T", List.of(), true));
    for (Object scalar : scalars) {
      parameters.add(
          new Parameter.Scalar(
              "P" + parameters.size(),
              SqlValues.type(scalar instanceof Integer ? "INTEGER" : "VARCHAR")));
    }
    return new FunctionDefinition(
        "PUBLIC",
        "RUN",
        parameters,
        new Returns.Table(output),
        ParameterStyle.STREAM,
        "M",
        module.description().digest(),
        "_start",
        true,
        onNull,
        options);
  }

  /** Reads a source to its end and closes it. */
  static List<List<Object>> rows(RowSource source) throws SQLException {
    try (source) {
      List<List<Object>> rows = new ArrayList<>();
      while (source.next()) {
        Object[] row = new Object[source.columns().size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = source.value(i);
        }
        rows.add(SqlValues.list(row));
      }
      return rows;
    }
  }

  private static GuestModule load(byte[] wasm) {
    try {
      return SANDBOX.load(wasm);
    } catch (dev.insitu.sandbox.module.ModuleRejected e) {
      throw new AssertionError(e);
    }
  }
}
