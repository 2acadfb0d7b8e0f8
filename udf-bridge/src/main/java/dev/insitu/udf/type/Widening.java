package dev.insitu.udf.type;

/** Which columns a declared column takes. */
public final class Widening {
  private Widening() {}

  /**
   * Returns whether values of a type can go where another is declared: unchanged, or as the text
   * that the backend writes for them where VARCHAR is declared. Whether digits, seconds and lengths
   * fit is looked at when values arrive.
   */
  public static boolean takes(SqlType declared, SqlType found) {
    return switch (declared) {
      case SqlType.SmallInt to ->
          found instanceof SqlType.SmallInt || found instanceof SqlType.TinyInt;
      case SqlType.Varbinary to ->
          found instanceof SqlType.Varbinary || found instanceof SqlType.Binary;
      case SqlType.Varchar to -> isText(found);
      case SqlType.Array to ->
          found instanceof SqlType.Array from && takes(to.element(), from.element());
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
