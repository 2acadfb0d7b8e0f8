package dev.insitu.cli;

import java.io.InputStream;
import java.io.OutputStream;
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
    return code + Main.run(nowhere, "inspect", module.toString());
  }
}
