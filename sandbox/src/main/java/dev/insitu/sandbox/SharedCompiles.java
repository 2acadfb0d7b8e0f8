package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The modules that are compiled at present, by their digest, so that none is compiled twice at a
 * time. Whoever gives up or is stopped leaves the work to those who still wait for it. Safe for use
 * by many threads.
 */
final class SharedCompiles<T> {
  private final Map<String, CompileWork<T>> present = new HashMap<>();

  /** What is done with a result. */
  @FunctionalInterface
  interface Then<T, R> {
    /** Goes on. */
    R apply(T result) throws ModuleRejected;
  }

  /** Does the same and nothing with the result. */
  T run(
      String digest,
      Supplier<@Nullable T> known,
      Supplier<CompileWork<T>> make,
      Cancellation cancellation)
      throws ModuleRejected {
    return run(digest, known, make, result -> result, cancellation);
  }

  /**
   * Goes on with the result of work that is in progress, or begins it.
   *
   * @param known looks for a result that is there already; null when there is none. Work must have
   *     left its result there before it ends
   * @param make makes the work
   * @param then what the caller does with the result; whoever comes meanwhile gets the same one
   * @throws ModuleRejected what {@link CompileWork#await} throws
   */
  <R> R run(
      String digest,
      Supplier<@Nullable T> known,
      Supplier<CompileWork<T>> make,
      Then<T, R> then,
      Cancellation cancellation)
      throws ModuleRejected {
    while (true) {
      T there;
      CompileWork<T> work;
      boolean first = false;
      synchronized (present) {
        there = known.get();
        work = present.get(digest);
        if (there == null && (work == null || !work.join())) {
          first = true;
          work = make.get();
          work.join();
          present.put(digest, work);
        }
      }
      if (there != null || work == null) {
        return then.apply(Objects.requireNonNull(there));
      }
      try {
        return then.apply(work.await(cancellation));
      } catch (ModuleRejected e) {
        // For want of memory others fail who would not have; each may try once by itself.
        if (first || !work.wasOutOfMemory()) {
          throw e;
        }
      } finally {
        synchronized (present) {
          if (work.isOver()) {
            present.remove(digest, work);
          }
        }
      }
    }
  }
}
