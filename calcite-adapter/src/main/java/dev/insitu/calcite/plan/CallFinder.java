package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.QueryBlock.CommonTable;
import dev.insitu.calcite.plan.QueryBlock.Place;
import dev.insitu.udf.FunctionDefinition;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the calls of table functions in a statement: {@code TABLE(f(…))} anywhere, {@code f(…)}
 * where a FROM clause has a table. It follows the clauses of queries just far enough to tell a FROM
 * clause from the rest and to see what stands beside a call.
 */
final class CallFinder {
  /** How many parentheses around a query are looked through; it bounds the time that takes. */
  private static final int PARENTHESES_MAX = 16;

  private final SqlText text;
  private final FunctionNames functions;
  private final List<CallSite> calls = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Map<Integer, CommonTable> bodies = new HashMap<>();
  private final Map<Integer, CallSite> arguments = new HashMap<>();

  private CallFinder(SqlText text, FunctionNames functions) {
    this.text = text;
    this.functions = functions;
  }

  /** Returns the calls in the order of the text; a call that stands in another comes after it. */
  static List<CallSite> find(SqlText text, FunctionNames functions) throws SQLException {
    CallFinder finder = new CallFinder(text, functions);
    finder.scan();
    return finder.calls;
  }

  private enum Role {
    /** The statement, or a query in parentheses. */
    QUERY,
    /** Tables of a FROM clause in parentheses. */
    TABLES,
    /** The arguments of a call of a table function. */
    ARGUMENTS,
    /** Any other parentheses. */
    OTHER
  }

  private enum Clause {
    NONE,
    SELECT,
    FROM,
    OTHER
  }

  /** What is open at a word. */
  private static final class Frame {
    final Role role;
    final int close;
    final Place place;
    final int depth;
    final List<CommonTable> tables = new ArrayList<>();
    @Nullable QueryBlock block;
    Clause clause = Clause.NONE;
    boolean on;
    int items = SqlText.NONE;
    int item = SqlText.NONE;

    Frame(Role role, int close, Place place, int depth) {
      this.role = role;
      this.close = close;
      this.place = place;
      this.depth = depth;
    }

    boolean expectsTable() {
      return clause == Clause.FROM && !on;
    }
  }

  private void scan() throws SQLException {
    boolean query =
        text.is(0, "SELECT", "WITH", "VALUES", "TABLE", "(", "INSERT", "REPLACE", "CREATE")
            || text.is(0, "EXPLAIN");
    frames.push(
        new Frame(Role.QUERY, text.size(), query ? new Place.Top() : new Place.Expression(), 0));
    for (int i = 0; i < text.size(); i++) {
      if (i == top().close) {
        frames.pop();
      } else if (text.is(i, "(")) {
        open(i);
      } else if (text.isName(i)) {
        word(i);
      } else if (text.is(i, ",") && top().clause == Clause.FROM) {
        beside();
        top().item = i + 1;
      }
    }
  }

  private Frame top() {
    return frames.element();
  }

  private void beside() {
    Frame frame = top();
    frame.on = false;
    if (frame.block != null) {
      frame.block.addJoin();
    }
  }

  private void word(int i) throws SQLException {
    if (text.is(i + 1, "(") && functions.mayBe(text.name(i)) && call(i)) {
      return;
    }
    if (text.is(i, SqlLexer.Kind.QUOTED)) {
      use(i);
    } else {
      keyword(i);
    }
  }

