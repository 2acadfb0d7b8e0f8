package dev.insitu.udf.module;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a module from a {@code file:} URI. */
public final class ModuleFile {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

  private ModuleFile() {}

  /**
   * Reads a regular file.
   *
   * @param base what a relative path is relative to
   * @param module the module's name, for messages, which name the absolute path
   * @throws SQLException with {@code MODULE_SOURCE}, or {@code MODULE_LIMIT} when the file is
   *     larger than a module may be
   */
  public static byte[] read(String module, String uri, Path base) throws SQLException {
    CallErrors errors = ModuleLoader.errors(module);
    Path file = path(uri, base, errors);
    String shown = GuestText.escape(file.toString());
    if (!Files.isRegularFile(file)) {
      throw errors.error(
          ErrorCode.MODULE_SOURCE,
          Files.exists(file) ? shown + " is no regular file" : "no file " + shown);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, ModuleLimits.DEFAULT.moduleBytes(), shown, errors);
    } catch (IOException e) {
      throw errors.error(ErrorCode.MODULE_SOURCE, "file " + shown + " cannot be read");
    }
  }

  private static byte[] read(InputStream in, int most, String shown, CallErrors errors)
      throws IOException, SQLException {
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw errors.error(
          ErrorCode.MODULE_LIMIT, "file " + shown + " is larger than " + most + " bytes");
    }
    return bytes;
  }

  private static Path path(String uri, Path base, CallErrors errors) throws SQLException {
    Matcher matcher = SCHEME.matcher(uri);
    if (!matcher.matches()) {
      throw errors.error(
          ErrorCode.MODULE_SOURCE,
          "source " + GuestText.quote(uri) + " has no scheme; write 'file:<path>'");
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.equals("file")) {
      throw errors.error(
          ErrorCode.MODULE_SOURCE,
          "scheme " + scheme + ": is not supported; supported is file:, and AS X'…' for bytes");
    }
    String rest = matcher.group(2);
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
        throw errors.error(
            ErrorCode.MODULE_SOURCE,
            "source " + GuestText.quote(uri) + " names a host; write 'file:<path>'");
      }
      rest = rest.substring(slash);
    }
    try {
      return base.resolve(decoded(rest)).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw errors.error(
          ErrorCode.MODULE_SOURCE, "source " + GuestText.quote(uri) + " is no path of a file");
    }
  }

  /** Replaces {@code %20} and the like; a percent sign that begins no such pair stays. */
  private static String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < source.length; i++) {
      boolean pair =
          source[i] == '%'
              && i + 2 < source.length
              && HexFormat.isHexDigit(source[i + 1])
              && HexFormat.isHexDigit(source[i + 2]);
      if (pair) {
        bytes.write(
            HexFormat.fromHexDigit(source[i + 1]) << 4 | HexFormat.fromHexDigit(source[i + 2]));
        i += 2;
      } else {
        bytes.write(source[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
