package io.etcdmonitor.etcd.testing;

import io.etcdmonitor.etcd.TlsMaterial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an {@link EtcdTestCluster} shall look like. */
public final class EtcdTestClusterBuilder {
  int members = 1;
  String namePrefix = "m";
  String host = "127.0.0.1";
  boolean clientProxies;
  boolean peerProxies;
  Optional<String> rootPassword = Optional.empty();
  final List<User> users = new ArrayList<>();
  final List<String> flags = new ArrayList<>();
  final Map<Integer, List<String>> memberFlags = new HashMap<>();
  private List<EtcdInstallation> installations = List.of();
  private Optional<TestPki> pki = Optional.empty();
  private Optional<TestPki.Issued> serverCertificate = Optional.empty();
  private Optional<TestPki.Issued> peerCertificate = Optional.empty();
  private Optional<TestPki.Issued> clientCertificate = Optional.empty();

  record User(String name, String password, Optional<String> readWritePrefix) {}

  EtcdTestClusterBuilder() {}

  public EtcdTestClusterBuilder members(int count) {
    members = count;
    return this;
  }

  /** Which etcd; several are dealt out to the members in turn. Default: the newest here. */
  public EtcdTestClusterBuilder versions(EtcdInstallation... etcds) {
    installations = List.of(etcds);
    return this;
  }

  /** Members are called {@code <prefix>1}, {@code <prefix>2}, ... */
  public EtcdTestClusterBuilder namePrefix(String prefix) {
    namePrefix = prefix;
    return this;
  }

  /**
   * Host of the client URLs: an address or {@code localhost}; default 127.0.0.1. Use {@code ::1}
   * for IPv6.
   */
  public EtcdTestClusterBuilder clientHost(String clientHost) {
    host = clientHost;
    return this;
  }

  /** Clients speak TLS and check the server only. */
  public EtcdTestClusterBuilder serverTls(TestPki authority) {
    pki = Optional.of(authority);
    return this;
  }

  /** Clients speak TLS and must show a certificate of this authority. */
  public EtcdTestClusterBuilder mutualTls(TestPki authority) {
    return mutualTls(authority, authority.client("etcd-monitor"));
  }

  /** The same, with the certificate that {@link EtcdTestCluster#spec} shows. */
  public EtcdTestClusterBuilder mutualTls(TestPki authority, TestPki.Issued client) {
    pki = Optional.of(authority);
    clientCertificate = Optional.of(client);
    return this;
  }

  /** What the servers show instead of a good certificate of the authority. */
  public EtcdTestClusterBuilder serverCertificate(TestPki.Issued certificate) {
    serverCertificate = Optional.of(certificate);
    return this;
  }

  /** Members speak TLS to each other, show this, and take only what {@link #mutualTls} trusts. */
  public EtcdTestClusterBuilder peerCertificate(TestPki.Issued certificate) {
    peerCertificate = Optional.of(certificate);
    return this;
  }

  /** Turns authentication on, with a root user of this password. */
  public EtcdTestClusterBuilder auth(String password) {
    rootPassword = Optional.of(password);
    return this;
  }

  /** A user without any right; needs {@link #auth}. */
  public EtcdTestClusterBuilder user(String name, String password) {
    users.add(new User(name, password, Optional.empty()));
    return this;
  }

  /** A user that may read and write the keys of one prefix; needs {@link #auth}. */
  public EtcdTestClusterBuilder user(String name, String password, String readWritePrefix) {
    users.add(new User(name, password, Optional.of(readWritePrefix)));
    return this;
  }

  /** Flags for every member, for example {@code --quota-backend-bytes=...}. */
  public EtcdTestClusterBuilder flags(String... extra) {
    flags.addAll(List.of(extra));
    return this;
  }

  /** Flags for one member, by its zero-based index. */
  public EtcdTestClusterBuilder memberFlags(int index, String... extra) {
    memberFlags.computeIfAbsent(index, i -> new ArrayList<>()).addAll(List.of(extra));
    return this;
  }

  /** The quota of the backend file. */
  public EtcdTestClusterBuilder quotaBytes(long bytes) {
    return flags("--quota-backend-bytes=" + bytes);
  }

  /** Histograms per kind of request on /metrics. */
  public EtcdTestClusterBuilder extensiveMetrics() {
    return flags("--metrics=extensive");
  }

  /** Puts a {@link FaultProxy} before every client URL; the proxy is what members advertise. */
  public EtcdTestClusterBuilder clientProxies() {
    clientProxies = true;
    return this;
  }

  /** Puts a {@link FaultProxy} before every peer URL; the proxy is what members advertise. */
  public EtcdTestClusterBuilder peerProxies() {
    peerProxies = true;
    return this;
  }

  /**
   * Starts the cluster; returns when all members answer and agree on a leader, and auth is set up.
   */
  public EtcdTestCluster start() {
    EtcdTestCluster cluster = new EtcdTestCluster(this);
    cluster.start();
    return cluster;
  }

  EtcdInstallation installationOf(int index) {
    return installations.isEmpty()
        ? EtcdInstallation.newest()
        : installations.get(index % installations.size());
  }

  String scheme() {
    return pki.isPresent() ? "https" : "http";
  }

  String peerScheme() {
    return peerCertificate.isPresent() ? "https" : "http";
  }

  Optional<TlsMaterial> clientTls() {
    return pki.map(authority ->
        new TlsMaterial(
            Optional.of(authority.caPem()),
            clientCertificate.map(TestPki.Issued::certificatePem),
            clientCertificate.map(TestPki.Issued::keyPem),
            Optional.empty(),
            false));
  }

  List<String> tlsFlags(Path root) {
    if (pki.isEmpty()) {
      return List.of();
    }
    TestPki.Issued server = serverCertificate.orElseGet(this::goodServerCertificate);
    List<String> tls = new ArrayList<>();
    tls.add("--cert-file=" + write(root, "server.crt", server.certificatePem()));
    tls.add("--key-file=" + write(root, "server.key", server.keyPem()));
    if (clientCertificate.isPresent()) {
      tls.add("--client-cert-auth=true");
      tls.add("--trusted-ca-file=" + write(root, "ca.crt", pki.orElseThrow().caPem()));
    }
    peerCertificate.ifPresent(peer -> {
      tls.add("--peer-cert-file=" + write(root, "peer.crt", peer.certificatePem()));
      tls.add("--peer-key-file=" + write(root, "peer.key", peer.keyPem()));
      tls.add("--peer-client-cert-auth=true");
      tls.add("--peer-trusted-ca-file=" + write(root, "peer-ca.crt", pki.orElseThrow().caPem()));
    });
    return tls;
  }

  /** Made once, so that members added later show the same certificate. */
  private TestPki.Issued goodServerCertificate() {
    serverCertificate = Optional.of(pki.orElseThrow().server());
    return serverCertificate.get();
  }

  private static Path write(Path root, String name, String pem) {
    try {
      return Files.writeString(root.resolve(name), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
