package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a recording as a whole: order, numbers, sums and digests, before anything is replayed. */
final class Scan {
  /** Calls that may make one instance ready. */
  private static final int PREPARATIONS_MAX = 64;

  private static final int CHANNELS = Channel.values().length;

  private final RecordReader in;
  private final ByteArrayOutputStream moduleBytes = new ByteArrayOutputStream();
  private final PayloadWriter result = new PayloadWriter();
  private final ByteDigest.Sum output = new ByteDigest.Sum();
  private RecordingMode mode = RecordingMode.FULL;
  private long entries;
  private long fuel;
  private int peakPages;
  private Guest guest = Guest.NONE;
  private int preparations;
  private boolean readable;
  private boolean running;
  private ByteDigest.Sum[] sums = {};
  private long[] frames = {};
  private long[] lengths = {};

  private Scan(RecordReader in) {
    this.in = in;
  }

  /** What an instance is ready for. */
  private enum Guest {
    NONE,
    PREPARED,
    SEALED
  }

  /** What the whole is; the sums have been checked. */
  record Content(Entry.Header header, byte[] module, RecordedFunction function, Entry.End end) {}

  static Content read(RecordingSource source) throws IOException, RecordingRefused {
    try (RecordReader in = new RecordReader(source)) {
      return new Scan(in).read();
    }
  }

  private Content read() throws IOException, RecordingRefused {
    if (!(in.next() instanceof Entry.Header header)) {
      throw misplaced(Kind.HEADER.toString());
    }
    mode = header.mode();
    if (!(in.next() instanceof Entry.Module module)) {
      throw misplaced(Kind.MODULE.toString());
    }
    Entry entry = readModule(module);
    if (!(entry instanceof Entry.Function function)) {
      throw misplaced(Kind.FUNCTION.toString());
    }
    while (true) {
      entry = in.next();
      if (entry instanceof Entry.End end) {
        boolean complete = end.incomplete().isEmpty();
        if (complete) {
          check(end);
        }
        if (in.next() != null) {
          throw misplaced(Kind.SHA256.toString());
        }
        if (!complete) {
          throw new RecordingRefused("recording is incomplete: " + end.incomplete());
        }
        return new Content(header, moduleBytes.toByteArray(), function.function(), end);
      }
      switch (header.style()) {
        case CALLS -> call(entry);
        case COMMANDS -> command(entry);
      }
    }
  }

  private RecordingRefused misplaced(String wanted) {
    return in.damaged("it cannot stand there; expected is " + wanted);
  }

  private @Nullable Entry readModule(Entry.Module module) throws IOException, RecordingRefused {
    Entry entry = in.next();
    while (entry instanceof Entry.ModuleBytes piece) {
      moduleBytes.writeBytes(piece.bytes());
      if (moduleBytes.size() > module.size()) {
        throw in.damaged(
            "the module has " + moduleBytes.size() + " bytes so far, said are " + module.size());
      }
      entry = in.next();
    }
    String digest =
        HexFormat.of().formatHex(ByteDigest.newSha256().digest(moduleBytes.toByteArray()));
    if (moduleBytes.size() != module.size() || !digest.equals(module.digest())) {
      throw in.damaged(
          "the module before has "
              + moduleBytes.size()
              + " bytes of SHA-256 "
              + digest
              + ", said are "
              + module.size()
              + " of "
              + module.digest());
    }
    return entry;
  }

  // --- calls

  private void call(@Nullable Entry entry) throws RecordingRefused {
    boolean wasReadable = readable;
    readable = false;
    switch (entry) {
      case Entry.Instance e -> {
        guest = e.outcome() instanceof Outcome.Completed ? Guest.PREPARED : Guest.NONE;
        preparations = 0;
      }
      case Entry.Prepare e -> {
        requirePreparation();
        guest = e.outcome() instanceof Outcome.Completed ? Guest.PREPARED : Guest.NONE;
      }
      case Entry.Grow e -> requirePreparation();
      case Entry.Seal e -> {
        require(guest == Guest.PREPARED, "INSTANCE");
        guest = Guest.SEALED;
      }
      case Entry.Write e -> require(guest == Guest.SEALED, "SEAL");
      case Entry.Call e -> {
        require(guest == Guest.SEALED, "SEAL");
        called(e);
      }
      case Entry.Read e -> {
        require(wasReadable, "CALL");
        readable = true;
        if (e.bytes() != null) {
          output.add(e.bytes(), 0, e.length());
        }
      }
      case null, default -> throw misplaced("a record of calls or END");
    }
  }

