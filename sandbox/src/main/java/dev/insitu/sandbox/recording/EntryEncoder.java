package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;

/** Writes entries as the payloads of their records. */
final class EntryEncoder {
  private EntryEncoder() {}

  /** Writes an entry and returns the kind of its record. */
  static Kind encode(Entry entry, PayloadWriter out) {
    out.clear();
    return switch (entry) {
      case Entry.Header e -> header(e, out);
      case Entry.Module e -> {
        out.sha256(e.digest()).i32(e.size());
        yield Kind.MODULE;
      }
      case Entry.ModuleBytes e -> {
        out.raw(e.bytes(), 0, e.bytes().length);
        yield Kind.MODULE_BYTES;
      }
      case Entry.Function e -> function(e.function(), out);
      case Entry.Instance e -> {
        spec(e.spec(), out);
        limits(e.limits(), out);
        outcome(e.outcome(), out);
        yield Kind.INSTANCE;
      }
      case Entry.Prepare e -> {
        out.text(e.export()).values(e.arguments());
        outcome(e.outcome(), out).values(e.results());
        yield Kind.PREPARE;
      }
      case Entry.Grow e -> {
        out.i32(e.pages()).i64(e.address());
        yield Kind.GROW;
      }
      case Entry.Seal e -> Kind.SEAL;
      case Entry.Write e -> {
        out.i64(e.address()).raw(e.bytes(), 0, e.bytes().length);
        yield Kind.WRITE;
      }
      case Entry.Call e -> call(e, out);
      case Entry.Read e -> read(e, out);
      case Entry.Command e -> {
        out.i64(e.number());
        spec(e.spec(), out);
        limits(e.limits(), out);
        yield Kind.COMMAND;
      }
      case Entry.Frame e -> frame(e, out);
      case Entry.CommandEnd e -> {
        outcome(e.outcome(), out).i32(e.peakPages()).flag(e.endSeen());
        e.channels().forEach(out::digest);
        yield Kind.COMMAND_END;
      }
      case Entry.End e -> {
        out.text(e.incomplete()).i64(e.entries()).i64(e.rows()).i64(e.fuel()).i32(e.peakPages());
        out.digest(e.output());
        yield Kind.END;
      }
    };
  }

  private static Kind header(Entry.Header e, PayloadWriter out) {
    out.u8(Codes.of(Codes.MODES, e.mode())).u8(Codes.of(Codes.STYLES, e.style()));
    out.text(e.versions().engine());
    out.i32(e.versions().instrumenter()).i32(e.versions().costTable());
    out.text(e.jdk()).text(e.cpu());
    return Kind.HEADER;
  }

  private static Kind function(RecordedFunction e, PayloadWriter out) {
    out.text(e.module()).text(e.name()).text(e.export()).text(e.signature()).text(e.style());
    out.i32(e.options().size());
    e.options().forEach((name, value) -> out.text(name).text(value));
    return Kind.FUNCTION;
  }

  private static Kind call(Entry.Call e, PayloadWriter out) {
    out.values(e.arguments());
    outcome(e.outcome(), out).flag(e.isNull());
    if (e.results() != null) {
      out.values(e.results());
    } else {
      out.i32(e.crc32c());
    }
    return Kind.CALL;
  }

  private static Kind read(Entry.Read e, PayloadWriter out) {
    out.i64(e.address()).i32(e.length());
    if (e.bytes() != null) {
      out.raw(e.bytes(), 0, e.length());
    } else {
      out.i32(e.crc32c());
    }
    return Kind.READ;
  }

  private static Kind frame(Entry.Frame e, PayloadWriter out) {
    out.u8(Codes.of(Codes.CHANNELS, e.channel())).i64(e.number()).i32(e.length());
    if (e.bytes() != null) {
      out.raw(e.bytes(), 0, e.length());
    } else {
      out.i32(e.crc32c());
    }
    return Kind.FRAME;
  }

  private static void spec(CommandSpec spec, PayloadWriter out) {
    out.texts(spec.arguments()).texts(spec.environment());
    out.i64(spec.seed()).i64(spec.startNanos());
  }

  private static void limits(Limits limits, PayloadWriter out) {
    out.i64(limits.fuel()).i32(limits.memoryPages()).i32(limits.stackDepth());
    out.i32(limits.tableEntries()).i64(limits.wallMillis()).i64(limits.outputBytes());
    out.i64(limits.outputRows()).i32(limits.stderrBytes());
  }

  /** Writes how something ended; what the guest said of it is kept in every mode. */
  static PayloadWriter outcome(Outcome outcome, PayloadWriter out) {
    switch (outcome) {
      case Outcome.Completed e -> out.u8(1).i64(e.fuelUsed());
      case Outcome.Trapped e ->
          out.u8(2)
              .i64(e.fuelUsed())
              .u8(Codes.of(Codes.TRAPS, e.kind()))
              .text(e.message())
              .texts(e.backtrace());
      case Outcome.Exhausted e ->
          out.u8(3)
              .i64(e.fuelUsed())
              .u8(Codes.of(Codes.LIMITS, e.limit()))
              .i64(e.used())
              .i64(e.allowed());
      case Outcome.Cancelled e -> out.u8(4).i64(e.fuelUsed()).flag(e.timeout());
      case Outcome.Exited e -> out.u8(5).i64(e.fuelUsed()).i32(e.code());
      case Outcome.Raised e -> out.u8(6).i64(e.fuelUsed()).text(e.code()).text(e.message());
      case Outcome.Faulted e -> out.u8(7).i64(e.fuelUsed()).text(e.message());
    }
    return out;
  }

  /** Writes what one call gave, as the digest of a recording's results sums it up. */
  static PayloadWriter result(boolean isNull, long[] results, PayloadWriter out) {
    return out.clear().flag(isNull).values(results);
  }
}
