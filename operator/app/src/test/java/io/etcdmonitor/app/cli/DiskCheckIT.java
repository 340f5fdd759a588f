package io.etcdmonitor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code disk-check} from the command line: output and exit codes. */
class DiskCheckIT {
  @TempDir private Path directory;

  private static Invocation diskCheck(String... words) {
    List<String> all = new ArrayList<>(List.of("disk-check"));
    all.addAll(List.of(words));
    return Invocation.of(Map.of(), all.toArray(String[]::new));
  }

  @Test
  void measuresTheDirectory() throws Exception {
    Invocation run =
        diskCheck(
            "--directory",
            directory.toString(),
            "--tool",
            "java",
            "--size",
            "51200",
            "--block-size",
            "512",
            "--pass-mark",
            "1h",
            "-o",
            "json");
    // On a tmpfs nothing is judged.
    assertThat(run.code()).as(run.out() + run.err()).isIn(0, 3);
    JsonNode disk = new ObjectMapper().readTree(run.out()).path("disk");
    assertThat(disk.path("syncs").asInt()).isEqualTo(100);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void looksAtAClusterAndLeavesTheDiskAlone() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      etcd.awaitLeader();
      Invocation run =
          diskCheck("--production-check", "--endpoints", etcd.member(0).endpoint().toString());
      assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
      assertThat(run.out())
          .contains("BAD      cluster size: 1 voting member", "BAD      TLS", "NOT READY")
          .doesNotContain("fdatasync");
    }
  }

  @Test
  void whatIsWrongIsOneSentence() {
    Invocation none = diskCheck("--directory", directory.resolve("none").toString());
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("is no directory");
    assertThat(diskCheck("--tool", "dd").err()).contains("--tool: auto, fio or java");
  }
}
