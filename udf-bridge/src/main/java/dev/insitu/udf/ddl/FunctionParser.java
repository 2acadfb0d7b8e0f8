package dev.insitu.udf.ddl;

import dev.insitu.udf.Parameter;
import dev.insitu.udf.Parameter.Mode;
import dev.insitu.udf.Parameter.WhenEmpty;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.ddl.DdlStatement.CreateFunction;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads CREATE [AGGREGATE] FUNCTION and CREATE PROCEDURE behind its first words; clauses come in
 * any order.
 */
final class FunctionParser {
  /** Words that follow the first one of a type, or a whole type. */
  private static final List<String> BEHIND_TYPES =
      List.of("ARRAY", "DEFAULT", "LARGE", "PRECISION", "VARYING", "WITH", "WITHOUT");

  private final TokenReader in;
  private final boolean aggregate;
  private final boolean procedure;
  private final Map<String, String> options = new LinkedHashMap<>();
  private @Nullable ParameterStyle style;
  private @Nullable Boolean deterministic;
  private boolean calledOnNullInput;
  private @Nullable Name module;
  private @Nullable String export;
  private @Nullable Token firstDefault;

  /** Makes a parser of functions whose style a clause says, or of what has one style alone. */
  FunctionParser(TokenReader in, @Nullable ParameterStyle style) {
    this.in = in;
    this.aggregate = style == ParameterStyle.AGGREGATE;
    this.procedure = style == ParameterStyle.PROCEDURE;
    this.style = style;
  }

  CreateFunction create(boolean orReplace) throws DdlSyntaxException {
    boolean ifNotExists = in.ifNotExists(orReplace);
    Name name = in.name(procedure ? "a procedure's name" : "a function's name");
    List<Parameter> parameters = parameters();
    Returns returns = returns();
    if (firstDefault != null && !(returns instanceof Returns.Table)) {
      throw new DdlSyntaxException(
          firstDefault,
          "DEFAULT is for table functions: the database calls other functions with all arguments");
    }
    while (clause()) {
      // Each clause keeps what it says.
    }
    if (module == null) {
      throw in.expected("FROM MODULE <module>");
    }
    return new CreateFunction(
        name,
        orReplace,
        ifNotExists,
        parameters,
        returns,
        style,
        deterministic,
        calledOnNullInput,
        options,
        module,
        export);
  }

  private Returns returns() throws DdlSyntaxException {
    if (procedure) {
      if (in.peek().is("RETURNS") && !in.peekSecond().is("NULL")) {
        throw in.error("a procedure gives its results in OUT parameters; leave RETURNS out");
      }
      return new Returns.Nothing();
    }
    in.expect("RETURNS");
    if (!in.take("TABLE")) {
      return new Returns.Scalar(TypeParser.type(in));
    }
    return new Returns.Table(in.peek().is("(") ? TypeParser.columns(in) : List.of());
  }

  /** Returns the mode of a parameter, IN where it says none. */
  private Mode mode() throws DdlSyntaxException {
    for (Mode mode : Mode.values()) {
      if (in.peek().is(mode.name()) && nameFollows()) {
        if (!procedure && mode != Mode.IN) {
          throw in.error(mode + " is for procedures; a function RETURNS its result");
        }
        in.next();
        return mode;
      }
    }
    return Mode.IN;
  }

  /** Tells {@code OUT x BIGINT} from a parameter that has the name OUT: {@code out BIGINT}. */
  private boolean nameFollows() {
    Token type = in.peek(2);
    return isWord(in.peekSecond())
        && !in.peekSecond().is("TABLE")
        && isWord(type)
        && BEHIND_TYPES.stream().noneMatch(type::is);
  }

  private static boolean isWord(Token token) {
    return token.kind() == Token.Kind.IDENTIFIER || token.kind() == Token.Kind.QUOTED;
  }

  private List<Parameter> parameters() throws DdlSyntaxException {
    List<Parameter> parameters = new ArrayList<>();
    in.expect("(");
    if (in.take(")")) {
      return parameters;
    }
    do {
      Mode mode = mode();
      String name = in.identifier("a parameter's name");
      if (procedure && in.peek().is("TABLE")) {
        throw in.error("a procedure takes no tables; RETURNS TABLE functions do");
      }
      if (in.take("TABLE")) {
        List<Column> columns = in.peek().is("(") ? TypeParser.columns(in) : List.of();
        boolean rows = in.take("WITH", "ROW", "SEMANTICS");
        if (!rows) {
          in.take("WITH", "SET", "SEMANTICS");
        }
        parameters.add(new Parameter.Table(name, columns, !rows, whenEmpty(), passThrough()));
      } else {
        SqlType type = TypeParser.type(in);
        Token at = in.peek();
        String literal = in.take("DEFAULT") ? LiteralParser.literal(in) : null;
        firstDefault = literal != null && firstDefault == null ? at : firstDefault;
        parameters.add(new Parameter.Scalar(name, type, literal, mode));
      }
    } while (in.take(","));
    in.expect(")");
    return parameters;
  }

