package dev.insitu.udf.session;

import java.nio.file.Path;

/**
 * What a session is opened with.
 *
 * @param baseDirectory what relative {@code file:} paths of CREATE MODULE are relative to
 */
public record SessionOptions(Path baseDirectory) {}
