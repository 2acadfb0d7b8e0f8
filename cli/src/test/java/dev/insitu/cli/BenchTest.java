package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.benchmarks.ParkedSessions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BenchTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("insitu.root"), "benchmarks", "src", "main");
  private static final Pattern FIGURE =
      Pattern.compile("^figure (\\w+)-([a-z-]+) ([0-9.]+) x$", Pattern.MULTILINE);

  private final Console console = new Console();

  /** Each kernel in each variant, with equal results, which the benchmark itself checks. */
  @Test
  void kernelsRunInEveryVariant() {
    assertThat(console.run("bench", "kernels", "--quick")).as(console.err()).isZero();
    List<MatchResult> figures = FIGURE.matcher(console.out()).results().toList();
    assertThat(figures).allSatisfy(f -> assertThat(Double.parseDouble(f.group(3))).isPositive());
    List<String> ratios = figures.stream().map(figure -> figure.group(2)).distinct().toList();
    assertThat(ratios)
        .contains("metered", "metered-bytearray", "metering-alone", "java")
        .contains(console.out().startsWith("no gcc") ? "java" : "native");
    // 16 kernels, their median and the largest.
    assertThat(figures).hasSize(18 * ratios.size());
  }

  @Test
  void tablesGoThroughAndComeBack() {
    assertThat(console.run("bench", "table", "--quick")).as(console.err()).isZero();
    assertThat(console.out().lines().map(line -> line.replaceAll("[0-9.]+", "#")))
        .containsExactly(
            "figure identity-frames-memory # rows/s",
            "figure identity-csv-memory # rows/s",
            "figure identity-frames-h# # rows/s",
            "figure identity-frames-h#-ratio # x",
            "figure first-row # ms");
  }

  @Test
  void startMeasuresEveryWayToStart() {
    assertThat(console.run("bench", "start", "--quick")).as(console.err()).isZero();
    assertThat(console.out().lines().filter(line -> line.startsWith("figure ")))
        .allMatch(line -> line.matches("figure [a-z0-9-]+ [0-9]+\\.[0-9]+ (us|ms|ns|MiB)"))
        .extracting(line -> line.split(" ", -1)[1])
        .contains("bytes-first", "bytes-warm", "pool-1mib-p50", "pool-1mib-p99", "parked-p50")
        .contains("fresh-p50", "stock-instance-p50", "call-direct", "parked-100");
  }

  /** Each of them is resumed and checked; they would not fit if each had its memory. */
  @Test
  @Tag("ci")
  void tenThousandParkedSessionsFitIntoASmallHeap() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParkedSessions.run(new PrintStream(out, true, StandardCharsets.UTF_8), ParkedSessions.SESSIONS);
    String printed = out.toString(StandardCharsets.UTF_8);
    Matcher figure = Pattern.compile("figure parked-10000 ([0-9.]+) MiB").matcher(printed);
    assertThat(figure.find()).as(printed).isTrue();
    // Four pages of 4 KiB each are 156 MiB.
    assertThat(Double.parseDouble(figure.group(1))).isBetween(150.0, 250.0);
  }

  /** Each way to run the queries that is installed here, with equal results. */
  @Test
  void queriesRunInEveryWay() {
    assertThat(console.run("bench", "query", "--quick")).as(console.err()).isZero();
    assertThat(console.out().lines())
        .filteredOn(line -> line.startsWith("figure "))
        .allMatch(line -> line.matches("figure [a-z0-9-]+ [0-9]+\\.[0-9]+ (ns|x)"))
        .extracting(line -> line.split(" ", -1)[1])
        .contains("tax-backend-great-circle", "tax-backend-arithmetic", "tax-backend-text")
        .contains("tax-backend-filter", "two-threads-great-circle", "stored-10000-row")
        .contains("range-100000-row-in-48-mib");
    assertThat(console.out()).containsAnyOf("figure pg-c-great-circle ", "PostgreSQL ");
  }

  /** Whoever changes the source has to run build.sh, which writes both digests. */
  @ParameterizedTest
  @ValueSource(strings = {"kernels", "queries"})
  void guestsAreCompiledFromTheirSource(String name) throws Exception {
    Path folder = SOURCES.resolve(name);
    List<String> lines = Files.readAllLines(folder.resolve(name + ".sha256"));
    assertThat(lines).hasSize(2);
    for (String line : lines) {
      String[] words = line.split(" +", -1);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(words[1])));
      assertThat(HexFormat.of().formatHex(digest)).as(words[1]).isEqualTo(words[0]);
    }
  }
}
