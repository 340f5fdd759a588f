package io.etcdmonitor.patterns.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.toolkit.example.OperationsExample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the documentation do what it says, each as a program of its own. */
class ExamplesIT {
  private static EtcdTestCluster etcd;
  @TempDir Path dir;

  @BeforeAll
  static void start() {
    etcd = EtcdTestCluster.builder().start();
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private String run(Class<?> example, String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                example.getName(),
                etcd.endpoints().get(0).toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream printed = process.getInputStream()) {
      printed.transferTo(out);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(out.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theLock() throws Exception {
    assertThat(run(LockExample.class)).contains("count is 1").contains("token: ");
  }

  @Test
  void theElection() throws Exception {
    assertThat(run(ElectionExample.class, "ann"))
        .contains("leader: nobody")
        .contains("I lead, with token ");
  }

  @Test
  void theDiscovery() throws Exception {
    assertThat(run(DiscoveryExample.class)).contains("goes to heavy").contains("goes to light");
  }

  @Test
  void theConfiguration() throws Exception {
    assertThat(run(ConfigurationExample.class))
        .contains("size 10, wait PT5S")
        .contains("now 20")
        .contains("rollback to change 0");
  }

  @Test
  void theOperations() throws Exception {
    assertThat(run(OperationsExample.class))
        .contains("swapped: true")
        .contains("other: 1")
        .contains("only voter")
        .contains("Saved");
  }
}
