package dev.insitu.cli;

import static dev.insitu.sandbox.module.ValueType.F32;
import static dev.insitu.sandbox.module.ValueType.F64;
import static dev.insitu.sandbox.module.ValueType.FUNCREF;
import static dev.insitu.sandbox.module.ValueType.I32;
import static dev.insitu.sandbox.module.ValueType.I64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.module.ValueType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestedSqlTest {
  private static final ModuleExport MEMORY = new ModuleExport("memory", ExternalKind.MEMORY, null);
  private static final ModuleExport ALLOCATOR = export("malloc", List.of(I32), I32);

  @Test
  void namesNumbersForWhatTheyAre() {
    assertThat(suggest("a b/50%/geo-2.wasm", export("f", List.of(I32, I32, I64, F32), F64)))
        .containsExactly(
            "CREATE MODULE geo_2 FROM 'file:a b/50%25/geo-2.wasm';",
            "CREATE FUNCTION f(p1 INTEGER, p2 INTEGER, p3 BIGINT, p4 REAL) RETURNS DOUBLE PRECISION"
                + " LANGUAGE WASM FROM MODULE geo_2;");
  }

  @Test
  void takesPairsForTextWhereTheModuleDealsInText() {
    assertThat(
            suggest(
                "it's.wasm",
                MEMORY,
                ALLOCATOR,
                export("free", List.of(I32), I32),
                export("clean", List.of(I32, I32), I64),
                export("count", List.of(I32, I32, I32, I32, I32), I32),
                export("version", List.of(), I64)))
        .containsExactly(
            "CREATE MODULE it_s FROM 'file:it''s.wasm';",
            "-- Two i32 are taken for one VARCHAR; they may be two INTEGER.",
            "CREATE FUNCTION clean(p1 VARCHAR) RETURNS VARCHAR LANGUAGE WASM FROM MODULE it_s;",
            "CREATE FUNCTION it_s_count(p1 VARCHAR, p2 VARCHAR, p3 INTEGER) RETURNS INTEGER"
                + " LANGUAGE WASM FROM MODULE it_s EXPORT 'count';",
            "CREATE FUNCTION version() RETURNS BIGINT LANGUAGE WASM FROM MODULE it_s;");
  }

  @Test
  void takesPairsAndALongResultForTextWithoutAnAllocator() {
    assertThat(suggest("m.wasm", export("f", List.of(F64, I32, I32), I64)))
        .last()
        .isEqualTo(
            "CREATE FUNCTION f(p1 DOUBLE PRECISION, p2 VARCHAR) RETURNS VARCHAR LANGUAGE WASM"
                + " FROM MODULE m;");
  }

  @Test
  void quotesNamesThatNeedIt() {
    assertThat(
            suggest(
                "2.wasm",
                export("top-n", List.of(), I32),
                export("say \"hi\"", List.of(), I32),
                export("F", List.of(), I32),
                export("f", List.of(), I32)))
        .containsExactly(
            "CREATE MODULE m_2 FROM 'file:2.wasm';",
            "CREATE FUNCTION \"top-n\"() RETURNS INTEGER LANGUAGE WASM FROM MODULE m_2;",
            "CREATE FUNCTION \"say \"\"hi\"\"\"() RETURNS INTEGER LANGUAGE WASM FROM MODULE m_2;",
            "CREATE FUNCTION \"F\"() RETURNS INTEGER LANGUAGE WASM FROM MODULE m_2;",
            "CREATE FUNCTION \"f\"() RETURNS INTEGER LANGUAGE WASM FROM MODULE m_2;");
  }

  @Test
  void leavesOutWhatSqlCannotCall() {
    assertThat(
            suggest(
                "m.wasm",
                MEMORY,
                new ModuleExport("nothing", ExternalKind.FUNCTION, type(List.of())),
                new ModuleExport("two", ExternalKind.FUNCTION, type(List.of(), I32, I32)),
                export("table", List.of(FUNCREF), I32),
                export("_private", List.of(), I32),
                export("line\nbreak", List.of(), I32),
                export("", List.of(), I32)))
        .isEmpty();
  }

  @Test
  void aProgramIsATableFunction() {
    ModuleDescription program =
        describe(
            ModuleKind.COMMAND, new ModuleExport("_start", ExternalKind.FUNCTION, type(List.of())));
    assertThat(SuggestedSql.of(program, Path.of("top-n.wasm")))
        .containsExactly(
            "CREATE MODULE top_n FROM 'file:top-n.wasm';",
            "-- Name the columns that the program writes; scalar parameters become its arguments.",
            "CREATE FUNCTION top_n(t TABLE) RETURNS TABLE (c1 VARCHAR)",
            "  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE top_n;");
  }

  private static List<String> suggest(String file, ModuleExport... exports) {
    return SuggestedSql.of(describe(ModuleKind.LIBRARY, exports), Path.of(file));
  }

  private static ModuleDescription describe(ModuleKind kind, ModuleExport... exports) {
    return new ModuleDescription("", 0, kind, List.of(), List.of(exports), 1, true);
  }

  private static ModuleExport export(String name, List<ValueType> parameters, ValueType result) {
    return new ModuleExport(name, ExternalKind.FUNCTION, type(parameters, result));
  }

  private static FunctionType type(List<ValueType> parameters, ValueType... results) {
    return new FunctionType(parameters, List.of(results));
  }
}
