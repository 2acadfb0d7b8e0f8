package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.Description;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.BoundFunction;
import dev.insitu.udf.ddl.Folding;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What modules have told a session of the columns of calls; the calls last asked for. */
final class Descriptions {
  private static final int KEPT = 256;

  private final Folding folding;
  private final Map<Key, List<Column>> kept =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Column>> eldest) {
          return size() > KEPT;
        }
      };

  Descriptions(Folding folding) {
    this.folding = folding;
  }

  /** What decides a description; the limits only decide whether there is one. */
  private record Key(String moduleDigest, String name, Map<String, String> options, String shape) {}

  List<Column> columns(BoundFunction bound, String shape, SessionCalls calls) throws SQLException {
    FunctionDefinition function = bound.definition();
    Key key = new Key(function.moduleDigest(), function.name(), function.options(), shape);
    List<Column> columns = kept.get(key);
    if (columns == null) {
      columns =
          Description.columns(
              function, bound.module(), bound.options().limits(), calls, shape, folding);
      kept.put(key, columns);
    }
    return columns;
  }
}
