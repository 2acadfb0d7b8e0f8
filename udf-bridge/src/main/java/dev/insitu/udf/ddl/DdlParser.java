package dev.insitu.udf.ddl;

import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.ddl.DdlStatement.CreateModule;
import dev.insitu.udf.ddl.DdlStatement.DropFunction;
import dev.insitu.udf.ddl.DdlStatement.DropModule;
import dev.insitu.udf.ddl.DdlStatement.Source;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A recursive-descent parser of our own statements; errors name line and column. */
public final class DdlParser {
  private final TokenReader in;

  private DdlParser(TokenReader in) {
    this.in = in;
  }

  /**
   * Parses a statement, with or without a semicolon at its end.
   *
   * @param folding what the backend makes of names without quotes
   * @return empty when its first words are not those of a statement of ours, so that the backend
   *     gets it
   * @throws DdlSyntaxException when they are, and the rest does not fit the grammar
   */
  public static Optional<DdlStatement> parse(String sql, Folding folding)
      throws DdlSyntaxException {
    if (!Lexer.startsLikeOurs(sql)) {
      return Optional.empty();
    }
    DdlParser parser = new DdlParser(new TokenReader(Lexer.tokens(sql), folding));
    DdlStatement statement = parser.statement();
    if (statement == null) {
      return Optional.empty();
    }
    parser.in.take(";");
    if (parser.in.peek().kind() != Token.Kind.END) {
      throw parser.in.expected("the end");
    }
    return Optional.of(statement);
  }

  /** Returns whether a statement's first words are those of a statement of ours. */
  public static boolean isOurs(String sql) {
    return Lexer.startsLikeOurs(sql);
  }

  /**
   * Parses options as they stand between the parentheses of WITH.
   *
   * @return names in lower case, values as text without quotes
   */
  public static Map<String, String> parseOptions(String text) throws DdlSyntaxException {
    TokenReader in = new TokenReader(Lexer.tokens(text), Folding.LOWER);
    Map<String, String> options = new LinkedHashMap<>();
    if (in.peek().kind() != Token.Kind.END) {
      FunctionParser.options(in, options);
    }
    if (in.peek().kind() != Token.Kind.END) {
      throw in.expected("the end");
    }
    return options;
  }

  /** Parses a type as CREATE FUNCTION names it. */
  public static SqlType parseType(String text) throws DdlSyntaxException {
    TokenReader in = new TokenReader(Lexer.tokens(text), Folding.LOWER);
    SqlType type = TypeParser.type(in);
    if (in.peek().kind() != Token.Kind.END) {
      throw in.expected("the end");
    }
    return type;
  }

  /**
   * Parses columns as they stand between the parentheses of RETURNS TABLE.
   *
   * @param folding what the backend makes of names without quotes
   */
  public static List<Column> parseColumns(String text, Folding folding) throws DdlSyntaxException {
    TokenReader in = new TokenReader(Lexer.tokens(text), folding);
    List<Column> columns = TypeParser.list(in);
    if (in.peek().kind() != Token.Kind.END) {
      throw in.expected("a comma or the end");
    }
    return columns;
  }

  /** Parses a literal, and writes it as CREATE FUNCTION keeps it. */
  public static String parseLiteral(String text) throws DdlSyntaxException {
    TokenReader in = new TokenReader(Lexer.tokens(text), Folding.LOWER);
    String literal = LiteralParser.literal(in);
    if (in.peek().kind() != Token.Kind.END) {
      throw in.expected("the end");
    }
    return literal;
  }

  private @Nullable DdlStatement statement() throws DdlSyntaxException {
    if (in.take("CREATE", "OR", "REPLACE", "MODULE")) {
      return createModule(true);
    }
    if (in.take("CREATE", "MODULE")) {
      return createModule(false);
    }
    for (Routine routine : Routine.values()) {
      if (in.take(routine.words("CREATE OR REPLACE"))) {
        return new FunctionParser(in, routine.style()).create(true);
      }
      if (in.take(routine.words("CREATE"))) {
        return new FunctionParser(in, routine.style()).create(false);
      }
      if (in.take(routine.words("DROP"))) {
        return dropFunction(routine.style());
      }
    }
    if (in.take("DROP", "MODULE")) {
      boolean ifExists = in.take("IF", "EXISTS");
      Name name = in.name("a module's name");
      boolean cascade = in.take("CASCADE");
      if (!cascade) {
        in.take("RESTRICT");
      }
      return new DropModule(name, ifExists, cascade);
    }
    if (in.take("SET", "INSITU", ".")) {
      return setting();
    }
    if (in.take("RESET", "INSITU", ".")) {
      return new DdlStatement.Reset(settingName());
    }
    return null;
  }

  /** What is created and dropped by the same grammar, but for its first words. */
  private enum Routine {
    FUNCTION(null, "FUNCTION"),
    AGGREGATE(ParameterStyle.AGGREGATE, "AGGREGATE FUNCTION"),
    PROCEDURE(ParameterStyle.PROCEDURE, "PROCEDURE");

