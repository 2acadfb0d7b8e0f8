package dev.insitu.udf.option;

import dev.insitu.sandbox.Limits;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits of sessions, and those of the process: the system properties {@code insitu.max.*}, which a
 * session reads when it begins. No SQL reaches them.
 */
public final class SettableLimits {
  /** The system property that bounds the memory of all guests together. */
  public static final String TOTAL_MEMORY = "insitu.max.total_memory";

  private static final long TOTAL_MINIMUM = 1L << 20;
  private static final long TOTAL_MAXIMUM = 1L << 40;
  private static final String SERVER = "insitu.max.";

  private SettableLimits() {}

  /**
   * Returns what holds for a new session whose user has chosen nothing.
   *
   * @throws SQLException with {@code OPTION} when a property is unknown or out of its bounds: a
   *     limit that nobody can read must not be left out
   */
  public static CallLimits server() throws SQLException {
    totalMemory();
    Limits server = Limits.NONE;
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      if (name.startsWith(SERVER) && !name.equals(TOTAL_MEMORY)) {
        server = server(server, name, System.getProperty(name, ""));
      }
    }
    return new CallLimits(Limits.NONE, Limits.NONE, server);
  }

  /**
   * Returns the bytes that the guests of this process may have together; empty when nobody says.
   *
   * @throws SQLException with {@code OPTION} when the property is out of its bounds
   */
  public static OptionalLong totalMemory() throws SQLException {
    String text = System.getProperty(TOTAL_MEMORY);
    if (text == null) {
      return OptionalLong.empty();
    }
    OptionalLong bytes = NumericOption.Unit.BYTES.read(text, TOTAL_MINIMUM, TOTAL_MAXIMUM);
    if (bytes.isEmpty()) {
      throw SqlErrors.of(
          ErrorCode.OPTION,
          bad(
              "system property " + TOTAL_MEMORY,
              text,
              NumericOption.Unit.BYTES.allowed(TOTAL_MINIMUM, TOTAL_MAXIMUM)));
    }
    return bytes;
  }

  private static Limits server(Limits server, String name, String text) throws SQLException {
    NumericOption option =
        Arrays.stream(NumericOption.values())
            .filter(o -> o.serverProperty().equals(name))
            .findFirst()
            .orElseThrow(() ->
                SqlErrors.of(
                    ErrorCode.OPTION,
                    "system property "
                        + GuestText.escape(name)
                        + " is unknown; known are "
                        + Arrays.stream(NumericOption.values())
                            .map(NumericOption::serverProperty)
                            .collect(Collectors.joining(", "))));
    OptionalLong value = option.read(text);
    if (value.isEmpty()) {
      throw SqlErrors.of(ErrorCode.OPTION, bad("system property " + name, text, option.allowed()));
    }
    return option.in(server, value.getAsLong());
  }

  /**
   * Returns what holds when the session chooses a value.
   *
   * @param where what the message starts with, such as {@code SET insitu.fuel}
   * @throws SQLException with this code when it is out of its bounds or more than the server allows
   */
  public static CallLimits with(
      CallLimits present, NumericOption option, String text, String where, ErrorCode code)
      throws SQLException {
    long server = option.of(present.server());
    boolean none = option == NumericOption.TIMEOUT && server == 0;
    long most = none ? option.maximum() : Math.min(option.maximum(), server);
    OptionalLong value = option.read(text, most);
    if (value.isEmpty()) {
      String who =
          most < option.maximum()
              ? ", which the server's " + option.serverProperty() + " says"
              : "";
      throw SqlErrors.of(code, bad(where, text, option.allowed(most) + who));
    }
    return present.ofSession(option.in(present.session(), value.getAsLong()));
  }

  /** Returns what holds when the session has this field of other limits of its own. */
  public static CallLimits with(CallLimits present, NumericOption option, Limits other) {
    return present.ofSession(option.in(present.session(), option.of(other)));
  }

  /**
   * Returns what holds for a session that is opened with these values.
   *
   * @param given names of options, and values as text
   * @throws SQLException with {@code URL} when one is out of its bounds
   */
  public static CallLimits with(CallLimits present, Map<NumericOption, String> given)
      throws SQLException {
    CallLimits all = present;
    for (Map.Entry<NumericOption, String> one : given.entrySet()) {
      NumericOption option = one.getKey();
      all =
          with(
              all,
              option,
              one.getValue(),
              "connection property insitu." + option.key(),
              ErrorCode.URL);
    }
    return all;
  }

  /**
   * Returns the option of a setting.
   *
   * @param name in any case
   * @throws SQLException with {@code OPTION} when there is none
   */
  public static NumericOption option(String name) throws SQLException {
    return NumericOption.of(name.toLowerCase(Locale.ROOT))
        .orElseThrow(() ->
            SqlErrors.of(
                ErrorCode.OPTION,
                "there is no setting insitu."
                    + GuestText.escape(name.toLowerCase(Locale.ROOT))
                    + "; there are record, "
                    + Arrays.stream(NumericOption.values())
                        .map(NumericOption::key)
                        .collect(Collectors.joining(", "))));
  }

  /**
   * A setting as users see it.
   *
   * @param value what holds for every call at most: of session and server the smaller; if neither
   *     says anything, what functions may use that do not say more
   * @param otherwise what functions may use that say nothing
   * @param origin FUNCTION, SESSION or SERVER: who says the value
   * @param server what the server allows at most; null when it says nothing
   */
  public record Setting(
      String name,
      String value,
      String unit,
      String otherwise,
      String origin,
      @Nullable String server,
      String description) {}

  /** Returns the limits as users see them, in the order of the options. */
  public static List<Setting> settings(CallLimits limits) {
    return Arrays.stream(NumericOption.values()).map(option -> setting(option, limits)).toList();
  }

  private static Setting setting(NumericOption option, CallLimits limits) {
    long none = option.of(Limits.NONE);
    long server = option.of(limits.server());
    long both = option.of(limits.session().min(limits.server()));
    String origin = both == none ? "FUNCTION" : both == server ? "SERVER" : "SESSION";
    String otherwise = String.valueOf(option.defaultValue());
    return new Setting(
        option.key(),
        both == none ? otherwise : String.valueOf(both),
        option.unit().toString().toLowerCase(Locale.ROOT),
        otherwise,
        origin,
        server == none ? null : String.valueOf(server),
        option.description());
  }

  private static String bad(String where, String value, String allowed) {
    return where + " is " + GuestText.quote(value) + "; allowed is " + allowed;
  }
}
