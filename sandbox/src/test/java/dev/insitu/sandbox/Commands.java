package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Runs commands of the test resources to their end. */
final class Commands {
  private static final Sandbox SANDBOX = Sandbox.create();

  private Commands() {}

  /** What a run gave. */
  record Result(Outcome outcome, byte[] output, String errors) {}

  static GuestModule module(String name) {
    try (InputStream in = Commands.class.getResourceAsStream("/commands/" + name + ".wasm")) {
      if (in == null) {
        throw new IllegalArgumentException("no command " + name);
      }
      return SANDBOX.load(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ModuleRejected e) {
      throw new AssertionError(e);
    }
  }

  static Result run(String command, CommandSpec spec, Limits limits, byte[] input) {
    return run(module(command), spec, limits, input);
  }

  static Result run(GuestModule module, CommandSpec spec, Limits limits, byte[] input) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    int offered = 0;
    boolean ended = false;
    try (CommandRun run = module.start(spec, limits, Cancellation.create())) {
      for (int n; (n = run.poll(buffer, 0, buffer.length)) >= 0; ) {
        output.write(buffer, 0, n);
        int before = offered;
        if (n == 0 && offered < input.length) {
          offered += run.offer(input, offered, input.length - offered);
        }
        if (offered == input.length && !ended) {
          run.endInput();
          ended = true;
        } else if (n == 0 && offered == before) {
          run.await();
        }
      }
      return new Result(run.outcome(), output.toByteArray(), run.stderrTail());
    }
  }
}
