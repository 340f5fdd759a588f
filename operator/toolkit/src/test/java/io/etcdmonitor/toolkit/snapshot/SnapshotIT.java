package io.etcdmonitor.toolkit.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.Snapshots;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots of real databases, read by us and by etcd's own tool. */
class SnapshotIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  @TempDir Path dir;

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aSavedSnapshotIsWhatEtcdsOwnToolReads(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().versions(version).start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      etcd.fill("a/", 2_000, 300);
      etcd.fill("a/", 500, 5_000);
      ops.kv().delete(io.etcdmonitor.toolkit.ops.Keys.prefix("a/1"), false);
      Path file = dir.resolve("snap.db");
      AtomicLong seen = new AtomicLong();
      Snapshots.Saved saved =
          ops.snapshots()
              .save(etcd.member(0).endpoint(), file, LIMIT, (bytes, total) -> seen.set(bytes));
      assertThat(seen).hasValue(saved.bytes());
      assertThat(Files.size(file)).isEqualTo(saved.bytes());
      assertThat(Files.exists(dir.resolve("snap.db.part"))).isFalse();

      SnapshotFile.Status ours = SnapshotFile.status(file);
      JsonNode theirs = theirs(version, file);
      assertThat(ours.checksum()).isEqualTo(SnapshotFile.Checksum.VALID);
      assertThat(ours.hash()).isEqualTo(theirs.get("hash").asLong());
      assertThat(ours.revision()).isEqualTo(theirs.get("revision").asLong());
      assertThat(ours.totalSize()).isEqualTo(theirs.get("totalSize").asLong());
      assertThat(theirs.get("totalKey").asLong()).isIn(ours.totalKeys(), ours.totalEntries());
      assertThat(ours.totalKeys())
          .isEqualTo(
              ops.kv()
                  .get(
                      io.etcdmonitor.toolkit.ops.Keys.ALL,
                      io.etcdmonitor.toolkit.ops.GetOptions.DEFAULT.withCountOnly())
                  .count());
    }
  }

  private static JsonNode theirs(EtcdInstallation version, Path file) throws Exception {
    Path utl = version.etcd().resolveSibling("etcdutl");
    ProcessBuilder builder =
        new ProcessBuilder(
            (Files.isExecutable(utl) ? utl : version.etcdctl().orElseThrow()).toString(),
            "snapshot",
            "status",
            file.toString(),
            "-w",
            "json");
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new ObjectMapper().readTree(process.getInputStream().readAllBytes());
  }

  @Test
  void damageAnywhereIsFound() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      etcd.fill("a/", 100, 300);
      Path file = dir.resolve("snap.db");
      ops.snapshots().save(etcd.member(0).endpoint(), file, LIMIT, (bytes, total) -> {});
      flip(file, Files.size(file) / 2);
      assertThatThrownBy(() -> SnapshotFile.status(file))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("SHA-256");
      byte[] all = Files.readAllBytes(file);
      Path cut = Files.write(dir.resolve("cut.db"), java.util.Arrays.copyOf(all, all.length - 100));
      assertThatThrownBy(() -> SnapshotFile.status(cut))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("not whole");
      Path noise = Files.write(dir.resolve("noise.db"), new byte[8192]);
      assertThatThrownBy(() -> SnapshotFile.status(noise))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("no etcd database");
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      int was = raw.read();
      raw.seek(at);
      raw.write(was ^ 0xff);
    }
  }

  @Test
  void abrokenStreamLeavesNoFileBehind() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().clientProxies().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      etcd.fill("a/", 2_000, 10_000);
      Path file = dir.resolve("snap.db");
      assertThatThrownBy(() ->
              ops.snapshots()
                  .save(
                      etcd.member(0).endpoint(),
                      file,
                      LIMIT,
                      (bytes, total) -> etcd.member(0).clientProxy().cut()))
          .isInstanceOf(EtcdException.class);
      try (var files = Files.list(dir)) {
        assertThat(files).isEmpty();
      }
    }
  }
}
