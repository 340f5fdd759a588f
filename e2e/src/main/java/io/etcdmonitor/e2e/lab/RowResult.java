package io.etcdmonitor.e2e.lab;

import java.util.List;
import java.util.Map;

/**
 * What was seen when a row ran.
 *
 * @param ran when, as a date and time in UTC
 * @param etcd the versions it ran with
 * @param injected what was done, in words
 * @param seen seconds from the fault to each thing that was expected, by its text; or one of the
 *     numbers below
 * @param clear seconds from the mending until status and alerts were as before, by {@code status}
 *     and {@code alerts}; -1 for not in time
 * @param also everything else that was told meanwhile: health, reasons, Events, alerts
 * @param rules Prometheus rules that were met, ours and others', with the seconds and their {@code
 *     for}
 * @param worst the worst health that was seen
 * @param withMixin whether rules of others looked too
 * @param trouble why the row could not be carried out, empty when it was
 * @param machine how busy the machine was, empty where that was not written down
 * @param hurt what {@code $it} stood for, empty for nobody or where it was not written down
 * @param lasted seconds until the mending began, 0 where that was not written down
 */
record RowResult(
    String ran,
    List<String> etcd,
    List<String> injected,
    Map<String, Double> seen,
    Map<String, Double> clear,
    Map<String, List<String>> also,
    Map<String, String> rules,
    String worst,
    boolean withMixin,
    String trouble,
    String machine,
    String hurt,
    double lasted) {
  /** Not seen in time. */
  static final double MISSED = -1;

  /** Seen before the fault, so that it proves nothing. */
  static final double BEFORE = -2;

  /** Nobody looked: there was no Prometheus. */
  static final double NOT_LOOKED = -3;

  RowResult {
    machine = machine == null ? "" : machine;
    hurt = hurt == null ? "" : hurt;
  }

  /** How long it was looked at, at least. */
  double looked() {
    double last = seen.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return Math.max(lasted, last);
  }

  /** After how many seconds, or one of the numbers above. */
  double seen(Checks.Check check) {
    return seen.getOrDefault(check.text(), MISSED);
  }

  /** Whether it ran with what the table expects now. */
  boolean answers(Row row) {
    return !trouble.isEmpty() || Checks.of(row).stream().allMatch(c -> seen.containsKey(c.text()));
  }

  /** Whether everything of it was seen in time, and mended too. */
  boolean caught(Row row) {
    if (!trouble.isEmpty()) {
      return false;
    }
    boolean well = clear.values().stream().allMatch(seconds -> seconds >= 0);
    if (row.quiet() != null) {
      boolean nothing = row.quiet().equals("Healthy");
      return well
          && HealthOrder.atMost(worst, row.quiet())
          && !told("alerts", nothing ? "" : " critical")
          && !told("warnings", nothing ? "" : " Critical");
    }
    return well && Checks.of(row).stream().allMatch(c -> seen(c) >= 0 || seen(c) == NOT_LOOKED);
  }

  private boolean told(String what, String part) {
    return also.getOrDefault(what, List.of()).stream().anyMatch(text -> text.contains(part));
  }
}
