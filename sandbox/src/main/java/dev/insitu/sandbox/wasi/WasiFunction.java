package dev.insitu.sandbox.wasi;

import java.util.Locale;

/** The host functions of {@code wasi_snapshot_preview1} that there are: all but the sockets. */
public enum WasiFunction {
  ARGS_GET("ii", (w, a) -> w.arguments.get(w.memory, u32(a[0]), u32(a[1]))),
  ARGS_SIZES_GET("ii", (w, a) -> w.arguments.sizes(w.memory, u32(a[0]), u32(a[1]))),
  ENVIRON_GET("ii", (w, a) -> w.environment.get(w.memory, u32(a[0]), u32(a[1]))),
  ENVIRON_SIZES_GET("ii", (w, a) -> w.environment.sizes(w.memory, u32(a[0]), u32(a[1]))),
  CLOCK_RES_GET("ii", (w, a) -> w.clock.resolution(w.memory, u32(a[0]), u32(a[1]))),
  CLOCK_TIME_GET("iIi", (w, a) -> w.clock.time(w.memory, u32(a[0]), u32(a[2]))),
  FD_ADVISE("iIIi", (w, a) -> w.files.advise(u32(a[0]), u32(a[3]))),
  FD_ALLOCATE("iII", (w, a) -> w.files.refuse(u32(a[0]), Errno.SPIPE)),
  FD_CLOSE("i", (w, a) -> w.files.close(u32(a[0]))),
  FD_DATASYNC("i", (w, a) -> w.files.refuse(u32(a[0]), Errno.INVAL)),
  FD_FDSTAT_GET("ii", (w, a) -> w.files.stat(w.memory, u32(a[0]), u32(a[1]))),
  FD_FDSTAT_SET_FLAGS("ii", (w, a) -> w.files.setFlags(u32(a[0]), u32(a[1]))),
  FD_FDSTAT_SET_RIGHTS("iII", (w, a) -> w.files.setRights(u32(a[0]), a[1], a[2])),
  FD_FILESTAT_GET("ii", (w, a) -> w.files.fileStat(w.memory, u32(a[0]), u32(a[1]))),
  FD_FILESTAT_SET_SIZE("iI", (w, a) -> w.files.refuse(u32(a[0]), Errno.INVAL)),
  FD_FILESTAT_SET_TIMES("iIIi", (w, a) -> w.files.refuse(u32(a[0]), Errno.NOTCAPABLE)),
  FD_PREAD("iiiIi", (w, a) -> w.files.refuse(u32(a[0]), Errno.SPIPE)),
  FD_PRESTAT_GET("ii", (w, a) -> Errno.BADF),
  FD_PRESTAT_DIR_NAME("iii", (w, a) -> Errno.BADF),
  FD_PWRITE("iiiIi", (w, a) -> w.files.refuse(u32(a[0]), Errno.SPIPE)),
  FD_READ("iiii", (w, a) -> w.files.read(w.memory, u32(a[0]), u32(a[1]), u32(a[2]), u32(a[3]))),
  FD_READDIR("iiiIi", (w, a) -> w.files.refuse(u32(a[0]), Errno.NOTDIR)),
  FD_RENUMBER("ii", (w, a) -> w.files.renumber(u32(a[0]), u32(a[1]))),
  FD_SEEK("iIii", (w, a) -> w.files.refuse(u32(a[0]), Errno.SPIPE)),
  FD_SYNC("i", (w, a) -> w.files.refuse(u32(a[0]), Errno.INVAL)),
  FD_TELL("ii", (w, a) -> w.files.refuse(u32(a[0]), Errno.SPIPE)),
  FD_WRITE("iiii", (w, a) -> w.files.write(w.memory, u32(a[0]), u32(a[1]), u32(a[2]), u32(a[3]))),
  PATH_CREATE_DIRECTORY("iii", (w, a) -> path(w, a, 0, 1)),
  PATH_FILESTAT_GET("iiiii", (w, a) -> path(w, a, 0, 2)),
  PATH_FILESTAT_SET_TIMES("iiiiIIi", (w, a) -> path(w, a, 0, 2)),
  PATH_LINK("iiiiiii", (w, a) -> path(w, a, 0, 2)),
  PATH_OPEN("iiiiiIIii", (w, a) -> path(w, a, 0, 2)),
  PATH_READLINK("iiiiii", (w, a) -> path(w, a, 0, 1)),
  PATH_REMOVE_DIRECTORY("iii", (w, a) -> path(w, a, 0, 1)),
  PATH_RENAME("iiiiii", (w, a) -> path(w, a, 0, 1)),
  PATH_SYMLINK("iiiii", (w, a) -> path(w, a, 2, 3)),
  PATH_UNLINK_FILE("iii", (w, a) -> path(w, a, 0, 1)),
  POLL_ONEOFF("iiii", (w, a) -> w.poll.poll(u32(a[0]), u32(a[1]), u32(a[2]), u32(a[3]))),
  PROC_EXIT(
      "i",
      (w, a) -> {
        throw w.memory.guest().exited((int) a[0]);
      }),
  PROC_RAISE("i", (w, a) -> Errno.NOSYS),
  RANDOM_GET("ii", (w, a) -> w.random.fill(w.memory, u32(a[0]), u32(a[1]))),
  SCHED_YIELD("", (w, a) -> Errno.SUCCESS);

  /** The module's name in imports. */
  public static final String MODULE = "wasi_snapshot_preview1";

  /** What a function does; answers with an error code. */
  private interface Body {
    int run(Wasi wasi, long[] arguments);
  }

  private final String importName = name().toLowerCase(Locale.ROOT);
  private final String parameters;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
  private final Body body;

  WasiFunction(String parameters, Body body) {
    this.parameters = parameters;
    this.body = body;
  }

  /** Returns the function's name in imports. */
  public String importName() {
    return importName;
  }

  /** Returns the parameters: {@code i} for i32, {@code I} for i64. */
  public String parameters() {
    return parameters;
  }

  /** Returns whether it returns an error code, which all do that return at all. */
  public boolean returns() {
    return this != PROC_EXIT;
  }

  int run(Wasi wasi, long[] arguments) {
    return body.run(wasi, arguments);
  }

  private static long u32(long argument) {
    return argument & 0xFFFF_FFFFL;
  }

  private static int path(Wasi w, long[] a, int fd, int path) {
    return w.files.refusePath(w.memory, u32(a[fd]), u32(a[path]), u32(a[path + 1]));
  }
}
