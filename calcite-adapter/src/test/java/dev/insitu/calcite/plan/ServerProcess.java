package dev.insitu.calcite.plan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** H2's own server in a process of its own, with insitu on its class path. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("tcp://[^: ]+:(\\d+)");

  private final Process process;
  final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ServerProcess start(Path folder) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var builder =
        new ProcessBuilder(
            java.toString(),
            "-cp",
            classPath,
            "org.h2.tools.Server",
            "-tcp",
            "-tcpPort",
            "0",
            "-ifNotExists",
            "-baseDir",
            folder.toString());
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = String.valueOf(lines.readLine());
      Matcher address = ADDRESS.matcher(line);
      if (!address.find()) {
        process.destroy();
        throw new IllegalStateException("the server says: " + line);
      }
      return new ServerProcess(process, Integer.parseInt(address.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
