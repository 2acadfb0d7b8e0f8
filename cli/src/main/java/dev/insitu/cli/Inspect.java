package dev.insitu.cli;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.udf.module.CodeFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what a module is, whether the sandbox takes it, and how SQL would name it. */
@Command(name = "inspect", description = "Shows what a module imports, exports and may do.")
final class Inspect implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.wasm", description = "The module.")
  private Path file = Path.of("");

  private final Streams streams;

  Inspect(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure {
    byte[] bytes = read(file);
    Optional<CodeCache> cache = CodeFolder.cache();
    GuestModule module;
    try {
      module = CodeFolder.sandbox(cache).load(bytes);
    } catch (ModuleRejected e) {
      throw new Failure("module " + file + ": " + e.getMessage());
    }
    List<String> notes = new ArrayList<>();
    module.warnings().forEach(warning -> notes.add("warning  " + warning));
    cache
        .map(used -> used.statistics().problem())
        .filter(problem -> !problem.isEmpty())
        .ifPresent(problem -> notes.add("note     compiled code is not kept: " + problem));
    describe(module.description(), notes, new PrintWriter(streams.out()));
    return 0;
  }

  private static byte[] read(Path file) throws Failure {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new Failure("no file " + file.toAbsolutePath());
    } catch (IOException e) {
      throw new Failure("cannot read " + file.toAbsolutePath());
    }
  }

  private void describe(ModuleDescription module, List<String> notes, PrintWriter out) {
    out.println("module   " + file.getFileName());
    out.println("kind     " + module.kind());
    out.println("size     " + module.sizeBytes() + " bytes");
    out.println("sha256   " + module.digest());
    out.println("memory   " + module.memoryPages() + " pages of 64 KiB");
    out.println("same result every time: " + (module.deterministic() ? "yes" : "no"));
    notes.forEach(out::println);
    out.println("imports");
    for (ModuleImport entry : module.imports()) {
      out.println("  " + SafeText.escape(entry.module() + "." + entry.name()) + " " + entry.type());
    }
    out.println("exports");
    for (ModuleExport export : module.exports()) {
      out.println(
          "  "
              + export.kind()
              + " "
              + SafeText.escape(export.name())
              + (export.type() == null ? "" : " " + export.type()));
    }
    List<String> suggestions = SuggestedSql.of(module, file);
    if (!suggestions.isEmpty()) {
      out.println("as SQL");
      suggestions.forEach(line -> out.println("  " + line));
    }
    out.flush();
  }
}