  private void requirePreparation() throws RecordingRefused {
    require(guest == Guest.PREPARED, "INSTANCE");
    preparations++;
    if (preparations > PREPARATIONS_MAX) {
      throw in.damaged("an instance is made ready by at most " + PREPARATIONS_MAX + " calls");
    }
  }

  private void require(boolean fits, String before) throws RecordingRefused {
    if (!fits) {
      throw in.damaged("it cannot stand there; " + before + " must come before");
    }
  }

  private void called(Entry.Call call) {
    readable = call.outcome() instanceof Outcome.Completed;
    if (!readable) {
      guest = Guest.NONE;
    }
    entries++;
    fuel += call.outcome().fuelUsed();
    if (call.results() != null) {
      EntryEncoder.result(call.isNull(), call.results(), result);
      output.add(result.bytes(), 0, result.length());
    }
  }

  // --- commands

  private void command(@Nullable Entry entry) throws RecordingRefused {
    switch (entry) {
      case Entry.Command e -> {
        require(!running, "COMMAND_END");
        if (e.number() != entries + 1) {
          throw in.damaged("its number is " + e.number() + ", expected is " + (entries + 1));
        }
        running = true;
        sums = new ByteDigest.Sum[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
          sums[i] = new ByteDigest.Sum();
        }
        frames = new long[CHANNELS];
        lengths = new long[CHANNELS];
      }
      case Entry.Frame e -> {
        require(running, "COMMAND");
        frame(e);
      }
      case Entry.CommandEnd e -> {
        require(running, "COMMAND");
        ended(e);
      }
      case null, default -> throw misplaced("a record of commands or END");
    }
  }

  private void frame(Entry.Frame frame) throws RecordingRefused {
    int channel = frame.channel().descriptor();
    if (frame.number() != frames[channel]
        || lengths[channel] != frame.number() * EntryDecoder.FRAME_BYTES) {
      throw in.damaged(
          "frame "
              + frame.number()
              + " of "
              + frame.channel()
              + " follows "
              + frames[channel]
              + " frames of "
              + lengths[channel]
              + " bytes");
    }
    frames[channel]++;
    lengths[channel] += frame.length();
    if (frame.bytes() != null) {
      sums[channel].add(frame.bytes(), 0, frame.length());
      if (frame.channel() == Channel.STDOUT) {
        output.add(frame.bytes(), 0, frame.length());
      }
    }
  }

  private void ended(Entry.CommandEnd end) throws RecordingRefused {
    running = false;
    for (Channel channel : Channel.values()) {
      ByteDigest said = end.channels().get(channel.descriptor());
      ByteDigest found =
          mode == RecordingMode.FULL
              ? sums[channel.descriptor()].end()
              : new ByteDigest(lengths[channel.descriptor()], said.crc32c(), said.sha256());
      checkDigest(channel.toString(), said, found);
    }
    entries++;
    fuel += end.outcome().fuelUsed();
    peakPages = Math.max(peakPages, end.peakPages());
  }

  // --- the end

  private void checkDigest(String what, ByteDigest said, ByteDigest found) throws RecordingRefused {
    if (!said.equals(found)) {
      throw in.damaged(
          "its " + what + " is " + shown(said) + ", but its frames are " + shown(found));
    }
  }

  private static String shown(ByteDigest digest) {
    return digest.bytes()
        + " bytes of "
        + ByteDigest.shown(digest.crc32c())
        + " and SHA-256 "
        + digest.sha256();
  }

  private void check(Entry.End end) throws RecordingRefused {
    require(!running, "COMMAND_END");
    if (end.entries() != entries || end.fuel() != fuel || end.peakPages() < peakPages) {
      throw in.damaged(
          "its sums are "
              + end.entries()
              + " entries, "
              + end.fuel()
              + " fuel, "
              + end.peakPages()
              + " pages, but found are "
              + entries
              + ", "
              + fuel
              + ", "
              + peakPages);
    }
    if (mode == RecordingMode.FULL) {
      checkDigest("output", end.output(), Objects.requireNonNull(output).end());
    }
  }
}
