package dev.insitu.calcite.jdbc;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.option.NumericOption;
import dev.insitu.udf.recording.RecordingFolder;
import dev.insitu.udf.session.SessionOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code jdbc:insitu:<backend>[;insitu.name=value]…} and the properties beside it say, those
 * of the backend and ours apart.
 *
 * @param backend the backend's URL, {@code jdbc:h2:…}, without our settings
 * @param properties what the backend gets: all that does not start with {@code insitu.}
 * @param options what our settings say
 */
public record ConnectionUrl(String backend, Properties properties, SessionOptions options) {
  /** How our URLs start. */
  public static final String PREFIX = "jdbc:insitu:";

  /** The property that relative {@code file:} paths of CREATE MODULE are relative to. */
  public static final String BASE_DIRECTORY = "insitu.baseDirectory";

  /** The property that names the folder of recordings; without it there are none. */
  public static final String RECORD_DIRECTORY = "insitu.recordDirectory";

  /** The property that says how many bytes one recording may take. */
  public static final String RECORD_BYTES = "insitu.recordBytes";

  private static final String OURS = "insitu.";

  /** Returns whether a URL is ours, whatever backend it names. */
  public static boolean accepts(String url) {
    return url.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * Reads a URL that {@link #accepts} holds for.
   *
   * @param properties what the caller gave beside it; stays as it is
   */
  public static ConnectionUrl parse(String url, Properties properties) throws SQLException {
    String rest = url.substring(PREFIX.length());
    if (!rest.startsWith(H2Backend.PREFIX)) {
      throw SqlErrors.of(
          ErrorCode.URL,
          "URL jdbc:insitu:"
              + rest.split("[:;/]", 2)[0]
              + ": this backend is not supported; supported is h2: write jdbc:insitu:h2:mem:NAME,"
              + " jdbc:insitu:h2:./FILE or jdbc:insitu:h2:tcp://HOST/DATABASE");
    }
    TreeMap<String, String> ours = new TreeMap<>();
    Properties theirs = new Properties();
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name);
      if (isOurs(name)) {
        ours.put(name, value);
      } else {
        theirs.setProperty(name, value);
      }
    }
    String backend = "jdbc:" + withoutOurs(rest, ours);
    return new ConnectionUrl(backend, theirs, options(ours));
  }

  /** Copies a URL's settings that are ours into a map, and returns the URL without them. */
  private static String withoutOurs(String url, TreeMap<String, String> ours) throws SQLException {
    StringBuilder kept = new StringBuilder();
    int start = 0;
    while (start < url.length()) {
      int end = endOfSetting(url, start + 1);
      String setting = url.substring(start, end);
      if (setting.startsWith(";") && isOurs(setting.substring(1))) {
        int equals = setting.indexOf('=');
        if (equals < 0) {
          throw SqlErrors.of(
              ErrorCode.URL, "URL setting " + setting.substring(1) + ": write NAME=VALUE");
        }
        ours.put(setting.substring(1, equals), setting.substring(equals + 1));
      } else {
        kept.append(setting);
      }
      start = end;
    }
    return kept.toString();
  }

  /** Returns where the next semicolon is that no backslash precedes, as H2 reads its URLs. */
  private static int endOfSetting(String url, int from) {
    int i = from;
    while (i < url.length() && url.charAt(i) != ';') {
      i += url.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, url.length());
  }

  private static boolean isOurs(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith(OURS);
  }

  private static SessionOptions options(TreeMap<String, String> ours) throws SQLException {
    Path base = directory(BASE_DIRECTORY, "");
    Path recordings = null;
    long recordBytes = RecordingFolder.DEFAULT_LIMIT_BYTES;
    Map<NumericOption, String> limits = new EnumMap<>(NumericOption.class);
    for (var setting : ours.entrySet()) {
      String name = setting.getKey();
      if (name.equalsIgnoreCase(BASE_DIRECTORY)) {
        base = directory(BASE_DIRECTORY, setting.getValue());
      } else if (name.equalsIgnoreCase(RECORD_DIRECTORY)) {
        recordings = directory(RECORD_DIRECTORY, setting.getValue());
      } else if (name.equalsIgnoreCase(RECORD_BYTES)) {
        recordBytes = bytes(setting.getValue());
      } else {
        limits.put(limit(name), setting.getValue());
      }
    }
    return new SessionOptions(
        base, recordings == null ? null : new RecordingFolder(recordings, recordBytes), limits);
  }

  private static NumericOption limit(String name) throws SQLException {
    String key = name.substring(OURS.length()).toLowerCase(Locale.ROOT);
    return NumericOption.of(key)
        .orElseThrow(() ->
            SqlErrors.of(
                ErrorCode.URL,
                "connection property "
                    + name
                    + " is unknown; known are "
                    + String.join(", ", BASE_DIRECTORY, RECORD_BYTES, RECORD_DIRECTORY)
                    + Arrays.stream(NumericOption.values())
                        .map(o -> ", " + OURS + o.key())
                        .collect(Collectors.joining())));
  }

  private static long bytes(String value) throws SQLException {
    if (value.matches("[0-9]{1,18}")) {
      return Long.parseLong(value);
    }
    throw SqlErrors.of(
        ErrorCode.URL, RECORD_BYTES + " is " + value + "; allowed is a number of bytes");
  }

  private static Path directory(String property, String name) throws SQLException {
    Path path;
    try {
      path = Path.of(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw SqlErrors.of(ErrorCode.URL, property + " " + name + " is no path: " + e.getReason());
    }
    if (!Files.isDirectory(path)) {
      throw SqlErrors.of(
          ErrorCode.URL, property + " " + path + " is no directory; name one that exists");
    }
    return path;
  }
}
