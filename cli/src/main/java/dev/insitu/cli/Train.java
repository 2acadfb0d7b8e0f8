package dev.insitu.cli;

import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Does what people do first, for the cache of linked classes that the launcher makes. */
@Command(name = "train", hidden = true)
final class Train implements Callable<Integer> {
  @Override
  public Integer call() throws Failure {
    Streams nowhere =
        Streams.of(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream());
    Main.run(nowhere, "--version");
    int code = Main.run(nowhere, "demo");
    for (String format : new String[] {"csv", "json"}) {
      Path samples = Demo.samples();
      code += Main.run(nowhere, "run", "--format", format, samples.resolve("load.sql").toString());
    }
    Path module = Demo.samples().resolve("clean-text/clean-text.wasm");
    load(module);
    return code + Main.run(nowhere, "inspect", module.toString());
  }

  /** Loads a module as a process does that finds it compiled. */
  private static void load(Path module) throws Failure {
    Path folder = Path.of(System.getProperty("insitu.home", ""), ".insitu", "train");
    CodeCache cache = CodeCache.in(folder, CodeCache.DEFAULT_BYTES);
    try {
      byte[] bytes = Files.readAllBytes(module);
      for (int i = 0; i < 2; i++) {
        Sandbox.create(ModuleLimits.DEFAULT, cache).load(bytes);
      }
    } catch (IOException | ModuleRejected e) {
      throw new Failure("cannot load " + module);
    }
  }
}
