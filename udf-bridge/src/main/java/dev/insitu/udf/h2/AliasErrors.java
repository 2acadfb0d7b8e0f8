package dev.insitu.udf.h2;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What H2 says of aliases, in words that name functions and not classes. */
public final class AliasErrors {
  private static final Pattern OURS =
      Pattern.compile(Pattern.quote(AliasNames.PREFIX) + "|dev\\.insitu\\.udf\\.h2\\.");
  private static final Pattern METHOD =
      Pattern.compile("\"(.+) \\(" + Pattern.quote(AliasNames.PREFIX) + ".*: (\\d+)\\)\"");

  private AliasErrors() {}

  /** Returns our error where H2's speaks of our classes, otherwise the same object. */
  public static SQLException explain(SQLException error) {
    String message = String.valueOf(error.getMessage());
    return switch (error.getErrorCode()) {
      case org.h2.api.ErrorCode.CLASS_NOT_FOUND_1, org.h2.api.ErrorCode.ACCESS_DENIED_TO_CLASS_1 ->
          OURS.matcher(message).find() ? absent() : error;
      case org.h2.api.ErrorCode.METHOD_NOT_FOUND_1 -> {
        Matcher method = METHOD.matcher(message);
        yield method.find() ? arity(method.group(1), method.group(2)) : error;
      }
      default -> error;
    };
  }

  /** The database calls a function with more or fewer arguments than its definition takes. */
  static SQLException arity(String function, int taken, int given) {
    return unlike(
        function, "takes " + taken + (taken == 1 ? " argument, not " : " arguments, not ") + given);
  }

  /** The function of an alias has another signature than the alias. */
  static SQLException redefined(String function) {
    return unlike(function, "has another signature now; connect again through insitu to deploy it");
  }

  /** What no guest can cause. */
  static SQLException defect(String function, Throwable cause) {
    return SqlErrors.of(ErrorCode.ENGINE, "function " + function + " failed inside insitu", cause);
  }

  private static SQLException absent() {
    return SqlErrors.of(
        ErrorCode.NOT_SUPPORTED,
        "the H2 server cannot run functions, because insitu is not on its class path; start it with"
            + " java -cp h2.jar:insitu-jdbc-all.jar org.h2.tools.Server -tcp, and let"
            + " h2.allowedClasses, if it is set, contain insitu.fn.*,dev.insitu.udf.h2.*");
  }

  private static SQLException arity(String function, String given) {
    return SqlErrors.of(
        ErrorCode.UNKNOWN_FUNCTION,
        "function " + function + " is called with " + given + " arguments, which it does not take");
  }

  private static SQLException unlike(String function, String message) {
    return CallErrors.ofFunction(function).error(ErrorCode.UNKNOWN_FUNCTION, message);
  }
}
