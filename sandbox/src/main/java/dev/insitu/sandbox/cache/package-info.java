/**
 * Compiled code on disk, authenticated. The only package of the sandbox that reaches files, and
 * only in the folder that the host names.
 */
@org.jspecify.annotations.NullMarked
package dev.insitu.sandbox.cache;
