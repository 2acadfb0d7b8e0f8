package dev.insitu.sandbox.wasi;

import org.jspecify.annotations.Nullable;

/**
 * What the three standard descriptors lead to.
 *
 * @param input where input comes from; null for an input that has ended
 * @param output where output goes; null to drop it
 * @param errors what keeps the end of standard error
 * @param outputBytes most bytes of output
 */
public record Streams(
    @Nullable InputChannel input, @Nullable OutputChannel output, Tail errors, long outputBytes) {}
