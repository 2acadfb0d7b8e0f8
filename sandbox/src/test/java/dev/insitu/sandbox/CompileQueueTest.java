package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CompileQueueTest {
  private final CompileQueue queue = new CompileQueue(2, 5);

  private CompileQueue.Turn join(Object owner) {
    CompileQueue.Turn turn = queue.join(owner);
    assertThat(turn).isNotNull();
    return turn;
  }

  @Test
  void whoCameFirstIsServedFirst() {
    CompileQueue.Turn a = join("a");
    CompileQueue.Turn b = join("b");
    CompileQueue.Turn c = join("c");
    CompileQueue.Turn d = join("d");
    assertThat(b.tryBegin()).as("a is first").isFalse();
    assertThat(a.tryBegin()).isTrue();
    assertThat(c.tryBegin()).as("b is first").isFalse();
    assertThat(b.tryBegin()).isTrue();
    assertThat(c.tryBegin()).as("both places are taken").isFalse();
    b.end();
    assertThat(d.tryBegin()).as("c is first").isFalse();
    c.end();
    assertThat(d.tryBegin()).as("c has left").isTrue();
  }

  @Test
  void nobodyHasTwoPlaces() {
    CompileQueue.Turn given = join("greedy");
    assertThat(given.tryBegin()).isTrue();
    CompileQueue.Turn second = join("greedy");
    CompileQueue.Turn third = join("greedy");
    CompileQueue.Turn other = join("other");
    assertThat(second.tryBegin()).isFalse();
    assertThat(other.tryBegin()).as("overtakes those who have a place").isTrue();
    given.end();
    assertThat(third.tryBegin()).isFalse();
    assertThat(second.tryBegin()).isTrue();
  }

  @Test
  void whoIsTooManyIsToldAtOnce() {
    List<CompileQueue.Turn> turns = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      turns.add(join("owner " + i));
    }
    assertThat(queue.join("one more")).isNull();
    assertThat(turns.get(0).tryBegin()).isTrue();
    assertThat(queue.join("one more")).isNotNull();
  }

  @Test
  void everybodyIsServedInTheEnd() {
    Random random = new Random(3);
    List<CompileQueue.Turn> waiting = new ArrayList<>();
    List<CompileQueue.Turn> running = new ArrayList<>();
    int joined = 0;
    int ended = 0;
    for (int step = 0; step < 20_000; step++) {
      CompileQueue.Turn turn = queue.join("owner " + random.nextInt(3));
      if (turn != null) {
        waiting.add(turn);
        joined++;
      }
      waiting.removeIf(each -> each.tryBegin() && running.add(each));
      assertThat(running.size()).isLessThanOrEqualTo(2);
      assertThat(waiting.size()).isLessThanOrEqualTo(5);
      if (!running.isEmpty() && random.nextBoolean()) {
        running.remove(random.nextInt(running.size())).end();
        ended++;
      }
    }
    assertThat(ended).isGreaterThan(5_000);
    assertThat(joined - ended).isEqualTo(waiting.size() + running.size());
  }
}
