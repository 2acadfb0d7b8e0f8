package dev.insitu.sandbox.recording;

/** How much a recording keeps. */
public enum RecordingMode {
  /** Of outputs, and of a command's input, only digests: such an input must be given again. */
  DIGEST,
  /** Every byte that went in and came out. */
  FULL
}
