package dev.insitu.sandbox.wasi;

/** An error code on its way to the guest: cheap, without a stack trace. */
final class WasiFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int errno;

  WasiFailure(int errno) {
    super("errno " + errno, null, false, false);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }
}
