package dev.insitu.sandbox;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of node that runs modules on V8, many one after another. */
final class NodeRunner implements AutoCloseable {
  private static final int SECONDS = 120;

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final Thread watch;
  private volatile long askedAt;
  private volatile boolean closed;

  NodeRunner() throws IOException {
    process =
        new ProcessBuilder("node", "--no-warnings", script().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    watch = Thread.ofPlatform().daemon().name("watch node").start(this::watch);
  }

  private static Path script() {
    try {
      return Path.of(NodeRunner.class.getResource("/fuzz/node-runner.cjs").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends the process when an answer takes too long, which then fails the test that waits. */
  private void watch() {
    while (!closed) {
      long asked = askedAt;
      if (asked != 0 && System.nanoTime() - asked > TimeUnit.SECONDS.toNanos(SECONDS)) {
        process.destroyForcibly();
        return;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Compiles a module, the one that later calls call. */
  void module(byte[] wasm) {
    String answer = ask("module " + Base64.getEncoder().encodeToString(wasm));
    if (!answer.equals("ok")) {
      throw new AssertionError("node: " + answer);
    }
  }

  /** Makes a call in a fresh instance; returns its trace. */
  String call(GuestCall call) {
    List<String> results = call.type().results().stream().map(Object::toString).toList();
    return ask(
        "call "
            + call.function()
            + " "
            + (results.isEmpty() ? "-" : String.join(",", results))
            + (call.arguments().length == 0
                ? ""
                : " " + GuestCall.show(call.type().parameters(), call.arguments())));
  }

  /** Runs a command under node's WASI; returns its end. */
  String wasi(Path wasm, Path output) {
    return ask("wasi " + wasm.toAbsolutePath() + " " + output.toAbsolutePath());
  }

  private String ask(String request) {
    try {
      askedAt = System.nanoTime() | 1;
      requests.write(request);
      requests.write('\n');
      requests.flush();
      String answer = answers.readLine();
      askedAt = 0;
      if (answer == null) {
        throw new AssertionError("node did not answer within " + SECONDS + " s, or ended");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    process.destroyForcibly();
    try {
      process.waitFor();
      watch.join();
      requests.close();
      answers.close();
    } catch (IOException e) {
      // What was not read is not needed.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
