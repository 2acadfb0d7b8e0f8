package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.Versions;
import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.SafeText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A recording that is whole: every digest in it was checked, its module is loaded. */
public final class Recording {
  private final RecordingSource source;
  private final Scan.Content content;
  private final GuestModule module;

  private Recording(RecordingSource source, Scan.Content content, GuestModule module) {
    this.source = source;
    this.content = content;
    this.module = module;
  }

  /**
   * Reads a recording from its first byte to its last and loads its module; nothing runs.
   *
   * @throws RecordingRefused when it is damaged, incomplete, or of versions that cannot be compared
   */
  public static Recording open(RecordingSource source, Sandbox sandbox)
      throws IOException, RecordingRefused {
    Scan.Content content = Scan.read(source);
    Versions made = content.header().versions();
    Versions here = Versions.CURRENT;
    if (made.costTable() != here.costTable() || made.instrumenter() != here.instrumenter()) {
      throw new RecordingRefused(
          "recording was made with instrumenter "
              + made.instrumenter()
              + " and cost table "
              + made.costTable()
              + ", this insitu has "
              + here.instrumenter()
              + " and "
              + here.costTable()
              + ": fuel cannot be compared; replay it with the insitu that made it");
    }
    GuestModule module;
    try {
      module = sandbox.load(content.module());
    } catch (ModuleRejected e) {
      throw new RecordingRefused("module of the recording: " + e.getMessage());
    }
    Recording recording = new Recording(source, content, module);
    recording.requireEntry();
    return recording;
  }

  private void requireEntry() throws RecordingRefused {
    switch (content.header().style()) {
      case CALLS -> type(function().export());
      case COMMANDS -> {
        String lifecycle = lifecycle();
        if (lifecycle != null
            ? LifecycleExport.wrong(module.description(), lifecycle).isPresent()
            : module.description().kind() != ModuleKind.COMMAND) {
          throw new RecordingRefused(
              "recording is of a command, its module is a " + module.description().kind());
        }
      }
    }
  }

  /** Returns what the lifecycle exports begin with that were called; null for a command. */
  @Nullable String lifecycle() {
    String export = function().export();
    return export.equals("_start") ? null : export;
  }

  /** Returns the type of an export that the recording calls. */
  FunctionType type(String export) throws RecordingRefused {
    for (ModuleExport candidate : module.description().exports()) {
      FunctionType type = candidate.type();
      if (candidate.kind() == ExternalKind.FUNCTION
          && candidate.name().equals(export)
          && type != null) {
        return type;
      }
    }
    throw new RecordingRefused(
        "recording calls " + SafeText.escape(export) + ", which its module does not export");
  }

  /** Returns what was called. */
  public RecordedFunction function() {
    return content.function();
  }

  /** Returns the module that was called. */
  public GuestModule module() {
    return module;
  }

  /** Returns how much was kept. */
  public RecordingMode mode() {
    return content.header().mode();
  }

  /** Returns whether it is of runs of a command, not of calls. */
  public boolean isOfCommands() {
    return content.header().style() == Entry.Style.COMMANDS;
  }

  /** Returns the versions that it was made with. */
  public Versions versions() {
    return content.header().versions();
  }

  /** Returns the Java virtual machine and processor that it was made on, for information. */
  public String origin() {
    return content.header().jdk() + ", " + content.header().cpu();
  }

  /** Returns how many calls or runs there are. */
  public long entries() {
    return content.end().entries();
  }

  /** Returns how many rows the host made of the output, -1 when it did not say. */
  public long rows() {
    return content.end().rows();
  }

  /** Returns the fuel that all calls or runs spent. */
  public long fuel() {
    return content.end().fuel();
  }

  /** Returns the most pages of 64 KiB that a memory had. */
  public int peakPages() {
    return content.end().peakPages();
  }

  /** Returns the bytes of all results, or of standard output. */
  public long outputBytes() {
    return content.end().output().bytes();
  }

  /** Returns the SHA-256 of all results, or of standard output, in hexadecimal. */
  public String outputSha256() {
    return content.end().output().sha256();
  }

  RecordReader read() throws IOException, RecordingRefused {
    return new RecordReader(source);
  }
}
