package dev.insitu.cli;

import dev.insitu.benchmarks.CallBench;
import dev.insitu.benchmarks.KernelBench;
import dev.insitu.benchmarks.QueryBench;
import dev.insitu.benchmarks.StartBench;
import dev.insitu.benchmarks.TableBench;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures what the project claims, each figure beside a peer in the same run. */
@Command(
    name = "bench",
    description = "Measures: each result is a line `figure <name> <value> <unit>`.",
    mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
  /** One benchmark. */
  @FunctionalInterface
  private interface Benchmark {
    void run(PrintStream out, boolean quick) throws SQLException, IOException;
  }

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "call",
              (out, quick) -> CallBench.run(out),
              "kernels",
              KernelBench::run,
              "query",
              QueryBench::run,
              "start",
              StartBench::run,
              "table",
              TableBench::run));

  private final Streams streams;

  @Parameters(
      paramLabel = "NAME",
      description = "What to measure: call, kernels, query, start, table.")
  private String name = "";

  @Option(
      names = "--quick",
      description = "Only show that all is there; the figures mean nothing then.")
  private boolean quick;

  Bench(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, SQLException, IOException {
    Benchmark benchmark = BENCHMARKS.get(name);
    if (benchmark == null) {
      throw new Failure(
          "no benchmark " + name + "; there is " + String.join(", ", BENCHMARKS.keySet()));
    }
    streams.err().println("measuring; this takes up to a few minutes");
    streams.err().flush();
    benchmark.run(new PrintStream(new Lines(streams.out()), true, StandardCharsets.UTF_8), quick);
    return 0;
  }

  /** Passes figures on as they come; they are ASCII. */
  private static final class Lines extends OutputStream {
    private final Writer out;

    Lines(Writer out) {
      this.out = out;
    }

    @Override
    public void write(int character) throws IOException {
      out.write(character);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