    private final @Nullable ParameterStyle style;
    private final String kind;

    Routine(@Nullable ParameterStyle style, String kind) {
      this.style = style;
      this.kind = kind;
    }

    /** Returns the one style it has; null when a clause tells. */
    @Nullable ParameterStyle style() {
      return style;
    }

    /** Returns the statement's first words. */
    String[] words(String verb) {
      return (verb + " " + kind).split(" ", -1);
    }
  }

  private DropFunction dropFunction(@Nullable ParameterStyle style) throws DdlSyntaxException {
    boolean ifExists = in.take("IF", "EXISTS");
    Name name =
        in.name(style == ParameterStyle.PROCEDURE ? "a procedure's name" : "a function's name");
    List<Optional<SqlType>> types = in.peek().is("(") ? types() : null;
    if (in.peek().is("CASCADE")) {
      throw in.error("CASCADE is for modules; drop first what needs " + name);
    }
    in.take("RESTRICT");
    return new DropFunction(name, style, ifExists, types);
  }

  private DdlStatement setting() throws DdlSyntaxException {
    String name = settingName();
    if (!in.take("=")) {
      in.take("TO");
    }
    if (name.equals("record")) {
      return recording();
    }
    if (in.take("DEFAULT")) {
      return new DdlStatement.SetLimit(name, null);
    }
    Token value = in.peek();
    if (value.kind() != Token.Kind.NUMBER && value.kind() != Token.Kind.STRING) {
      throw in.expected("a number, a text in quotes such as '16MB', or DEFAULT");
    }
    return new DdlStatement.SetLimit(name, in.next().text());
  }

  private String settingName() throws DdlSyntaxException {
    if (in.peek().kind() != Token.Kind.IDENTIFIER) {
      throw in.expected("a setting");
    }
    return in.next().text().toLowerCase(Locale.ROOT);
  }

  private DdlStatement recording() throws DdlSyntaxException {
    if (in.take("OFF") || in.take("DEFAULT")) {
      return new DdlStatement.SetRecord(null);
    }
    if (in.take("DIGEST")) {
      return new DdlStatement.SetRecord(RecordingMode.DIGEST);
    }
    if (in.take("FULL")) {
      return new DdlStatement.SetRecord(RecordingMode.FULL);
    }
    throw in.expected("OFF, DIGEST or FULL");
  }

  private List<Optional<SqlType>> types() throws DdlSyntaxException {
    List<Optional<SqlType>> types = new ArrayList<>();
    in.expect("(");
    if (in.take(")")) {
      return types;
    }
    do {
      types.add(in.take("TABLE") ? Optional.empty() : Optional.of(TypeParser.type(in)));
    } while (in.take(","));
    in.expect(")");
    return types;
  }

  private CreateModule createModule(boolean orReplace) throws DdlSyntaxException {
    boolean ifNotExists = in.ifNotExists(orReplace);
    Name name = in.name("a module's name");
    if (in.take("LANGUAGE")) {
      FunctionParser.language(in);
    }
    Source source = source();
    String sha256 = null;
    String comment = null;
    while (true) {
      if (sha256 == null && in.take("SHA256")) {
        sha256 = digest();
      } else if (comment == null && in.take("COMMENT")) {
        comment = in.string("a comment in quotes");
      } else {
        return new CreateModule(name, orReplace, ifNotExists, source, sha256, comment);
      }
    }
  }

  private String digest() throws DdlSyntaxException {
    Token at = in.peek();
    String text = in.string("64 hexadecimal digits in quotes");
    if (!text.matches("[0-9a-fA-F]{64}")) {
      throw new DdlSyntaxException(at, "a SHA256 has 64 hexadecimal digits");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private Source source() throws DdlSyntaxException {
    if (in.take("FROM")) {
      return new Source.Uri(in.string("a URI in quotes, such as 'file:geo.wasm'"));
    }
    if (!in.take("AS")) {
      throw in.expected("FROM '<uri>' or AS X'<hexadecimal>' or AS '<base64>'");
    }
    Token token = in.next();
    try {
      String text = token.text().replaceAll("\\s", "");
      return switch (token.kind()) {
        case HEX -> bytes(HexFormat.of().parseHex(text));
        case STRING -> bytes(Base64.getDecoder().decode(text));
        case IDENTIFIER, QUOTED, NUMBER, SYMBOL, END ->
            throw new DdlSyntaxException(
                token, "expected X'<hexadecimal>' or '<base64>', found " + token.shown());
      };
    } catch (IllegalArgumentException e) {
      throw new DdlSyntaxException(
          token, "not " + (token.kind() == Token.Kind.HEX ? "hexadecimal" : "base64"));
    }
  }

  private static Source bytes(byte[] bytes) {
    return new Source.Bytes(ByteBuffer.wrap(bytes));
  }
}
