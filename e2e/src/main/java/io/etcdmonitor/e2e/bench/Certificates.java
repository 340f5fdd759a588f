package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.etcd.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Certificates of one bench: those of the members, and one for who watches them. */
final class Certificates {
  /** Files in the directory that was given; servers have {@code server.crt} and its key. */
  static final String CA = "ca.crt";

  static final String CLIENT = "client.crt";
  static final String CLIENT_KEY = "client.key";

  private Certificates() {}

  /** Leaves them in files, and what clients need in what is returned. */
  static Fleet.Credentials issue(Path files) throws IOException {
    TestPki pki = new TestPki();
    TestPki.Issued server =
        pki.server(List.of(Addresses.SERVER_NAME), List.of(), Duration.ofDays(365));
    TestPki.Issued client = pki.client("etcd-monitor");
    Files.writeString(files.resolve(CA), pki.caPem());
    Files.writeString(files.resolve("server.crt"), server.certificatePem());
    Files.writeString(files.resolve("server.key"), server.keyPem());
    Files.writeString(files.resolve(CLIENT), client.certificatePem());
    Files.writeString(files.resolve(CLIENT_KEY), client.keyPem());
    return new Fleet.Credentials(pki.caPem(), client.certificatePem(), client.keyPem());
  }
}
