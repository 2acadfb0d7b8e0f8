package dev.insitu.udf.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls of style DIRECT against a real module. */
final class ScalarCallTest {
  private static final SqlType INTEGER = new SqlType.Int();
  private static final SqlType TEXT = new SqlType.Varchar(0);
  private static final Limits LIMITS = new Limits(100_000, 16, 10_000, 10, 0, 0, 0, 0);

  private final CallCounters counters = new CallCounters();

  @Test
  void numbersCrossAsTheyAre() throws Exception {
    assertThat(call(function("div", INTEGER, INTEGER, INTEGER), -7, 2)).isEqualTo(-3);
    SqlType real = new SqlType.DoublePrecision();
    assertThat(call(function("half", real, real), 5.0)).isEqualTo(2.5);
  }

  @Test
  void nullGivesNullWithoutACall() throws Exception {
    ScalarCall div = function("div", INTEGER, INTEGER, INTEGER);
    assertThat(call(div, null, 0)).isNull();
    assertThat(counters.calls()).isZero();
  }

  @Test
  void presenceFlagsTellNullWhenAskedFor() throws Exception {
    ScalarCall present = function(true, "present", INTEGER, INTEGER);
    assertThat(call(present, (Object) null)).isEqualTo(0);
    assertThat(call(present, 9)).isEqualTo(1);
  }

  @Test
  void textOfEverySizeComesBackAndSmallTextAgain() throws Exception {
    ScalarCall echo = function("echo", TEXT, TEXT);
    for (String text : List.of("a", "Zürich 🛫", "", "x".repeat(200_000), "again", "b")) {
      assertThat(call(echo, text)).isEqualTo(text);
    }
    assertThat(counters.calls()).isEqualTo(6);
  }

  @Test
  void callsLeaveNothingBehind() throws Exception {
    ScalarCall count = function("count", INTEGER);
    assertThat(call(count)).isEqualTo(1);
    assertThat(call(count)).isEqualTo(1);
    assertThat(counters.fuel()).isPositive();
  }

  @Test
  void trapIsAnErrorAndTheNextCallWorks() throws Exception {
    ScalarCall div = function("div", INTEGER, INTEGER, INTEGER);
    assertThatThrownBy(() -> call(div, 1, 0))
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("function div: ")
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("38M01"));
    assertThat(call(div, 8, 2)).isEqualTo(4);
  }

  @Test
  void brokenPromisesHaveTheirStates() throws Exception {
    fails("53M01", function("spin", INTEGER));
    fails("39M01", function("lie", TEXT));
    fails("22021", function("echo", TEXT, TEXT), "\ud83d");
    fails("22003", function("div", new SqlType.SmallInt(), INTEGER, INTEGER), 40_000, 1);
    fails("22001", function("echo", new SqlType.Varchar(3), TEXT), "four");
  }

  private static void fails(String state, ScalarCall call, Object... arguments) {
    assertThatThrownBy(() -> call(call, arguments))
        .isInstanceOf(SQLException.class)
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
  }

  private static Object call(ScalarCall call, Object... arguments) throws SQLException {
    call.begin();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case null -> call.setNull(i);
        case Integer number -> call.setInt(i, number);
        case Double number -> call.setDouble(i, number);
        case String text -> call.setText(i, text);
        default -> throw new IllegalArgumentException(arguments[i].toString());
      }
    }
    if (!call.run()) {
      return null;
    }
    return switch (call.resultType()) {
      case SqlType.Bool t -> call.booleanResult();
      case SqlType.SmallInt t -> call.shortResult();
      case SqlType.Int t -> call.intResult();
      case SqlType.BigInt t -> call.longResult();
      case SqlType.Real t -> call.floatResult();
      case SqlType.DoublePrecision t -> call.doubleResult();
      case SqlType.Varchar t -> call.textResult();
      default -> throw new IllegalArgumentException(call.resultType().toString());
    };
  }

  private ScalarCall function(String export, SqlType result, SqlType... parameters)
      throws Exception {
    return function(false, export, result, parameters);
  }

  private ScalarCall function(boolean onNull, String export, SqlType result, SqlType... types)
      throws Exception {
    List<Parameter> parameters = new ArrayList<>();
    for (SqlType type : types) {
      parameters.add(new Parameter.Scalar("P" + parameters.size(), type));
    }
    GuestModule module;
    try (InputStream in = ScalarCallTest.class.getResourceAsStream("/modules/direct.wasm")) {
      module = Sandbox.create().load(in.readAllBytes());
    }
    FunctionDefinition definition =
        new FunctionDefinition(
            "PUBLIC",
            export,
            parameters,
            new Returns.Scalar(result),
            ParameterStyle.DIRECT,
            "direct",
            module.description().digest(),
            export,
            true,
            onNull,
            Map.of());
    return new ScalarCall(
        definition, module, LIMITS, Cancellation.create(), counters, new CallStart(), () -> null);
  }
}
