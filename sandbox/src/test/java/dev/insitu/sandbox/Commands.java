package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Runs commands of the test resources to their end. */
public final class Commands {
  static final CommandSpec SPEC = new CommandSpec(List.of("command"), List.of(), 1, 1_000_000_000);
  static final Limits LIMITS = new Limits(1_000_000_000, 1_024, 10_000, 100, 0, 1L << 30, 0, 1_000);

  private static final Sandbox SANDBOX = Sandbox.create();
  private static final Map<String, GuestModule> MODULES = new ConcurrentHashMap<>();

  private Commands() {}

  /** What a run gave, all of it the same for every run of the same command. */
  record Result(
      Outcome outcome,
      byte[] output,
      String errors,
      CommandRun.Traffic in,
      CommandRun.Traffic out,
      CommandRun.Traffic err) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Result r
          && outcome.equals(r.outcome)
          && Arrays.equals(output, r.output)
          && errors.equals(r.errors)
          && in.equals(r.in)
          && out.equals(r.out)
          && err.equals(r.err);
    }

    @Override
    public int hashCode() {
      return Objects.hash(outcome, Arrays.hashCode(output), errors, in, out, err);
    }

    @Override
    public String toString() {
      return outcome + ", in " + in + ", out " + out + ", err " + err + ": " + errors;
    }
  }

  static GuestModule module(String name) {
    return MODULES.computeIfAbsent(name, Commands::load);
  }

  private static GuestModule load(String name) {
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

  static Result run(String command, Limits limits, byte[] input) {
    return run(module(command), SPEC, limits, input);
  }

  /** Offers what fits and takes what is there. */
  static Result run(GuestModule module, CommandSpec spec, Limits limits, byte[] input) {
    return run(module, spec, limits, input, Tier.COMPILED);
  }

  static Result run(GuestModule module, CommandSpec spec, Limits limits, byte[] input, Tier tier) {
    try (CommandRun run = module.start(spec, limits, Cancellation.create(), tier)) {
      return result(run, input);
    }
  }

  /** Feeds a run to its end. */
  static Result result(CommandRun run, byte[] input) {
    return ended(run, feed(run, input, Long.MAX_VALUE));
  }

  /** Feeds a run to its end, or until so many bytes of output were taken; returns these. */
  public static byte[] feed(CommandRun run, byte[] input, long enough) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    int offered = 0;
    boolean ended = false;
    for (int n; output.size() < enough && (n = run.poll(buffer, 0, buffer.length)) >= 0; ) {
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
    return output.toByteArray();
  }

  /** Cuts input, polls and waits as the random numbers say. */
  static Result run(String command, Limits limits, byte[] input, RandomGenerator random) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int largest = 1 << random.nextInt(1, 18);
    byte[] buffer = new byte[largest];
    int offered = 0;
    boolean ended = false;
    try (CommandRun run = module(command).start(SPEC, limits, Cancellation.create())) {
      while (true) {
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            int n = run.poll(buffer, 0, random.nextInt(1, largest + 1));
            if (n < 0) {
              return ended(run, output.toByteArray());
            }
            output.write(buffer, 0, n);
          }
          case 2, 3 -> {
            if (!ended) {
              int length = Math.min(random.nextInt(1, largest + 1), input.length - offered);
              offered += run.offer(input, offered, length);
            }
          }
          case 4 -> Thread.yield();
          default -> {
            if (!ended && offered == input.length) {
              run.endInput();
              ended = true;
            } else if (random.nextInt(64) == 0) {
              run.await();
            }
          }
        }
      }
    }
  }

  private static Result ended(CommandRun run, byte[] output) {
    return new Result(
        run.outcome(), output, run.stderrTail(), run.input(), run.output(), run.errors());
  }
}