  private void keyword(int i) {
    Frame frame = top();
    if (frame.role == Role.ARGUMENTS && text.is(i, "TABLE") && text.isName(i + 1)) {
      useOf(i + 1, new QueryBlock(new Place.Top()));
    }
    if (frame.role == Role.ARGUMENTS || frame.role == Role.OTHER) {
      return;
    }
    if (frame.clause == Clause.FROM) {
      keywordOfFrom(frame, i);
    }
    if (frame.role != Role.QUERY || text.is(i - 1, ".")) {
      return;
    }
    if (text.is(i, "SELECT")) {
      frame.block = new QueryBlock(frame.place);
      frame.clause = Clause.SELECT;
    } else if ((text.is(i, "VALUES") && frame.clause == Clause.NONE)
        || (text.is(i, "SET") && frame.block == null)) {
      frame.block = new QueryBlock(frame.place);
      frame.clause = Clause.OTHER;
    } else if (text.is(i, "FROM") && frame.clause == Clause.SELECT && !text.is(i - 1, "DISTINCT")) {
      frame.clause = Clause.FROM;
      frame.on = false;
      frame.items = i + 1;
      frame.item = i + 1;
    } else if (text.is(i, "UNION", "EXCEPT", "MINUS", "INTERSECT")) {
      frame.clause = Clause.NONE;
    } else if (text.is(i, "WITH") && frame.block == null) {
      with(frame, i + 1);
    } else if (text.is(i, "TABLE") && frame.clause == Clause.NONE && isTableQuery(i)) {
      frame.block = new QueryBlock(frame.place);
      useOf(i + 1, frame.block);
      frame.clause = Clause.OTHER;
    }
  }

  private void keywordOfFrom(Frame frame, int i) {
    if (text.is(i, "JOIN", "APPLY")) {
      beside();
    } else if (text.is(i, "ON", "USING")) {
      frame.on = true;
    } else if (text.is(i, "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR")
        || text.is(i, "WINDOW", "QUALIFY")) {
      frame.clause = Clause.OTHER;
    } else {
      use(i);
    }
  }

  /** Notes that a FROM clause names a table, which may be one of a WITH clause. */
  private void use(int i) {
    Frame frame = top();
    if (frame.expectsTable() && startsTable(i) && frame.block != null) {
      useOf(i, frame.block);
    }
  }

  private void useOf(int i, QueryBlock block) {
    if (text.is(i + 1, ".", "(")) {
      return;
    }
    String name = text.name(i);
    for (Frame frame : frames) {
      for (CommonTable table : frame.tables.reversed()) {
        if (table.from() <= i && text.identifiers().same(table.name(), name)) {
          table.addUse(block);
          return;
        }
      }
    }
  }

  private boolean startsTable(int i) {
    return text.is(i - 1, "FROM", "JOIN", ",", "LATERAL")
        || (text.is(i - 1, "(") && top().role == Role.TABLES);
  }

  /** Reads the head of a WITH clause: which tables it has and where they stand. */
  private void with(Frame frame, int first) {
    boolean recursive = text.is(first, "RECURSIVE");
    int i = recursive ? first + 1 : first;
    while (text.isName(i)) {
      int as = text.is(i + 1, "(") ? text.partner(i + 1) + 1 : i + 1;
      if (!text.is(as, "AS") || !text.is(as + 1, "(")) {
        return;
      }
      int close = text.partner(as + 1);
      CommonTable table = new CommonTable(text.name(i), i, close + 1, recursive);
      frame.tables.add(table);
      bodies.put(as + 1, table);
      if (!text.is(close + 1, ",")) {
        return;
      }
      i = close + 2;
    }
  }

  private void open(int i) {
    Frame outer = top();
    CallSite call = arguments.get(i);
    CommonTable table = bodies.get(i);
    int close = text.partner(i);
    Frame frame;
    if (call != null) {
      frame = new Frame(Role.ARGUMENTS, close, new Place.Top(), outer.depth + 1);
    } else if (table != null) {
      frame = new Frame(Role.QUERY, close, new Place.Common(table), outer.depth);
    } else if (outer.role == Role.ARGUMENTS) {
      frame = new Frame(Role.QUERY, close, new Place.Top(), outer.depth);
    } else if (outer.expectsTable() && !isQuery(i + 1)) {
      boolean tables = text.is(i - 1, "FROM", "JOIN", ",", "(", "LATERAL");
      frame = new Frame(tables ? Role.TABLES : Role.OTHER, close, outer.place, outer.depth);
      frame.block = outer.block;
      frame.clause = tables ? Clause.FROM : Clause.NONE;
      frame.items = tables ? i + 1 : SqlText.NONE;
      frame.item = frame.items;
    } else if (isQuery(i + 1)) {
      frame = new Frame(Role.QUERY, close, placeOfQuery(outer), outer.depth);
    } else {
      frame = new Frame(Role.OTHER, close, outer.place, outer.depth);
      frame.block = outer.block;
    }
    frames.push(frame);
  }

