package dev.insitu.udf.call;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts instances, for tests of other packages. */
public final class LiveGuests {
  private LiveGuests() {}

  /** Returns how many instances of scalar functions are open and reachable. */
  public static int count() {
    return GuestCall.open();
  }

  /** Returns how many of these have given their memory back. */
  public static int parked() {
    return GuestCall.parked();
  }

  /**
   * Waits until those are collected that nobody could close: of dropped connections, of servers.
   */
  public static void awaitNone() throws InterruptedException {
    for (int i = 0; i < 100 && count() > 0; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(count()).isZero();
  }
}
