package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The rules of the repository that no compiler knows; each finding is {@code path:line: why}. */
final class TidyTest {
  private static final int FILE_LINES_MAX = 500;
  private static final int METHOD_LINES_MAX = 60;
  private static final Pattern DEBT = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\()");
  private static final Pattern BAD_SUFFIX =
      Pattern.compile("\\w+(Impl|Manager|Utils?|Helper|Base)");

  @Test
  void filesAreShort() {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.files(".java")) {
      int lines = Repository.lines(file).size();
      if (lines > FILE_LINES_MAX) {
        found.add(Repository.name(file) + ":1: " + lines + " lines, at most " + FILE_LINES_MAX);
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void methodsAreShortAndClassesAreNamedForWhatTheyAre() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(Repository.files(".java"));
      JavacTask task = (JavacTask) compiler.getTask(null, files, null, null, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Shapes(unit, positions, found).scan(unit, null);
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void debtNamesItsReason() {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.files(".java", ".md", ".sh", ".xml", ".iq", ".sql")) {
      if (file.endsWith("TidyTest.java") || file.endsWith("CONTRIBUTING.md")) {
        continue;
      }
      List<String> lines = Repository.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (DEBT.matcher(lines.get(i)).find()) {
          found.add(Repository.name(file) + ":" + (i + 1) + ": write TODO(reason)");
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void textModulesStandBesideTheirBinaries() {
    List<String> found = new ArrayList<>();
    for (Path text : Repository.files(".wat")) {
      String name = text.toString();
      if (!Files.exists(Path.of(name.substring(0, name.length() - 1 - "wat".length()) + ".wasm"))) {
        found.add(Repository.name(text) + ":1: the .wasm beside it is missing");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void documentsHaveOneTitle() {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.files(".md")) {
      boolean code = false;
      int titles = 0;
      for (String line : Repository.lines(file)) {
        code ^= line.startsWith("```");
        if (!code && line.startsWith("# ")) {
          titles++;
        }
      }
      if (titles != 1) {
        found.add(Repository.name(file) + ":1: " + titles + " titles, must be one");
      }
    }
    assertThat(found).isEmpty();
  }

  /** Looks at the length of methods and the names of classes. */
  private static final class Shapes extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;

    Shapes(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      if (method.getBody() != null) {
        long start = line(positions.getStartPosition(unit, method.getBody()));
        long lines = line(positions.getEndPosition(unit, method.getBody())) - start + 1;
        if (lines > METHOD_LINES_MAX) {
          report(start, method.getName() + " has " + lines + " lines, at most " + METHOD_LINES_MAX);
        }
      }
      return super.visitMethod(method, unused);
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      if (BAD_SUFFIX.matcher(type.getSimpleName()).matches()) {
        report(line(positions.getStartPosition(unit, type)), "name " + type.getSimpleName());
      }
      return super.visitClass(type, unused);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }

    private void report(long line, String why) {
      Path file = Path.of(unit.getSourceFile().toUri());
      found.add(Repository.name(file) + ":" + line + ": " + why);
    }
  }
}
