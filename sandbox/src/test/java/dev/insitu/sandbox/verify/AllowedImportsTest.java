package dev.insitu.sandbox.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a guest may ask of its host: each function more is one more that has to be defended. */
final class AllowedImportsTest {
  @Test
  void thereAreThisManyHostFunctions() {
    assertThat(AllowedImports.names())
        .filteredOn(name -> name.startsWith("wasi_snapshot_preview1."))
        .hasSize(42)
        .noneMatch(name -> name.contains(".sock_"));
    assertThat(AllowedImports.names())
        .filteredOn(name -> !name.startsWith("wasi_snapshot_preview1."))
        .containsExactly("insitu.raise", "insitu.return_null");
  }
}
