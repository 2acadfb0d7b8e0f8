package dev.insitu.udf.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** States of parts of a group, put together, are the state of the whole group. */
final class AggregateCallTest {
  private static final long SEED = 20_261_124;

  @Test
  void mergedPartsAreTheWhole() throws Exception {
    // Other tests' servers may leave guests to the garbage collector.
    int before = LiveGuests.count();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    try (AggregateCall call = open()) {
      byte[] whole = call.initial();
      byte[] merged = call.initial();
      for (int part = 0; part < 20; part++) {
        byte[] state = call.initial();
        for (int row = random.nextInt(200); row > 0; row--) {
          String text = "text " + random.nextInt(5_000);
          state = add(call, state, text);
          whole = add(call, whole, text);
        }
        merged = call.merge(merged, state);
      }
      assertThat(merged).as("seed %s", SEED).isEqualTo(whole).hasSize(1_024);
      assertThat(result(call, merged)).isEqualTo(result(call, whole)).isPositive();
      assertThat(call.initial()).isEqualTo(new byte[1_024]);
    }
    assertThat(LiveGuests.count()).isLessThanOrEqualTo(before);
  }

  private static byte[] add(AggregateCall call, byte[] state, String text) throws SQLException {
    call.rows().begin();
    call.rows().setBytes(0, state);
    call.rows().setText(1, text);
    return call.next(call.rows().run(), state);
  }

  private static long result(AggregateCall call, byte[] state) throws SQLException {
    call.results().begin();
    call.results().setBytes(0, state);
    assertThat(call.results().run()).isTrue();
    return call.results().longResult();
  }

  private static AggregateCall open() throws Exception {
    GuestModule module =
        Sandbox.create().load(Files.readAllBytes(Path.of("../samples/aggregates/aggregates.wasm")));
    FunctionDefinition definition =
        new FunctionDefinition(
            "PUBLIC",
            "ABOUT",
            List.of(new Parameter.Scalar("V", new SqlType.Varchar(0))),
            new Returns.Scalar(new SqlType.BigInt()),
            ParameterStyle.AGGREGATE,
            "SAMPLES",
            module.description().digest(),
            "approximate_count",
            /* deterministic= */ true,
            /* calledOnNullInput= */ false,
            Map.of());
    CallStart start = new CallStart();
    return new AggregateCall(
        definition,
        1_024,
        part ->
            new ScalarCall(
                part,
                module,
                Limits.DEFAULT,
                Cancellation.create(),
                new CallCounters(),
                start,
                () -> null));
  }
}
