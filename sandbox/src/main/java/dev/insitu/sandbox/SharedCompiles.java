package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The modules that are compiled at present, by their digest, so that none is compiled twice at a
 * time. Whoever gives up or is stopped leaves the work to those who still wait for it. Safe for use
 * by many threads.
 */
final class SharedCompiles<T> {
  private final Map<String, CompileWork<T>> present = new HashMap<>();

  /**
   * Returns the result of work that is in progress, or begins it.
   *
   * @param known looks for a result that is there already; null when there is none. Work must have
   *     left its result there before it ends
   * @param make makes the work
   * @throws ModuleRejected what {@link CompileWork#await} throws
   */
  T run(
      String digest,
      Supplier<@Nullable T> known,
      Supplier<CompileWork<T>> make,
      Cancellation cancellation)
      throws ModuleRejected {
    while (true) {
      CompileWork<T> work;
      boolean first;
      synchronized (present) {
        T result = known.get();
        if (result != null) {
          return result;
        }
        work = present.get(digest);
        first = work == null || !work.join();
        if (work == null || first) {
          work = make.get();
          work.join();
          present.put(digest, work);
        }
      }
      try {
        return work.await(cancellation);
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
