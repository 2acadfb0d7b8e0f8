package dev.insitu.udf.ddl;

import dev.insitu.udf.Parameter;
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

/** Reads CREATE [AGGREGATE] FUNCTION behind its first words; clauses come in any order. */
final class FunctionParser {
  private final TokenReader in;
  private final boolean aggregate;
  private final Map<String, String> options = new LinkedHashMap<>();
  private @Nullable ParameterStyle style;
  private @Nullable Boolean deterministic;
  private boolean calledOnNullInput;
  private @Nullable Name module;
  private @Nullable String export;
  private @Nullable Token firstDefault;

  FunctionParser(TokenReader in, boolean aggregate) {
    this.in = in;
    this.aggregate = aggregate;
    this.style = aggregate ? ParameterStyle.AGGREGATE : null;
  }

  CreateFunction create(boolean orReplace) throws DdlSyntaxException {
    boolean ifNotExists = in.ifNotExists(orReplace);
    Name name = in.name("a function's name");
    List<Parameter> parameters = parameters();
    in.expect("RETURNS");
    Returns returns =
        in.take("TABLE")
            ? new Returns.Table(in.peek().is("(") ? TypeParser.columns(in) : List.of())
            : new Returns.Scalar(TypeParser.type(in));
    if (firstDefault != null && returns instanceof Returns.Scalar) {
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

  private List<Parameter> parameters() throws DdlSyntaxException {
    List<Parameter> parameters = new ArrayList<>();
    in.expect("(");
    if (in.take(")")) {
      return parameters;
    }
    do {
      String name = in.identifier("a parameter's name");
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
        parameters.add(new Parameter.Scalar(name, type, literal));
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
