package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.ByteString;
import io.etcdmonitor.app.cli.CommandLineRunner;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ctl does beyond etcdctl, or what cannot be compared with it. */
class CtlIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static EtcdTestCluster etcd;
  @TempDir Path dir;

  @BeforeAll
  static void start() {
    etcd = EtcdTestCluster.builder().start();
    for (int i = 0; i < 20; i++) {
      etcd.member(0).admin().put("k/" + i, "yes " + "x".repeat(60_000));
    }
    etcd.member(0).admin().put("odd", "two\nlines: \"quoted\" # yes");
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static CtlRun ctl(String... args) {
    return ctl(etcd, false, args);
  }

  /** With something piped into it. */
  private static CtlRun piped(byte[] input, String... args) {
    return ctl(etcd, false, input, args);
  }

  private static CtlRun ctl(EtcdTestCluster cluster, boolean watched, String... args) {
    return ctl(cluster, watched, new byte[0], args);
  }

  private static CtlRun ctl(
      EtcdTestCluster cluster, boolean watched, byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("ETCDCTL_ENDPOINTS", cluster.member(0).endpoint().toString()),
            watched);
    List<String> all = new ArrayList<>(List.of("ctl"));
    all.addAll(List.of(args));
    CtlCommand command =
        new CtlCommand(
            terminal,
            new ByteArrayInputStream(input),
            name -> {
              throw new IllegalArgumentException(name);
            });
    int code = new CommandLineRunner(terminal, List.of(command)).run(all.toArray(String[]::new));
    return new CtlRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void yamlSaysWhatJsonSays() throws Exception {
    SoftAssertions softly = new SoftAssertions();
    etcd.member(0).admin().addUser("1000", "a name that looks like a number");
    for (String args :
        List.of(
            "get odd",
            "get nothing",
            "get k/ --prefix --keys-only",
            "member list",
            "endpoint status",
            "endpoint hashkv",
            "alarm list",
            "lease list",
            "user list",
            "role list")) {
      CtlRun json = ctl((args + " -w json").split(" "));
      CtlRun yaml = ctl((args + " -w yaml").split(" "));
      JsonNode expected = new ObjectMapper().readTree(json.out());
      softly.assertThat(yaml.code()).as(yaml.err()).isZero();
      // Numbers that grow by themselves are the same within one answer only.
      softly.assertThat(new YAMLMapper().readTree(yaml.out())).as(args).isEqualTo(expected);
    }
    softly.assertThat(ctl("get", "odd", "-w", "xml").code()).isEqualTo(4);
    softly.assertAll();
  }

  @Test
  void aPipedValueIsWrittenByteForByte() throws Exception {
    byte[] value = {'a', '\r', '\n', (byte) 0xff, 0, (byte) 0xc3, '\n', '\n'};
    CtlRun put = piped(value, "put", "piped/bytes");
    assertThat(put.code()).as(put.err()).isZero();
    JsonNode read = new ObjectMapper().readTree(ctl("get", "piped/bytes", "-w", "json").out());
    assertThat(read.at("/kvs/0/value").binaryValue()).isEqualTo(value);
  }

  @Test
  void anEscapedByteIsThatByte() throws Exception {
    String txn = "\nput \"\\xff\\xfe\" \"\\xc3\\xa9\\u00e9\"\n\n\n";
    CtlRun done = piped(txn.getBytes(StandardCharsets.UTF_8), "txn");
    assertThat(done.code()).as(done.err()).isZero();
    JsonNode read = new ObjectMapper().readTree(ctl("get", "z", "--from-key", "-w", "json").out());
    assertThat(read.at("/kvs")).hasSize(1);
    assertThat(read.at("/kvs/0/key").binaryValue()).isEqualTo(new byte[] {-1, -2});
    assertThat(read.at("/kvs/0/value").binaryValue())
        .isEqualTo("\u00e9\u00e9".getBytes(StandardCharsets.UTF_8));
    String gone = "value(\"\\xff\\xfe\") = \"\\xc3\\xa9\\u00e9\"\n\ndel \"\\xff\\xfe\"\n\n\n";
    assertThat(piped(gone.getBytes(StandardCharsets.UTF_8), "txn").out())
        .isEqualTo("SUCCESS\n\n1\n");
  }

  @Test
  void aKeyDoesNotCommandTheTerminal() {
    String title = "\u001b]0;owned\u0007";
    etcd.member(0).admin().put("tty/" + title, "a\tb\nc\rd\u009b31m \u00e9");
    etcd.member(0).admin().put("tty/x", ByteString.copyFrom(new byte[] {'v', (byte) 0x9b, 'w'}));
    assertThat(ctl(etcd, true, "get", "tty/", "--prefix").out())
        .isEqualTo("tty/\\x1b]0;owned\\a\na\tb\nc\\rd\\u009b31m \u00e9\ntty/x\nv\\x9bw\n");
    assertThat(ctl("get", "tty/" + title).out())
        .as("a program gets what is there")
        .isEqualTo("tty/" + title + "\na\tb\nc\rd\u009b31m \u00e9\n");
    assertThat(ctl("lease", "revoke", title).err()).doesNotContain("\u001b", "\u0007");
  }

  /** etcdctl: "watch is canceled by the server", exit code 5. */
  @Test
  void aWatchOfWhatWasCompactedEndsAsInEtcdctl() {
    long first = etcd.member(0).admin().put("compacted", "1");
    long last = etcd.member(0).admin().put("compacted", "2");
    etcd.member(0).admin().compact(last);
    CtlRun watch = ctl("watch", "compacted", "--rev", Long.toString(first));
    assertThat(watch.code()).isEqualTo(5);
    assertThat(watch.err()).contains("compacted its history up to " + last);
  }

  @Test
  void aDocumentInATerminalMeansTheSame() throws Exception {
    String name = "a\u007fb\u009bc\u0085d\"e\\f\u001bg";
    assertThat(ctl("role", "add", name).code()).isZero();
    try {
      String json = ctl(etcd, true, "role", "list", "-w", "json").out();
      assertThat(json.strip().chars()).noneMatch(Character::isISOControl);
      assertThat(new ObjectMapper().readTree(json).path("roles"))
          .as(json)
          .anyMatch(role -> role.asText().equals(name));
      String yaml = ctl(etcd, true, "role", "list", "-w", "yaml").out();
      assertThat(yaml.chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
      assertThat(new YAMLMapper().readTree(yaml).path("roles"))
          .as(yaml)
          .anyMatch(role -> role.asText().equals(name));
    } finally {
      ctl("role", "delete", name, "--yes");
    }
  }

  @Test
  void aMembersNameMayLookLikeAnId() {
    try (EtcdTestCluster named = EtcdTestCluster.builder().namePrefix("db").start()) {
      CtlRun byName = ctl(named, false, "member", "remove", "db1", "--yes");
      assertThat(byName.code()).isEqualTo(1);
      assertThat(byName.err()).contains("only voter");
      assertThat(ctl(named, false, "member", "remove", named.member(0).id(), "--yes").err())
          .contains("only voter");
      assertThat(ctl(named, false, "member", "remove", "db2", "--yes").err())
          .contains("no member has the ID db2");
    }
  }

  @Test
  void anEmptyPipeOverwritesNothing() {
    etcd.member(0).admin().put("piped/kept", "precious");
    CtlRun refused = ctl("put", "piped/kept");
    assertThat(refused.code()).isEqualTo(128);
    assertThat(refused.err()).contains("standard input is empty");
    assertThat(etcd.member(0).admin().get("piped/kept")).contains("precious");
    assertThat(ctl("put", "piped/kept", "").code()).isZero();
    assertThat(etcd.member(0).admin().get("piped/kept")).contains("");
  }

  @Test
  void nothingIsDoneThatCouldNotBeShown() {
    CtlRun refused = ctl("put", "unseen", "1", "-w", "xml");
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("'xml' is no output format");
    assertThat(etcd.member(0).admin().get("unseen")).isEmpty();
  }

  @Test
  void aTypeOfAlarmThatThereIsNotIsNoSuccess() {
    CtlRun refused = ctl("alarm", "disarm", "--type", "nospce");
    assertThat(refused.code()).isEqualTo(128);
    assertThat(refused.err()).contains("'nospce' is no alarm: nospace or corrupt");
    assertThat(ctl("alarm", "disarm", "--type", "NOSPACE").code()).isZero();
  }

  @Test
  void aLeaseThatIsGoneIsNotKeptAlive() throws Exception {
    CtlRun gone = ctl("lease", "keep-alive", "--once", "1234abcd");
    assertThat(gone.err()).contains("lease 000000001234abcd is not kept alive");
    assertThat(gone.out()).isEmpty();
    assertThat(gone.code()).isEqualTo(2);
    EtcdInstallation version = etcd.member(0).installation();
    if (version.etcdctl().isPresent()) {
      List<String> args = List.of("lease", "keep-alive", "--once", "1234abcd");
      Map<String, String> where = Map.of("ETCDCTL_ENDPOINTS", etcd.member(0).endpoint().toString());
      assertThat(CtlRun.etcdctl(version, where, "", args).code()).isEqualTo(gone.code());
    }
  }

  @Test
  void aCheckTakesAnyDuration() {
    CtlRun check = ctl("check", "perf", "--duration", "1500ms");
    assertThat(check.out()).contains("Throughput", "Slowest request", "Stddev");
    assertThat(check.err()).isEmpty();
  }

  @Test
  void whoMayOnlyWriteDeletesRanges() {
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().auth("secret").start()) {
      for (String line :
          List.of(
              "role add writer",
              "role grant-permission writer write w/ --prefix",
              "user add writer:pass",
              "user grant-role writer writer",
              "put w/1 1")) {
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of("--user", "root:secret"));
        CtlRun done = ctl(cluster, false, args.toArray(String[]::new));
        assertThat(done.code()).as(line + ": " + done.err()).isZero();
      }
      CtlRun deleted =
          ctl(cluster, false, "del", "w/", "--prefix", "--yes", "--user", "writer:pass");
      assertThat(deleted.err()).isEmpty();
      assertThat(deleted.out()).isEqualTo("1\n");
    }
  }

  @Test
  void defragOfOneMemberWarnsOfTheOthers() {
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().members(3).start()) {
      CtlRun fine = ctl(cluster, false, "defrag", "--always", "--yes");
      assertThat(fine.code()).as(fine.err()).isZero();
      assertThat(fine.err()).isEmpty();
      cluster.member(1).kill();
      cluster.awaitLeader();
      CtlRun warned = ctl(cluster, false, "defrag", "--always", "--yes");
      assertThat(warned.err())
          .contains("Warning: without " + cluster.member(0).name())
          .contains("1 of 3 voters serve, as seen from here, and 2 must agree")
          .contains("not serving: " + cluster.member(1).name());
      assertThat(warned.code()).as(warned.err()).isZero();
    }
  }

  @Test
  void aFullDatabaseIsToldWithTheWayOut() {
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().start()) {
      cluster.member(0).admin().activateAlarm(cluster.member(0).rawId(), EtcdAdmin.NOSPACE);
      CtlRun refused = ctl(cluster, false, "put", "a", "b");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err())
          .endsWith(
              "etcdserver: mvcc: database space exceeded:"
                  + " make space (del, compaction, defrag), then alarm disarm\n");
    }
  }

  @Test
  void withoutAMajorityItIsToldThatThereIsNoLeaderAndWhatStillAnswers() {
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().members(3).start()) {
      cluster.member(1).kill();
      cluster.member(2).kill();
      Await.until(
          "the leader is gone",
          PATIENCE,
          () -> ctl(cluster, false, "endpoint", "status").out().contains("no leader"));
      for (String line : List.of("member list", "put a b", "get a")) {
        CtlRun silent = ctl(cluster, false, (line + " --command-timeout 1s").split(" "));
        assertThat(silent.code()).isEqualTo(1);
        assertThat(silent.err())
            .endsWith(
                "; there is no leader: until a majority of the members is back, etcd answers only"
                    + " 'endpoint status' and reads with --consistency s\n");
      }
      assertThat(ctl(cluster, false, "member", "list", "--consistency", "s").out().lines())
          .hasSize(3);
      cluster.member(0).freeze();
      assertThat(ctl(cluster, false, "member", "list", "--command-timeout", "1s").err())
          .contains(cluster.member(0).endpoint().toString())
          .doesNotContain("leader");
      cluster.member(0).thaw();
    }
    assertThat(ctl("member", "list", "--consistency", "x").err())
        .contains("unknown consistency flag 'x': l or s");
  }

  @Test
  void withoutAMajorityNobodyCanSignInAndThatIsToldToo() {
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().members(3).auth("secret").start()) {
      cluster.member(1).kill();
      cluster.member(2).kill();
      Await.until(
          "the leader is gone",
          PATIENCE,
          () ->
              ctl(cluster, false, "get a --user root:secret --command-timeout 1s".split(" "))
                  .err()
                  .contains("; there is no leader: "));
    }
  }

  @Test
  void defragWithNothingToDoAsksNothing() {
    CtlRun idle = ctl("defrag");
    assertThat(idle.code()).as(idle.err()).isZero();
    assertThat(idle.err()).contains("left alone", "--always").doesNotContain("Do it?");
    CtlRun unconfirmed = ctl("defrag", "--always");
    assertThat(unconfirmed.code()).isEqualTo(5);
    assertThat(unconfirmed.err()).contains("will be defragmented", "Do it?");
  }

  @Test
  void aCheckTellsItsResultsAlthoughItCannotDefragment() {
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().members(3).start()) {
      String all =
          cluster.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(","));
      cluster.follower().kill();
      CtlRun check =
          ctl(
              cluster,
              false,
              "check",
              "perf",
              "--duration",
              "1s",
              "--auto-defrag",
              "--endpoints",
              all);
      assertThat(check.out()).contains("Throughput", "Slowest request", "Stddev");
      assertThat(check.err()).contains("1 of 3 members do not answer");
      assertThat(check.code()).isEqualTo(1);
    }
  }

  @Test
  void theBarIsForPeopleOnly() throws Exception {
    Path watched = dir.resolve("watched.db");
    CtlRun bar = ctl(etcd, true, "snapshot", "save", watched.toString());
    assertThat(bar.code()).as(bar.err()).isZero();
    assertThat(bar.err()).contains("\r[#").contains(" of ");
    // It is wiped away: what stays on the screen is the answer.
    assertThat(bar.err()).endsWith(" \r");
    assertThat(bar.out()).startsWith("Snapshot saved at " + watched).doesNotContain("#");
    CtlRun piped = ctl(etcd, false, "snapshot", "save", dir.resolve("piped.db").toString());
    assertThat(piped.code()).isZero();
    assertThat(piped.err()).isEmpty();
    // The same keys: only the header of the database file may differ.
    assertThat(Files.size(watched)).isEqualTo(Files.size(dir.resolve("piped.db")));
  }

  @Test
  void aWatchRunsACommandForEachChange() throws Exception {
    Path told = dir.resolve("told");
    String command =
        "echo $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_KEY $ETCD_WATCH_VALUE $ETCD_WATCH_REVISION >> "
            + told;
    long from = etcd.member(0).admin().put("exec/start", "1");
    Thread watch =
        Thread.ofVirtual()
            .start(() ->
                ctl(
                    "watch",
                    "exec/",
                    "--prefix",
                    "--rev",
                    Long.toString(from),
                    "--",
                    "sh",
                    "-c",
                    command));
    try {
      long second = etcd.member(0).admin().put("exec/a", "it's \"it\"");
      etcd.member(0).admin().delete("exec/a");
      Await.until(
          "three changes are told",
          PATIENCE,
          () -> Files.exists(told) && Files.readAllLines(told).size() == 3);
      assertThat(Files.readAllLines(told))
          .anySatisfy(line -> assertThat(line).startsWith("\"PUT\" \"exec/start\" \"1\""))
          .anySatisfy(line ->
              assertThat(line)
                  .startsWith("\"PUT\" \"exec/a\" \"it's \\\"it\\\"\"")
                  .satisfies(l ->
                      assertThat(Long.parseLong(l.substring(l.lastIndexOf(' ') + 1)))
                          .isGreaterThanOrEqualTo(second)))
          .anySatisfy(line -> assertThat(line).startsWith("\"DELETE\" \"exec/a\" \"\""));
    } finally {
      watch.interrupt();
      watch.join(PATIENCE);
    }
    CtlRun failing =
        ctl("watch", "exec/", "--prefix", "--rev", Long.toString(from), "--", "sh", "-c", "exit 7");
    assertThat(failing.code()).isEqualTo(1);
    assertThat(failing.err()).contains("ended with exit code 7");
  }

  @Test
  void whatIsNoFlagOrCommandEndsAsInEtcdctl() throws Exception {
    EtcdInstallation version = etcd.member(0).installation();
    for (String args : List.of("get a --colour", "--colour get a", "nonsense", "get a --limit")) {
      CtlRun ours = ctl(args.split(" "));
      assertThat(ours.code()).as(args + ": " + ours.err()).isEqualTo(1);
      assertThat(ours.err().lines()).hasSize(1);
      if (version.etcdctl().isPresent()) {
        assertThat(CtlRun.etcdctl(version, Map.of(), "", List.of(args.split(" "))).code())
            .as("etcdctl " + args)
            .isEqualTo(ours.code());
      }
    }
  }

  @Test
  void aDowngradeIsCheckedEnabledAndCancelled() {
    Optional<EtcdInstallation> modern = EtcdInstallation.find("3.6");
    Assumptions.assumeTrue(modern.isPresent(), "needs etcd 3.6");
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().versions(modern.get()).start()) {
      Await.until(
          "the cluster has its version",
          PATIENCE,
          () -> ctl(cluster, false, "downgrade", "validate", "3.5").code() == 0);
      CtlRun wrong = ctl(cluster, false, "downgrade", "validate", "3.4");
      assertThat(wrong.code()).isEqualTo(1);
      assertThat(wrong.err()).contains("invalid downgrade target version");
      CtlRun unconfirmed = ctl(cluster, false, "downgrade", "enable", "3.5");
      assertThat(unconfirmed.code()).isEqualTo(5);
      assertThat(unconfirmed.err()).contains("the cluster works as version 3.5");
      CtlRun enabled = ctl(cluster, false, "downgrade", "enable", "3.5", "--yes");
      assertThat(enabled.err()).isEmpty();
      assertThat(enabled.out()).startsWith("Downgrade enable success, cluster version 3.");
      Await.until(
          "the status tells it",
          PATIENCE,
          () -> {
            String status = ctl(cluster, false, "endpoint", "status", "-w", "fields").out();
            return status.contains("\"DowngradeTargetVersion\" : \"3.5")
                && status.contains("\"DowngradeEnabled\" : true");
          });
      CtlRun cancelled = ctl(cluster, false, "downgrade", "cancel", "-w", "json");
      assertThat(cancelled.err()).isEmpty();
      assertThat(cancelled.out()).contains("\"version\":\"3.");
      Await.until(
          "the status tells that, too",
          PATIENCE,
          () ->
              ctl(cluster, false, "endpoint", "status", "-w", "fields")
                  .out()
                  .contains("\"DowngradeEnabled\" : false"));
    }
  }

  @Test
  void anOldServerSaysThatItCannotDowngrade() {
    Optional<EtcdInstallation> old = EtcdInstallation.find("3.4");
    Assumptions.assumeTrue(old.isPresent(), "needs etcd 3.4");
    try (EtcdTestCluster cluster = EtcdTestCluster.builder().versions(old.get()).start()) {
      CtlRun refused = ctl(cluster, false, "downgrade", "validate", "3.3");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("this etcd does not know Downgrade");
    }
  }
}
