package dev.insitu.benchmarks;

/** The functions of {@code queries.c} in Java, with boxed parameters as H2 passes them. */
public final class JavaFunctions {
  private static final double EARTH_RADIUS_KM = 6371.0088;
  private static final double RADIANS_PER_DEGREE = Math.PI / 180;

  private JavaFunctions() {}

  /** Great circle. */
  public static Double km(Double lat1, Double lon1, Double lat2, Double lon2) {
    double north = Math.sin((lat2 - lat1) * RADIANS_PER_DEGREE / 2);
    double east = Math.sin((lon2 - lon1) * RADIANS_PER_DEGREE / 2);
    double h =
        north * north
            + Math.cos(lat1 * RADIANS_PER_DEGREE)
                * Math.cos(lat2 * RADIANS_PER_DEGREE)
                * east
                * east;
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(h < 1 ? h : 1));
  }

  /** Four operations. */
  public static Double mix(Double a, Double b, Double c, Double d) {
    return (a * b + c * d) / (a - d + 300);
  }

  /** True for about one of a hundred. */
  public static Boolean rare(Long id) {
    return id * 7919 % 1000003 % 100 == 0;
  }

  /** ASCII letters to upper case. */
  public static String shout(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'a' && chars[i] <= 'z') {
        chars[i] = (char) (chars[i] - 32);
      }
    }
    return new String(chars);
  }
}
