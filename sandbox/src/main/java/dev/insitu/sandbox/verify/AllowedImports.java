package dev.insitu.sandbox.verify;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The host functions that a module may import, each with its one signature. */
final class AllowedImports {
  static final String ABI = "insitu";
  static final String WASI = "wasi_snapshot_preview1";

  /** Signatures as letters: i for i32, I for i64; the result after the colon. */
  private static final Map<String, FunctionType> SIGNATURES = new TreeMap<>();

  static {
    add(ABI, "return_null", ":");
    add(ABI, "raise", "iii:");
    add(WASI, "args_get", "ii:i");
    add(WASI, "args_sizes_get", "ii:i");
    add(WASI, "environ_get", "ii:i");
    add(WASI, "environ_sizes_get", "ii:i");
    add(WASI, "clock_res_get", "ii:i");
    add(WASI, "clock_time_get", "iIi:i");
    add(WASI, "fd_advise", "iIIi:i");
    add(WASI, "fd_allocate", "iII:i");
    add(WASI, "fd_close", "i:i");
    add(WASI, "fd_datasync", "i:i");
    add(WASI, "fd_fdstat_get", "ii:i");
    add(WASI, "fd_fdstat_set_flags", "ii:i");
    add(WASI, "fd_fdstat_set_rights", "iII:i");
    add(WASI, "fd_filestat_get", "ii:i");
    add(WASI, "fd_filestat_set_size", "iI:i");
    add(WASI, "fd_filestat_set_times", "iIIi:i");
    add(WASI, "fd_pread", "iiiIi:i");
    add(WASI, "fd_prestat_get", "ii:i");
    add(WASI, "fd_prestat_dir_name", "iii:i");
    add(WASI, "fd_pwrite", "iiiIi:i");
    add(WASI, "fd_read", "iiii:i");
    add(WASI, "fd_readdir", "iiiIi:i");
    add(WASI, "fd_renumber", "ii:i");
    add(WASI, "fd_seek", "iIii:i");
    add(WASI, "fd_sync", "i:i");
    add(WASI, "fd_tell", "ii:i");
    add(WASI, "fd_write", "iiii:i");
    add(WASI, "path_create_directory", "iii:i");
    add(WASI, "path_filestat_get", "iiiii:i");
    add(WASI, "path_filestat_set_times", "iiiiIIi:i");
    add(WASI, "path_link", "iiiiiii:i");
    add(WASI, "path_open", "iiiiiIIii:i");
    add(WASI, "path_readlink", "iiiiii:i");
    add(WASI, "path_remove_directory", "iii:i");
    add(WASI, "path_rename", "iiiiii:i");
    add(WASI, "path_symlink", "iiiii:i");
    add(WASI, "path_unlink_file", "iii:i");
    add(WASI, "poll_oneoff", "iiii:i");
    add(WASI, "proc_exit", "i:");
    add(WASI, "proc_raise", "i:i");
    add(WASI, "random_get", "ii:i");
    add(WASI, "sched_yield", ":i");
  }

  private AllowedImports() {}

  /** Returns the signature of a host function, null when there is none of this name. */
  static @Nullable FunctionType signature(String module, String name) {
    return SIGNATURES.get(module + "." + name);
  }

  private static void add(String module, String name, String signature) {
    int colon = signature.indexOf(':');
    SIGNATURES.put(
        module + "." + name,
        new FunctionType(
            types(signature.substring(0, colon)), types(signature.substring(colon + 1))));
  }

  private static List<ValueType> types(String letters) {
    List<ValueType> types = new ArrayList<>();
    letters.chars().forEach(c -> types.add(c == 'i' ? ValueType.I32 : ValueType.I64));
    return types;
  }
}
