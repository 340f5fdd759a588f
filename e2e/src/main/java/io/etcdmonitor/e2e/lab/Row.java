package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code e2e/lab/faults.yaml}.
 *
 * @param row its number, with a letter where a fault has several shapes
 * @param fault what goes wrong, in words
 * @param how how it is injected, in words
 * @param notRun why it is not run, empty when it is
 * @param set the etcd it is put to
 * @param spec what the EtcdCluster says beyond the lab's usual
 * @param before whether the fault is there before anybody watches
 * @param alone whether no other row may run meanwhile
 * @param inject the words that do it, see {@link Words}
 * @param during what goes on while it is watched
 * @param mend the words that undo it
 * @param seconds how long to look for what is expected, and after that (90 at least) for its end;
 *     of a quiet row, how long it lasts
 * @param clears whether the cluster is Healthy again once it is mended, or why that is not awaited
 * @param expect what must be seen; null for a quiet row
 * @param quiet the worst health that a quiet row may show; null for a fault
 */
record Row(
    String row,
    String fault,
    String how,
    String notRun,
    Setup set,
    JsonNode spec,
    boolean before,
    boolean alone,
    List<String> inject,
    List<String> during,
    List<String> mend,
    int seconds,
    String clears,
    Expected expect,
    String quiet) {
  private static final int PATIENCE = 60;

  Row {
    how = how == null ? "" : how;
    notRun = notRun == null ? "" : notRun;
    set = set == null ? new Setup(0, null, null, Map.of()) : set;
    spec = spec == null ? JsonNodeFactory.instance.objectNode() : spec;
    inject = orEmpty(inject);
    during = orEmpty(during);
    mend = orEmpty(mend);
    seconds = seconds == 0 ? PATIENCE : seconds;
    clears = clears == null ? "yes" : clears;
  }

  /** The same on that version of etcd, unless the row says itself which it needs. */
  Row on(String version) {
    return set.etcd().isEmpty()
        ? new Row(
            row,
            fault,
            how,
            notRun,
            new Setup(set.members(), List.of(version), set.with(), set.flags()),
            spec,
            before,
            alone,
            inject,
            during,
            mend,
            seconds,
            clears,
            expect,
            quiet)
        : this;
  }

  /** Name of its EtcdCluster. */
  String cluster() {
    return "row-" + row.toLowerCase(java.util.Locale.ROOT);
  }

  boolean awaitsClear() {
    return clears.equals("yes");
  }

  /**
   * The etcd.
   *
   * @param members how many, 3 unless it says
   * @param etcd versions, by turns; 3.5, or what {@code --etcd} says, unless it says
   * @param with {@code peer-proxies}, {@code client-proxies}, {@code tls}, {@code auth}, {@code
   *     small-disk}, {@code wrong-advertised-url}
   * @param flags of every member
   */
  record Setup(int members, List<String> etcd, List<String> with, Map<String, String> flags) {
    Setup {
      members = members == 0 ? 3 : members;
      etcd = orEmpty(etcd);
      with = orEmpty(with);
      flags = flags == null ? Map.of() : flags;
    }

    boolean has(String what) {
      return with.contains(what);
    }
  }

  /**
   * What must be seen. In each text {@code $it} stands for the name of the member that was hurt.
   *
   * @param health of the cluster
   * @param condition {@code Type=Status/Reason}
   * @param finding {@code feature/Reason}, in the inspection of that feature
   * @param member whom the finding names, and the alert if it names any; empty for nobody, null for
   *     whomever
   * @param event reason of a Kubernetes Event
   * @param metric {@code name{label="value"} value}, or with {@code <}, {@code >=} and the like; of
   *     a metric that tells a time {@code now}, {@code now + 7d}, {@code now - 30s}
   * @param alert rule that tells the alert channel
   * @param rule alert of deploy/prometheus that is met
   */
  record Expected(
      String health,
      String condition,
      String finding,
      String member,
      String event,
      String metric,
      String alert,
      @JsonProperty("rule") String rule) {}

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
