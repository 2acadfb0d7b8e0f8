package dev.insitu.udf.h2;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** What the class of one aggregate of one open database knows. */
record AggregateSite(AliasSite calls, AggregateSignature signature) {
  /** Returns the site of a hidden class; null for the template itself, which nobody calls. */
  static @Nullable AggregateSite of(MethodHandles.Lookup lookup) {
    try {
      return MethodHandles.classData(lookup, "_", AggregateSite.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
