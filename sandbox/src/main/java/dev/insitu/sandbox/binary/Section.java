package dev.insitu.sandbox.binary;

/** A section: its number and the range of its content. */
public record Section(int id, int start, int end) {
  public static final int TYPE = 1;
  public static final int IMPORT = 2;
  public static final int FUNCTION = 3;
  public static final int TABLE = 4;
  public static final int MEMORY = 5;
  public static final int GLOBAL = 6;
  public static final int EXPORT = 7;
  public static final int START = 8;
  public static final int ELEMENT = 9;
  public static final int CODE = 10;
  public static final int DATA = 11;
  public static final int DATA_COUNT = 12;

  /** Returns the place of a section in the order that the specification demands. */
  int order() {
    return switch (id) {
      case DATA_COUNT -> CODE;
      case CODE, DATA -> id + 1;
      default -> id;
    };
  }

  /** Returns the section's name as messages write it. */
  static String name(int id) {
    return switch (id) {
      case TYPE -> "type section";
      case IMPORT -> "import section";
      case FUNCTION -> "function section";
      case TABLE -> "table section";
      case MEMORY -> "memory section";
      case GLOBAL -> "global section";
      case EXPORT -> "export section";
      case START -> "start section";
      case ELEMENT -> "element section";
      case CODE -> "code section";
      case DATA -> "data section";
      case DATA_COUNT -> "data count section";
      case 0 -> "custom section";
      case 13 -> "tag section";
      default -> "section " + id;
    };
  }
}
