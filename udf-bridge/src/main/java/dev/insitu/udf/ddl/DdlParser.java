package dev.insitu.udf.ddl;

import dev.insitu.udf.ddl.DdlStatement.CreateModule;
import dev.insitu.udf.ddl.DdlStatement.DropFunction;
import dev.insitu.udf.ddl.DdlStatement.DropModule;
import dev.insitu.udf.ddl.DdlStatement.Source;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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
   * @return empty when its first words are not those of a statement of ours, so that the backend
   *     gets it
   * @throws DdlSyntaxException when they are, and the rest does not fit the grammar
   */
  public static Optional<DdlStatement> parse(String sql) throws DdlSyntaxException {
    List<Token> tokens;
    try {
      tokens = Lexer.tokens(sql);
    } catch (DdlSyntaxException e) {
      if (startsLikeOurs(sql)) {
        throw e;
      }
      return Optional.empty();
    }
    DdlParser parser = new DdlParser(new TokenReader(tokens));
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

  private static boolean startsLikeOurs(String sql) {
    return Name.folded(sql.strip())
        .matches("(?s)(CREATE(\\s+OR\\s+REPLACE)?|DROP)\\s+(MODULE|FUNCTION)\\b.*");
  }

  private @Nullable DdlStatement statement() throws DdlSyntaxException {
    if (in.take("CREATE", "OR", "REPLACE", "MODULE")) {
      return createModule(true);
    }
    if (in.take("CREATE", "MODULE")) {
      return createModule(false);
    }
    if (in.take("CREATE", "OR", "REPLACE", "FUNCTION")) {
      return new FunctionParser(in).create(true);
    }
    if (in.take("CREATE", "FUNCTION")) {
      return new FunctionParser(in).create(false);
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
    if (in.take("DROP", "FUNCTION")) {
      boolean ifExists = in.take("IF", "EXISTS");
      return new DropFunction(in.name("a function's name"), ifExists);
    }
    return null;
  }

  private CreateModule createModule(boolean orReplace) throws DdlSyntaxException {
    boolean ifNotExists = in.take("IF", "NOT", "EXISTS");
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
      return switch (token.kind()) {
        case HEX -> bytes(HexFormat.of().parseHex(token.text().replaceAll("\\s", "")));
        case STRING -> bytes(Base64.getMimeDecoder().decode(token.text()));
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
    List<Byte> list = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      list.add(b);
    }
    return new Source.Bytes(list);
  }
}
