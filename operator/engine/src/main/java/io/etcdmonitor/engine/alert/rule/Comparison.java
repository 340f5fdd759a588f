package io.etcdmonitor.engine.alert.rule;

/** How a number is compared. */
public enum Comparison {
  ABOVE(">"),
  AT_LEAST(">="),
  BELOW("<"),
  AT_MOST("<="),
  EQUALS("=="),
  NOT_EQUALS("!=");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  /** As people write it. */
  public String sign() {
    return sign;
  }

  /**
   * The comparison written so.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Comparison of(String sign) {
    for (Comparison comparison : values()) {
      if (comparison.sign.equals(sign)) {
        return comparison;
      }
    }
    throw new IllegalArgumentException("'" + sign + "' is none of >, >=, <, <=, ==, !=");
  }

  boolean holds(double left, double right) {
    return switch (this) {
      case ABOVE -> left > right;
      case AT_LEAST -> left >= right;
      case BELOW -> left < right;
      case AT_MOST -> left <= right;
      case EQUALS -> Double.compare(left, right) == 0;
      case NOT_EQUALS -> Double.compare(left, right) != 0;
    };
  }
}
