package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The memory of all functions of a process, whose bound is read once. */
final class TotalMemoryTest {
  @Test
  void aCallForWhichThereIsNoRoomEndsAndOthersGoOn() throws Exception {
    List<String> printed =
        ChildJvm.run(TotalMemory.class, "-Dinsitu.max.total_memory=4MB").lines().toList();
    assertThat(printed).as("%s", printed).hasSize(13);
    for (int i = 0; i < 12; i += 4) {
      assertThat(printed.subList(i, i + 2)).containsExactly("1", "1");
      assertThat(printed.get(i + 2))
          .matches(
              "53M08 function GROW: all functions together would have 4\\d{6} bytes of memory,"
                  + " allowed 4194304 \\(not deterministic\\); try again when others have ended,"
                  + " or raise the server's insitu.max.total_memory");
      // What its own limit refuses is its own affair, however full the process is.
      assertThat(printed.get(i + 3)).isEqualTo("-1");
    }
    assertThat(printed.get(12)).isEqualTo("4194304");
  }
}
