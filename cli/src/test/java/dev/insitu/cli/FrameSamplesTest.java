package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each sample with a script gives what its README says. */
final class FrameSamplesTest {
  private static final Path SAMPLES = Path.of(System.getProperty("insitu.root")).resolve("samples");

  private final Console console = new Console();

  @Test
  void identityGivesRowsBack() {
    assertThat(run("identity"))
        .isEqualTo(
            """
            N,PRICE,NAME,AT
            1,9.50,pear,2026-11-24 09:30:00+05:30
            2,,Äpfel,
            """);
  }

  @Test
  void topRowsGivesTheFirstOfEachPartition() {
    assertThat(run("top-rows"))
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
  void sessionizeCutsEventsIntoSessions() {
    assertThat(run("sessionize"))
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

  @Test
  void wordCountCountsInRust() {
    assertThat(run("word-count"))
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

  private String run(String sample) {
    String script = SAMPLES.resolve(sample).resolve(sample + ".sql").toString();
    assertThat(console.run("run", "--format", "csv", script)).as(console.err()).isZero();
    return console.out();
  }
}
