/**
 * Recordings of runs: one file each, replayed bit for bit in another process and compared with
 * copies on other tiers. The format is docs/recording.md; streams come from the host, no file is
 * opened here.
 */
@org.jspecify.annotations.NullMarked
package dev.insitu.sandbox.recording;
