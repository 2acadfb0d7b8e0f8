package dev.insitu.calcite.plan;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A statement cut into words, each with the place where it stands; positions count words. */
final class SqlText {
  /** Where a parenthesis has no partner. */
  static final int NONE = -1;

  /** A word of the text. */
  private record Word(SqlLexer.Kind kind, int start, int end) {}

  private final String text;
  private final Identifiers identifiers;
  private final List<Word> words = new ArrayList<>();
  private final int[] partners;
  private final boolean complete;

  SqlText(String text, Identifiers identifiers) {
    this.text = text;
    this.identifiers = identifiers;
    SqlLexer lexer = new SqlLexer(text);
    while (lexer.next()) {
      words.add(new Word(lexer.kind(), lexer.start(), lexer.end()));
    }
    this.partners = new int[words.size()];
    this.complete = match() && !lexer.isUnclosed();
  }

  private boolean match() {
    Arrays.fill(partners, NONE);
    Deque<Integer> open = new ArrayDeque<>();
    boolean balanced = true;
    for (int i = 0; i < words.size(); i++) {
      if (is(i, "(")) {
        open.push(i);
      } else if (is(i, ")")) {
        if (open.isEmpty()) {
          balanced = false;
        } else {
          int opening = open.pop();
          partners[opening] = i;
          partners[i] = opening;
        }
      }
    }
    return balanced && open.isEmpty();
  }

  /** Returns whether every parenthesis, string, name and comment is closed. */
  boolean isComplete() {
    return complete;
  }

  Identifiers identifiers() {
    return identifiers;
  }

  int size() {
    return words.size();
  }

  /** Returns the partner of a parenthesis. */
  int partner(int word) {
    return partners[word];
  }

  boolean is(int word, String... anyOf) {
    if (word < 0 || word >= words.size()) {
      return false;
    }
    Word w = words.get(word);
    if (w.kind != SqlLexer.Kind.WORD && w.kind != SqlLexer.Kind.SYMBOL) {
      return false;
    }
    for (String candidate : anyOf) {
      if (candidate.length() == w.end - w.start
          && text.regionMatches(true, w.start, candidate, 0, candidate.length())) {
        return true;
      }
    }
    return false;
  }

  boolean is(int word, SqlLexer.Kind kind) {
    return word >= 0 && word < words.size() && words.get(word).kind == kind;
  }

  boolean isName(int word) {
    return is(word, SqlLexer.Kind.WORD) || is(word, SqlLexer.Kind.QUOTED);
  }

  /**
   * Returns the parenthesis that opens the arguments of a function when TABLE stands at a word and
   * a function in it; {@link #NONE} otherwise.
   */
  int openOfTableCall(int table) {
    int name = table + 2;
    boolean named =
        is(table, "TABLE")
            && is(table + 1, "(")
            && isName(name)
            && !is(name, "SELECT", "VALUES", "WITH", "TABLE");
    if (!named) {
      return NONE;
    }
    while (is(name + 1, ".") && isName(name + 2)) {
      name += 2;
    }
    return is(name + 1, "(") ? name + 1 : NONE;
  }

  /** Returns whether two words stand side by side, with nothing between them. */
  boolean isAdjacent(int word) {
    return word + 1 < words.size() && words.get(word).end == words.get(word + 1).start;
  }

  /** Returns the name that a word stands for, as the backend stores it. */
  String name(int word) {
    Word w = words.get(word);
    return SqlLexer.name(text, w.kind, w.start, w.end, identifiers);
  }

  /** Returns the word as it stands. */
  String raw(int word) {
    return text.substring(words.get(word).start, words.get(word).end);
  }

  /** Returns the text between two words, without what stands around it. */
  String between(int from, int to) {
    return from >= to ? "" : text.substring(words.get(from).start, words.get(to - 1).end);
  }

  int start(int word) {
    return words.get(word).start;
  }

  int end(int word) {
    return words.get(word).end;
  }

  String text() {
    return text;
  }

  /** Returns how messages name a place: {@code line 1, column 15}. */
  String place(int word) {
    int offset = word < words.size() ? words.get(word).start : text.length();
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return "line " + line + ", column " + (offset - lineStart + 1);
  }

  /** Returns how messages show a word. */
  String shown(int word) {
    return word >= words.size() ? "the end" : raw(word);
  }

  /** Returns an error of the grammar at a word. */
  SQLException syntaxError(int word, String message) {
    return PlanErrors.syntax(place(word) + ": " + message);
  }
}
