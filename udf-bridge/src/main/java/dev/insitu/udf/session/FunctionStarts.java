package dev.insitu.udf.session;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.AggregateCall;
import dev.insitu.udf.call.CallCounters;
import dev.insitu.udf.call.CallStart;
import dev.insitu.udf.call.Description;
import dev.insitu.udf.call.ScalarCall;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.FunctionChecks;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.module.ModuleLoader;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.stream.BatchCall;
import java.sql.SQLException;

/** Checks all of a definition that can be known before the first call. */
final class FunctionStarts {
  private FunctionStarts() {}

  /** Checks signature and options, and that an instance gets ready for a call within its limits. */
  static void check(FunctionDefinition function, GuestModule module, SessionCalls calls)
      throws SQLException {
    FunctionChecks.check(function, module.description());
    FunctionOptions options = FunctionOptions.of(function);
    switch (function.style()) {
      case DIRECT, PROCEDURE -> {
        try (ScalarCall call = bind(function, module, options, calls)) {
          call.start();
        }
      }
      case BATCH -> {
        try (BatchCall call = new BatchCall(function, part -> bind(part, module, options, calls))) {
          call.start();
        }
      }
      case AGGREGATE -> {
        try (AggregateCall call =
            new AggregateCall(
                function, options.maxStateBytes(), part -> bind(part, module, options, calls))) {
          call.start();
        }
      }
      case STREAM -> {
        ModuleLoader.tryStart(
            module,
            calls.limits().ofFunction(options.limits()),
            calls.cancellation(),
            CallErrors.ofFunction(function.name()));
        if (function.isDescribed()) {
          Description.tryStart(function, module, options.limits(), calls);
        }
      }
    }
  }

  private static ScalarCall bind(
      FunctionDefinition function,
      GuestModule module,
      FunctionOptions options,
      SessionCalls calls) {
    return new ScalarCall(
            function,
            module,
            options.limits(),
            calls.cancellation(),
            new CallCounters(),
            new CallStart(),
            () -> null)
        .boundedBy(calls::limits);
  }
}
