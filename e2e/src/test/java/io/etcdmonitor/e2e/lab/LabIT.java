package io.etcdmonitor.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.EtcdInstallation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A few rows of the failure lab, with the mock of the Kubernetes API; {@code make lab} runs all.
 */
class LabIT {
  private static final List<String> ROWS = List.of("1", "12");

  @Test
  void faultsAreCaught() throws Exception {
    Assumptions.assumeTrue(EtcdInstallation.find("3.5").isPresent(), "SKIPPED: needs etcd 3.5");
    try (LabEnvironment environment = new LabEnvironment(true, false, Optional.empty());
        ExecutorService threads = Executors.newFixedThreadPool(ROWS.size())) {
      List<Row> rows = FaultTable.load().select(ROWS);
      List<Future<RowResult>> running =
          rows.stream()
              .map(row -> threads.submit(() -> new RowRun(row, environment).run()))
              .toList();
      for (int i = 0; i < rows.size(); i++) {
        RowResult result = running.get(i).get();
        assertThat(result.caught(rows.get(i))).as("%s: %s", rows.get(i).fault(), result).isTrue();
      }
    }
  }
}
