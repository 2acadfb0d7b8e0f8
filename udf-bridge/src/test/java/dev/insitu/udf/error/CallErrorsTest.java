package dev.insitu.udf.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Outcome.TrapKind;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each end of a call becomes. */
final class CallErrorsTest {
  private static final CallErrors ERRORS = CallErrors.ofFunction("F");

  @Test
  void everyEndHasItsStateAndSentence() {
    Outcome trap = new Outcome.Trapped(TrapKind.OTHER, "bad", List.of("inner", "outer"), 1);
    is(trap, "", "38M01 function F: bad in inner <- outer");
    is(trap, "oh\\n", "38M01 function F: bad in inner <- outer; it wrote: oh\\n");
    is(new Outcome.Exited(-1, 1), "", "38M02 function F: exited with code 4294967295");
    is(new Outcome.Exited(0, 1), "", "39M03 function F: exited with code 0 and gave no value");
    is(new Outcome.Cancelled(false, 1), "", "57014 function F: cancelled");
    is(
        new Outcome.Faulted("Oops", 1),
        "",
        "XXM01 function F: the engine failed, which no module should be able to cause; please report it"
            + " with the module");
    List<String> limits =
        List.of(
            "53M01 function F: wants 7 of fuel, allowed 5; WITH (fuel = …) allows more",
            "53M02 function F: wants 7 of memory, allowed 5; WITH (memory = …) allows more",
            "53M03 function F: wants 7 of stack depth, allowed 5",
            "53M04 function F: wants 7 of table entries, allowed 5",
            "53M05 function F: wants 7 of output bytes, allowed 5; WITH (max_output_bytes = …) allows more",
            "53M05 function F: wants 7 of output rows, allowed 5; WITH (max_output_rows = …) allows more",
            "53M08 function F: all functions together would have 7 bytes of memory, allowed 5 (not"
                + " deterministic); try again when others have ended, or raise the server's"
                + " insitu.max.total_memory");
    for (Limits.Kind kind : Limits.Kind.values()) {
      is(new Outcome.Exhausted(kind, 7, 5, 1), "", limits.get(kind.ordinal()));
    }
    is(
        new Outcome.Cancelled(true, 1),
        "",
        "57014 function F: stopped by the time limit (not deterministic)");
    SQLException late = ERRORS.of(new Outcome.Cancelled(true, 1));
    assertThat((Object) late).isInstanceOf(SQLTimeoutException.class);
  }

  @Test
  void guestsChooseTheirOwnStatesOnly() {
    for (String own : List.of("38000", "38ZZ9", "22012")) {
      is(new Outcome.Raised(own, "no", 1), "", own + " function F: no");
    }
    for (String other :
        List.of("00000", "02000", "57014", "38a00", "3800", "380000", "", "42601")) {
      is(
          new Outcome.Raised(other, "a\nb\u202e\u001b[2J\ud83d", 1),
          "",
          "38000 function F: a\\nb\\u202E\\u001B[2J\\uD83D");
    }
  }

  @Test
  void ofALongTailTheEndIsShown() {
    String message = ERRORS.of(new Outcome.Exited(1, 1), "x".repeat(2_000) + "end").getMessage();
    assertThat(message)
        .startsWith("function F: exited with code 1; it wrote: …xxx")
        .endsWith("xend")
        .hasSizeLessThan(1_100);
  }

  private static void is(Outcome outcome, String stderr, String expected) {
    SQLException error = ERRORS.of(outcome, stderr);
    assertThat(error.getSQLState() + " " + error.getMessage()).isEqualTo(expected);
    assertThat(ErrorCode.of(error.getErrorCode())).isPresent();
  }
}
