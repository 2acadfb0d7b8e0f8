/**
 * WASI preview 1 as the sandbox has it: deterministic, charged, without files and sockets; and the
 * channels that it reads and writes.
 */
@org.jspecify.annotations.NullMarked
package dev.insitu.sandbox.wasi;
