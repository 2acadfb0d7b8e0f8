package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 32 honest sessions of one database beside 32 hostile ones, and then beside 32 more honest ones:
 * no answer is wrong, of neither kind; prints how long the honest took in both.
 */
@Tag("long")
final class MixedLoadTest {
  private static final int SESSIONS = 32;
  private static final long SECONDS = Long.getLong("insitu.mixed.seconds", 600);
  private static final long SEED = Long.getLong("insitu.seed", 20_261_124);
  private static final String DATABASE = "jdbc:insitu:h2:mem:mixed";

  @TempDir private Path folder;
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void noAnswerIsWrongBesideHostileSessions() throws Exception {
    System.out.println("seed " + SEED + " (-Dinsitu.seed)");
    try (Connection owner = DriverManager.getConnection(DATABASE);
        Statement statement = owner.createStatement()) {
      Neighbour.createFunctions(statement);
      String hostile = honest(() -> hostileSessions(SECONDS / 2));
      String honest = honest(() -> honestSessions(SECONDS / 2));
      System.out.println("figure honest-beside-hostile " + hostile);
      System.out.println("figure honest-beside-honest " + honest);
    }
    Guests.awaitNone();
  }

  /** What runs beside the sessions that are measured. */
  @FunctionalInterface
  private interface Load {
    void run() throws Exception;
  }

  private static String honest(Load load) throws Exception {
    List<Neighbour> neighbours = start();
    load.run();
    LongStream nanos = LongStream.empty();
    for (Neighbour neighbour : neighbours) {
      neighbour.checkSince(neighbour.calls() - 1);
      nanos = LongStream.concat(nanos, neighbour.nanos());
      neighbour.close();
    }
    double[] millis = nanos.sorted().mapToDouble(n -> n / 1e6).toArray();
    return String.format(
        Locale.ROOT,
        "calls %d p50 %.2f p99 %.2f max %.2f ms",
        millis.length,
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        millis[millis.length - 1]);
  }

  private static List<Neighbour> start() throws Exception {
    List<Neighbour> neighbours = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      neighbours.add(Neighbour.start(DriverManager.getConnection(DATABASE), 5));
    }
    return neighbours;
  }

  private static void honestSessions(long seconds) throws Exception {
    List<Neighbour> others = start();
    TimeUnit.SECONDS.sleep(seconds);
    for (Neighbour other : others) {
      other.close();
    }
  }

  /** Each of them attacks in a database of its own, where names are its own too. */
  private void hostileSessions(long seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Future<Integer>> sessions = new ArrayList<>();
    int attacks = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
      for (int i = 0; i < SESSIONS; i++) {
        int number = i;
        sessions.add(threads.submit(() -> attack(number, end)));
      }
      for (Future<Integer> session : sessions) {
        attacks += session.get();
      }
    }
    System.out.printf("figure attacks %d, refused for want of a compiler %s%n", attacks, refused);
    assertThat(refused.get()).isLessThan(attacks / 2);
  }

  private int attack(int number, long end) throws Exception {
    Random random = new Random(SEED + number);
    List<Attack> attacks = Attack.all().toList();
    Path own = folder.resolve(String.valueOf(number));
    assertThat(own.toFile().mkdir()).isTrue();
    int count = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() - end < 0) {
        Attack attack = attacks.get(random.nextInt(attacks.size()));
        String ended = attack.end(statement, own);
        if (ended.startsWith("53M07")) {
          // 32 sessions wait for two compilers; whoever waits too long is told so.
          refused.incrementAndGet();
        } else {
          assertThat(ended).as("%s", attack).isEqualTo(attack.expected(own));
        }
        count++;
      }
    }
    return count;
  }
}