  private WhenEmpty whenEmpty() {
    if (in.take("PRUNE", "WHEN", "EMPTY")) {
      return WhenEmpty.PRUNE;
    }
    return in.take("KEEP", "WHEN", "EMPTY") ? WhenEmpty.KEEP : WhenEmpty.BY_PARTITIONS;
  }

  private boolean passThrough() {
    return !in.take("NO", "PASS", "THROUGH") && in.take("PASS", "THROUGH");
  }

  private boolean clause() throws DdlSyntaxException {
    if (in.take("LANGUAGE")) {
      language(in);
    } else if (in.take("PARAMETER", "STYLE")) {
      style = style();
    } else if (in.take("NOT", "DETERMINISTIC") || in.take("VOLATILE")) {
      deterministic = false;
    } else if (in.take("DETERMINISTIC") || in.take("IMMUTABLE")) {
      deterministic = true;
    } else if (in.take("CALLED", "ON", "NULL", "INPUT")) {
      calledOnNullInput = true;
    } else if (in.take("RETURNS", "NULL", "ON", "NULL", "INPUT") || in.take("STRICT")) {
      calledOnNullInput = false;
    } else if (in.take("NO", "SQL")) {
      return true;
    } else if (in.take("WITH")) {
      in.expect("(");
      options(in, options);
      in.expect(")");
    } else if (module == null && in.take("FROM", "MODULE")) {
      module = in.name("a module's name");
      if (in.take(aggregate ? "AS" : "EXPORT")) {
        export =
            in.string(
                aggregate
                    ? "what its exports begin with, in quotes"
                    : "an export's name in quotes");
      } else if (aggregate && in.peek().is("EXPORT")) {
        throw in.expected("AS '<what its exports begin with>'");
      }
    } else if (module == null && in.take("EXTERNAL", "NAME")) {
      external();
    } else {
      return false;
    }
    return true;
  }

  static void language(TokenReader in) throws DdlSyntaxException {
    if (in.take("WASM")) {
      return;
    }
    if (in.peek().is("JAVASCRIPT") || in.peek().is("PYTHON")) {
      throw in.error(
          "LANGUAGE "
              + in.peek().text()
              + " is not supported yet; compile to WebAssembly and use LANGUAGE WASM");
    }
    throw in.expected("WASM");
  }

  private ParameterStyle style() throws DdlSyntaxException {
    if (aggregate) {
      throw in.error("an aggregate has no PARAMETER STYLE; leave it out");
    }
    if (procedure) {
      throw in.error("a procedure has no PARAMETER STYLE; leave it out");
    }
    if (in.take("DIRECT")) {
      return ParameterStyle.DIRECT;
    }
    if (in.take("BATCH")) {
      return ParameterStyle.BATCH;
    }
    if (in.take("STREAM")) {
      return ParameterStyle.STREAM;
    }
    throw in.expected("DIRECT, BATCH or STREAM");
  }

  static void options(TokenReader in, Map<String, String> options) throws DdlSyntaxException {
    do {
      Token at = in.peek();
      String name = in.identifier("an option's name").toLowerCase(Locale.ROOT);
      in.expect("=");
      Token value = in.peek();
      if (value.kind() != Token.Kind.STRING
          && value.kind() != Token.Kind.NUMBER
          && value.kind() != Token.Kind.IDENTIFIER) {
        throw in.expected("a value");
      }
      in.next();
      if (options.put(name, value.text()) != null) {
        throw new DdlSyntaxException(at, "option " + name + " stands twice");
      }
    } while (in.take(","));
  }

  private void external() throws DdlSyntaxException {
    Token at = in.peek();
    String text = in.string("'<module>:<export>'");
    int colon = text.indexOf(':');
    module = new Name(null, in.folded(at, colon < 0 ? text : text.substring(0, colon)));
    export = colon < 0 ? null : text.substring(colon + 1);
  }
}
