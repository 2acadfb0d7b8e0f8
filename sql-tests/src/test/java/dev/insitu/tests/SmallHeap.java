package dev.insitu.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;

/** What a JVM with little memory runs: each attack once, with a neighbour, and nothing else. */
final class SmallHeap {
  private SmallHeap() {}

  /** Prints what went wrong, and then how much memory was left in use. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("small-heap");
    String url = "jdbc:insitu:h2:mem:small";
    List<Attack> attacks = Attack.all().toList();
    long most = 0;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      Neighbour.createFunctions(statement);
      try (Neighbour neighbour = Neighbour.start(DriverManager.getConnection(url), 5)) {
        for (Attack attack : attacks) {
          int before = neighbour.calls();
          String end = attack.end(statement, folder);
          if (!end.equals(attack.expected(folder))) {
            System.out.println("WRONG " + attack + "\n  " + end);
          }
          if (!Attack.value(statement, "SELECT 1").equals("1")) {
            System.out.println("DEAD after " + attack);
          }
          neighbour.checkSince(before);
          Files.deleteIfExists(folder.resolve(attack.moduleName() + ".wasm"));
          System.gc();
          most = Math.max(most, used());
        }
      }
      Guests.awaitNone();
    }
    System.gc();
    System.out.printf(
        "figure small-heap attacks %d, at most %d KiB in use between two, %d KiB at the end%n",
        attacks.size(), most >> 10, used() >> 10);
    Files.delete(folder);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
