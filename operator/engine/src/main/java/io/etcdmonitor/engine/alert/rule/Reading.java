package io.etcdmonitor.engine.alert.rule;

/**
 * What made a condition true, in words.
 *
 * @param value measured
 * @param threshold compared with
 * @param message what is wrong, one sentence without a remedy; empty when there is only a number
 * @param remedy the next step, empty when only the rule knows
 * @param number the value as a number; NaN when it is none
 */
public record Reading(
    String value, String threshold, String message, String remedy, double number) {
  static Reading of(String value, String message, String remedy) {
    return new Reading(value, "", message, remedy, Double.NaN);
  }
}