  private static Place placeOfQuery(Frame outer) {
    if (outer.expectsTable() && outer.block != null) {
      return new Place.Derived(outer.block);
    }
    // The operand of a set operator, or the whole of what is inserted.
    boolean whole = outer.role == Role.QUERY && outer.clause == Clause.NONE;
    return whole ? outer.place : new Place.Expression();
  }

  /** Returns whether a query begins here, perhaps in parentheses of its own. */
  private boolean isQuery(int first) {
    int i = first;
    while (text.is(i, "(") && i < first + PARENTHESES_MAX) {
      i++;
    }
    boolean query =
        text.is(i, "SELECT", "WITH", "VALUES") || (text.is(i, "TABLE") && !text.is(i + 1, "("));
    for (int outer = first; query && outer < i; outer++) {
      int after = text.partner(outer) + 1;
      query =
          after >= text.size()
              || text.is(after, ")", "UNION", "EXCEPT", "MINUS", "INTERSECT")
              || text.is(after, "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR");
    }
    return query;
  }

  /** Returns whether this TABLE is the query {@code TABLE t}, not a part of CREATE TABLE. */
  private boolean isTableQuery(int i) {
    return text.isName(i + 1) && (!text.is(0, "CREATE") || text.is(i - 1, "AS", "("));
  }

  /** Takes a call if one stands here. */
  private boolean call(int nameAt) throws SQLException {
    int first = nameAt;
    String schema = null;
    if (text.is(nameAt - 1, ".") && text.isName(nameAt - 2)) {
      schema = text.name(nameAt - 2);
      first = nameAt - 2;
    }
    Optional<FunctionDefinition> function = functions.find(schema, text.name(nameAt));
    if (function.isEmpty()) {
      return false;
    }
    int open = nameAt + 1;
    int close = text.partner(open);
    boolean wrapped =
        text.is(first - 1, "(")
            && text.is(first - 2, "TABLE")
            && text.partner(first - 1) == close + 1;
    Frame around = top();
    if (wrapped) {
      frames.pop();
      Frame outer = top();
      frames.push(around);
      around = outer;
    } else if (!isArgument(around, first) && !(around.expectsTable() && startsTable(first))) {
      refuseInExpression(function.get(), around, first);
      return false;
    }
    int from = wrapped ? first - 2 : first;
    CallSite site =
        new CallSite(
            function.get(),
            text.is(from - 1, "LATERAL") ? from - 1 : from,
            wrapped ? close + 2 : close + 1,
            open,
            scope(from),
            around.block,
            around.depth,
            around.expectsTable() ? around.items : SqlText.NONE,
            around.item,
            around.close);
    calls.add(site);
    arguments.put(open, site);
    return true;
  }

  /** Returns whether {@code TABLE f(…)} is the argument of another call. */
  private boolean isArgument(Frame around, int first) {
    return around.role == Role.ARGUMENTS && text.is(first - 1, "TABLE");
  }

  private void refuseInExpression(FunctionDefinition function, Frame around, int at)
      throws SQLException {
    boolean expression =
        around.block != null
            && (around.clause == Clause.SELECT || around.clause == Clause.OTHER || around.on);
    if (expression) {
      throw text.syntaxError(
          at,
          function.name()
              + " is a table function: it is called in FROM, as TABLE("
              + function.name()
              + "(...))");
    }
  }

  private List<CommonTable> scope(int at) {
    List<CommonTable> scope = new ArrayList<>();
    frames
        .descendingIterator()
        .forEachRemaining(
            frame -> frame.tables.stream().filter(t -> t.to() <= at).forEach(scope::add));
    return scope;
  }
}
