package dev.insitu.udf.type;

/** Which columns a declared column takes. */
public final class Widening {
  private Widening() {}

  /**
   * Returns whether values of a type can go where another is declared: unchanged, or as the text
   * that the backend writes for them where VARCHAR is declared. Lengths of text and bytes are
   * looked at when values arrive.
   */
  public static boolean takes(SqlType declared, SqlType found) {
    return switch (declared) {
      case SqlType.Decimal to ->
          found instanceof SqlType.Decimal from
              && from.scale() <= to.scale()
              && from.precision() - from.scale() <= to.precision() - to.scale();
      case SqlType.Time to ->
          found instanceof SqlType.Time from && from.precision() <= to.precision();
      case SqlType.Timestamp to ->
          found instanceof SqlType.Timestamp from && from.precision() <= to.precision();
      case SqlType.TimestampWithTimeZone to ->
          found instanceof SqlType.TimestampWithTimeZone from && from.precision() <= to.precision();
      case SqlType.SmallInt to ->
          found instanceof SqlType.SmallInt || found instanceof SqlType.TinyInt;
      case SqlType.Varbinary to ->
          found instanceof SqlType.Varbinary || found instanceof SqlType.Binary;
      case SqlType.Varchar to -> isText(found);
      default -> declared.getClass() == found.getClass();
    };
  }

  private static boolean isText(SqlType found) {
    return switch (found) {
      case SqlType.Varchar t -> true;
      case SqlType.Char t -> true;
      case SqlType.Decimal t -> true;
      case SqlType.Date t -> true;
      case SqlType.Time t -> true;
      case SqlType.Timestamp t -> true;
      case SqlType.TimestampWithTimeZone t -> true;
      case SqlType.Uuid t -> true;
      default -> false;
    };
  }
}
