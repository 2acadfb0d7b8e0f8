package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sample with a script gives what its README says. */
final class FrameSamplesTest {
  private static final Path SAMPLES = Path.of(System.getProperty("insitu.root")).resolve("samples");

  private final Console console = new Console();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"identity", "identity-ts"})
  void identityGivesRowsBack(String module) throws IOException {
    assertThat(run("identity", module))
        .isEqualTo(
            """
            N,PRICE,NAME,AT
            1,9.50,pear,2026-11-24 09:30:00+05:30
            2,,Äpfel,
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"top-rows", "top-rows-ts"})
  void topRowsGivesTheFirstOfEachPartition(String module) throws IOException {
    assertThat(run("top-rows", module))
        .isEqualTo(
            """
            REGION,FRUIT,AMOUNT
            north,apple,99.00
            north,pear,12.50
            south,apple,3.00
            south,pear,
            """);
  }

  @Test
  void seriesCountsFromNothing() {
    assertThat(run("series"))
        .isEqualTo(
            """
            N
            10
            7
            4
            1
            THIRDS,TOTAL
            34,1683
            N
            1
            2
            3
            """);
  }

  @Test
  void asOfReadsTwoTables() {
    assertThat(run("as-of"))
        .isEqualTo(
            """
            SYMBOL,AT,PRICE
            A,9,
            A,15,1.5
            A,20,1.6
            B,6,7.0
            D,1,
            """);
  }

  @Test
  void batchesGiveWhatOthersGive() {
    assertThat(run("batch"))
        .isEqualTo(
            """
            HOST,ID
            www.example.com,2ed6657d-e927-568b-95e1-2665a8aea6a2
            python.org,886313e1-3b8a-5372-9b90-0c9aee199e5d
            BUYER,TOTAL,ITEMS
            Ada,100000000000000000012.50,"[3, 7]"
            Eve,0.00,[5]
            """);
  }

  @Test
  void deltasPassRowsThrough() {
    assertThat(run("deltas"))
        .isEqualTo(
            """
            FRUIT,SOLD,AMOUNT,CHANGE
            fig,2026-11-23,7.0,
            fig,2026-11-24,6.5,-0.5
            pear,2026-11-22,2.5,
            pear,2026-11-23,3.0,0.5
            pear,2026-11-24,,
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"subtotals", "subtotals-rs", "subtotals-ts"})
  void subtotalsAddsUpEachPartitionOrAll(String module) throws IOException {
    assertThat(run("subtotals", module))
        .isEqualTo(
            """
            REGION,AMOUNT,ENTRIES
            north,111.50,2
            total,111.50,2
            south,3.00,1
            total,3.00,1
            west,0.00,1
            total,0.00,1
            REGION,AMOUNT,ENTRIES
            north,111.50,2
            south,3.00,1
            west,0.00,1
            total,114.50,4
            """);
  }

  @Test
  void numberedDescribesItsColumns() {
    assertThat(run("numbered"))
        .isEqualTo(
            """
            NAME,AMOUNT,NR
            apple,99.00,1
            fig,,2
            pear,12.50,3
            PLACE,NAME
            1,pear
            2,fig
            3,apple
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sessionize", "sessionize-ts"})
  void sessionizeCutsEventsIntoSessions(String module) throws IOException {
    assertThat(run("sessionize", module))
        .isEqualTo(
            """
            WHO,AT,SESSION,SECONDS
            ada,2026-11-24 09:00:00,1,0.0
            ada,2026-11-24 09:10:30.5,1,630.5
            ada,2026-11-24 11:00:00,2,0.0
            bob,,,
            bob,2026-11-24 09:05:00,1,0.0
            bob,2026-11-24 09:20:00,1,900.0
            WHO,SESSION,EVENTS,SECONDS
            ada,1,2,630.5
            ada,2,1,0.0
            bob,1,2,900.0
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"word-count", "word-count-ts"})
  void wordCountCounts(String module) throws IOException {
    assertThat(run("word-count", module))
        .isEqualTo(
            """
            WORD,N
            be,2
            not,2
            to,2
            ärger,2
            """);
  }

  @Test
  void aggregatesMakeOneValueOfEachGroup() {
    assertThat(run("aggregates"))
        .isEqualTo(
            """
            MEAN_GROWTH
            1.078365
            PAGE,ABOUT,VISITORS
            0,2060,2000
            1,2060,2001
            2,1747,1667
            """);
  }

  @Test
  void programsThatNobodyHereWroteAreTableFunctions() {
    assertThat(run("programs"))
        .isEqualTo(
            """
            WHO,WHAT,N
            Ada,tea,2
            Ada,milk,1
            Eve,tea,5
            WORD,N
            items,3
            n,3
            what,3
            WHO,N,TOTAL
            Ada,1,1
            Bob,2,3
            Eve,3,6
            """);
  }

  private String run(String sample) {
    String script = SAMPLES.resolve(sample).resolve(sample + ".sql").toString();
    assertThat(console.run("run", "--format", "csv", script)).as(console.err()).isZero();
    return console.out();
  }

  /** Runs the script of a sample with one of its modules, all of which do the same. */
  private String run(String sample, String module) throws IOException {
    Path source = SAMPLES.resolve(sample);
    String script = Files.readString(source.resolve(sample + ".sql"));
    String sql =
        script
            .replace("'file:" + sample + ".wasm'", "'file:" + module + ".wasm'")
            .replace("'file:", "'file:" + source + "/");
    Path copy = Files.writeString(folder.resolve(sample + ".sql"), sql);
    assertThat(console.run("run", "--format", "csv", copy.toString())).as(console.err()).isZero();
    return console.out();
  }
}
