package dev.insitu.udf.recording;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.error.SqlErrors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that a host lets recordings go to. Files get names of their own, {@code
 * FUNCTION-000001.recording}, and belong to the host's user alone, because they hold rows. Nothing
 * is ever overwritten. One thread at a time; several processes may share a folder.
 *
 * @param directory where files are created
 * @param limitBytes bytes that one recording may take
 */
public record RecordingFolder(Path directory, long limitBytes) {
  /** Bytes that one recording may take unless the host says otherwise: 1 GiB. */
  public static final long DEFAULT_LIMIT_BYTES = 1L << 30;

  private static final int NAME_MAX = 64;
  private static final Pattern NUMBERED = Pattern.compile(".*-([0-9]{6,18})\\.recording");

  /**
   * Creates the next file.
   *
   * @param function a function's name, of which letters and digits are taken
   * @throws SQLException with {@code RECORDING} when there cannot be one
   */
  OutputStream create(String function) throws SQLException {
    StringBuilder name = new StringBuilder();
    function.codePoints().limit(NAME_MAX).forEach(c -> name.append(isPlain(c) ? (char) c : '_'));
    try {
      for (long number = last() + 1; ; number++) {
        Path file =
            directory.resolve(String.format(Locale.ROOT, "%s-%06d.recording", name, number));
        try {
          return Channels.newOutputStream(
              Files.newByteChannel(
                  file,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  attributes()));
        } catch (FileAlreadyExistsException e) {
          // Another session was faster: the next number.
        }
      }
    } catch (IOException | SecurityException e) {
      throw SqlErrors.of(
          ErrorCode.RECORDING,
          "function "
              + function
              + ": no recording can be created in "
              + GuestText.escape(directory.toString())
              + "; check the folder, or SET insitu.record = off",
          e);
    }
  }

  private static boolean isPlain(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  }

  /** Returns the largest number of a recording that is there. */
  private long last() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> NUMBERED.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .max()
          .orElse(0);
    }
  }

  private FileAttribute<?>[] attributes() throws IOException {
    return Files.getFileStore(directory).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
