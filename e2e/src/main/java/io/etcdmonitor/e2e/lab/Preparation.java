package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.Ports;
import io.etcdmonitor.etcd.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a row's etcd needs before it starts: certificates, users, a small disk. */
final class Preparation {
  static final String PASSWORD = "lab-root";
  private static final Duration COMMAND = Duration.ofSeconds(10);
  private static final String DISK = "size=224m";

  private final Site site;
  private final Row.Setup set;
  private TestPki pki;

  Preparation(Site site, Row.Setup set) {
    this.site = site;
    this.set = set;
  }

  EtcdTestCluster start(EtcdTestClusterBuilder builder) {
    if (set.has("tls")) {
      pki = new TestPki();
      builder.mutualTls(pki);
      certificate(site, pki.server());
      for (int i = 0; i < set.members(); i++) {
        builder.memberFlags(
            i,
            "--cert-file=" + site.directory().resolve("server.crt"),
            "--key-file=" + site.directory().resolve("server.key"));
      }
    }
    if (set.has("auth")) {
      builder.auth(PASSWORD).user("poor", "poor").flags("--auth-token-ttl=10");
    }
    if (set.has("small-disk")) {
      Path mount = site.directory().resolve("disk");
      run("mkdir", mount.toString());
      run("mount", "-t", "tmpfs", "-o", DISK, "lab", mount.toString());
      site.atEnd(() -> run("umount", "-l", mount.toString()));
      builder.memberFlags(set.members() - 1, "--data-dir=" + mount.resolve("data"));
    }
    if (set.has("wrong-advertised-url")) {
      builder.memberFlags(
          set.members() - 1, "--advertise-client-urls=http://127.0.0.1:" + Ports.free());
    }
    return builder.start();
  }

  /** What the object must say to get in. */
  void spec(ObjectNode spec) {
    if (pki != null) {
      TestPki.Issued client = pki.client("etcd-monitor");
      site.secret(
          "tls",
          Map.of(
              "ca.crt", pki.caPem(),
              "tls.crt", client.certificatePem(),
              "tls.key", client.keyPem()));
      spec.putObject("tls").put("secretName", site.secretName("tls"));
      site.authority(pki);
    }
    if (set.has("auth")) {
      site.secret("auth", Map.of("username", "root", "password", PASSWORD));
      spec.putObject("auth").put("secretName", site.secretName("auth"));
    }
  }

  /** Puts a server certificate where every member of the row reads it at the next handshake. */
  static void certificate(Site site, TestPki.Issued issued) {
    try {
      Files.writeString(site.directory().resolve("server.crt"), issued.certificatePem());
      Files.writeString(site.directory().resolve("server.key"), issued.keyPem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the system to its end. */
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!Await.ended(process, COMMAND)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " does not end");
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", List.of(command)) + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(command[0] + " cannot be run", e);
    }
  }
}
