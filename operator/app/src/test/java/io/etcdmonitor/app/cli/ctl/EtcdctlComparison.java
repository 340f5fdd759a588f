package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in every format, side by side with the etcdctl of the same minor version on the
 * same cluster. Not compared: borders of tables, times taken, and what two runs cannot share
 * (revisions after writes, new IDs). One class for each version: a test that fails for one of them
 * only would else be taken for one that passes at times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EtcdctlComparison {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ALL = List.of("simple", "json", "fields");
  private static final List<String> TABLES = List.of("simple", "json", "fields", "table");
  private static final Set<String> ALWAYS_MASKED = Set.of("took");
  private final String minor;
  @TempDir Path dir;
  private EtcdInstallation version;
  private EtcdTestCluster etcd;
  private SoftAssertions softly;

  /**
   * @param minor version of etcd and etcdctl, such as 3.5
   */
  EtcdctlComparison(String minor) {
    this.minor = minor;
  }

  @BeforeAll
  void start() {
    version = NeedsEtcdctl.Condition.find(minor).orElseThrow();
    etcd = EtcdTestCluster.builder().versions(version).start();

    for (int i = 0; i < 3; i++) {
      etcd.member(0).admin().put("a", "v" + i);
      etcd.member(0).admin().put("c/" + i, "x" + (9 - i));
    }
    etcd.member(0).admin().put("true", "a key like any other");
    etcd.member(0).admin().put("b", "two\nlines \"quoted\" \\ \t é \u0001");
  }

  @BeforeEach
  void fresh() {
    softly = new SoftAssertions();
  }

  @AfterAll
  void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }

  private Map<String, String> environment() {
    return Map.of("ETCDCTL_ENDPOINTS", etcd.member(0).endpoint().toString());
  }

  private boolean since(int minor) {
    return Integer.parseInt(version.minor().split("\\.")[1]) >= minor;
  }

  @Test
  void reads() throws Exception {
    for (String args :
        List.of(
            "get a",
            "get nothing",
            "get b",
            "get --prefix c/",
            "get c/ --prefix --keys-only",
            "get --prefix=false a",
            "get --keys-only true",
            "get --prefix c/ --limit 2",
            "get a c",
            "get b --from-key",
            "get a --rev 2",
            "get --prefix c/ --order DESCEND --sort-by KEY",
            "get c/ --prefix --sort-by VALUE",
            "get c/ --prefix --sort-by CREATE --order DESCEND",
            "get c/ --prefix --sort-by MODIFY --order DESCEND",
            "get --prefix c/ --sort-by VERSION --order DESCEND",
            "get a --consistency s",
            "get a --print-value-only",
            "lease list",
            "role list")) {
      same(ALL, Set.of(), "", args.split(" "));
    }
    // IDs in hex in the fields format, and alarms there at all, came with 3.6 and 3.5.
    List<String> hex = since(6) ? ALL : List.of("simple", "json");
    same(hex, Set.of(), "", "get", "a", "--hex");
    same(hex, Set.of(), "", "get", "b", "--hex");
    same(since(5) ? ALL : List.of("simple", "json"), Set.of(), "", "alarm", "list");
    if (since(5)) {
      same(List.of("fields"), Set.of(), "", "get", "c/", "--prefix", "--count-only");
    }
    for (String args :
        List.of("member list", "endpoint status", "endpoint hashkv", "endpoint status --cluster")) {
      same(TABLES, Set.of(), "", args.split(" "));
    }
    if (since(6)) {
      same(List.of("json", "fields"), Set.of(), "", "member", "list", "--hex");
    }
    // 3.4 prints the simple lines to standard error.
    same(
        since(5) ? TABLES : List.of("json", "fields", "table"), Set.of(), "", "endpoint", "health");
    same(List.of("simple", "json"), Set.of(), "", "user", "list");
    if (since(5)) {
      same(List.of("simple", "json"), Set.of(), "", "auth", "status");
    }
    softly.assertAll();
  }

  @Test
  void writes() throws Exception {
    Set<String> moving =
        Set.of(
            "revision",
            "mod_revision",
            "modrevision",
            "prevmodrevision",
            "version",
            "prevversion",
            "create_revision",
            "createrevision",
            "prevcreaterevision");
    same(ALL, moving, "", "put", "w/1", "value");
    for (String format : ALL) {
      pair(
          format,
          moving,
          "",
          () -> etcd.member(0).admin().put("w/1", "value"),
          "put",
          "w/1",
          "value2",
          "--prev-kv");
    }
    same(ALL, moving, "", "put", "w/1", "--ignore-value");
    same(ALL, moving, "from stdin", "put", "w/2");
    String lines = "two\r\nlines\n";
    CtlRun.etcdctl(version, environment(), lines, List.of("put", "w/theirs"));
    ours(lines, List.of("put", "w/ours"));
    softly
        .assertThat(etcd.member(0).admin().get("w/ours"))
        .isEqualTo(etcd.member(0).admin().get("w/theirs"))
        .contains(lines);
    etcd.member(0).admin().put("d", "1");
    for (String format : ALL) {
      pair(format, moving, "", () -> etcd.member(0).admin().put("d", "1"), "del", "d");
      pair(format, moving, "", () -> etcd.member(0).admin().put("d", "1"), "del", "d", "--prev-kv");
      pair(
          format,
          moving,
          "",
          () -> {
            etcd.member(0).admin().put("d/1", "1");
            etcd.member(0).admin().put("d/2", "1");
          },
          "del",
          "d/",
          "--prefix",
          "--prev-kv");
    }
    String txn =
        """
        mod("a") > "0"
        value("a") = "v2"

        put t/1 "some value"
        get a
        get c/ --prefix --limit 2
        del t/none --prev-kv

        get b

        """;
    same(ALL, moving, txn, "txn");
    same(
        ALL,
        moving,
        "create(\"a\") = \"0\"\n\nput t/1 x\n\nget b\nput 't/2' \"y\\\"z\"\n\n",
        "txn");
    same(List.of("simple"), moving, "ver(\"a\") < \"1\"\n\n\n\n", "txn", "-i");
    softly.assertAll();
  }

  @Test
  void leases() throws Exception {
    Set<String> moving = Set.of("id", "revision");
    same(ALL, moving, "", "lease", "grant", "600");
    long lease = etcd.member(0).admin().grantLease(600);
    String id = Long.toHexString(lease);
    same(ALL, Set.of("revision"), "", "put", "l/1", "v", "--lease", id);
    same(ALL, Set.of("ttl", "remaining"), "", "lease", "timetolive", id);
    same(ALL, Set.of("ttl", "remaining"), "", "lease", "timetolive", id, "--keys");
    same(ALL, Set.of(), "", "lease", "timetolive", "1234abcd");
    same(ALL, Set.of(), "", "lease", "keep-alive", id, "--once");
    same(ALL, Set.of(), "", "get", "l/1");
    long[] fresh = new long[1];
    for (String format : ALL) {
      pairOf(
          format,
          Set.of("revision"),
          () -> fresh[0] = etcd.member(0).admin().grantLease(600),
          () -> List.of("lease", "revoke", String.format("%016x", fresh[0])));
    }
    softly.assertAll();
  }

  @Test
  void usersAndRoles() throws Exception {
    Set<String> moving = Set.of("revision");
    List<String> plain = List.of("simple", "json");
    for (String format : ALL) {
      both(format, moving, List.of("role", "add", "r-" + format));
      both(format, moving, List.of("role", "grant-permission", "r-" + format, "read", "k"));
      both(
          format,
          moving,
          List.of("role", "grant-permission", "r-" + format, "readwrite", "p/", "--prefix"));
      both(format, moving, List.of("role", "grant-permission", "r-" + format, "write", "x", "z"));
      both(
          format,
          moving,
          List.of("role", "grant-permission", "r-" + format, "write", "zz", "--from-key"));
    }
    same(ALL, moving, "", "role", "get", "r-json-theirs");
    same(ALL, moving, "", "role", "list");
    for (String format : ALL) {
      both(format, moving, List.of("role", "revoke-permission", "r-" + format, "k"));
      both(format, moving, List.of("role", "revoke-permission", "r-" + format, "x", "z"));
      both(format, moving, List.of("user", "add", "u-" + format, ":", "secret"));
      both(format, moving, List.of("user", "grant-role", "u-" + format, "r-json-theirs"));
    }
    same(plain, moving, "", "user", "get", "u-json-theirs");
    same(List.of("simple"), moving, "", "user", "get", "u-json-theirs", "--detail");
    same(plain, moving, "", "user", "list");
    for (String format : ALL) {
      both(format, moving, List.of("user", "revoke-role", "u-" + format, "r-json-theirs"));
      both(format, moving, List.of("user", "delete", "u-" + format));
      both(format, moving, List.of("role", "delete", "r-" + format));
    }
    softly.assertAll();
  }

  @Test
  void maintenance() throws Exception {
    Path file = dir.resolve("snap.db");
    CtlRun saved = ours("", List.of("snapshot", "save", file.toString()));
    softly.assertThat(saved.code()).as(saved.err()).isZero();
    softly.assertThat(saved.out()).startsWith("Snapshot saved at " + file);
    Path utl = version.etcd().resolveSibling("etcdutl");
    Path reader = since(6) ? utl : version.etcdctl().orElseThrow();
    for (String format :
        NeedsEtcdctl.Condition.isOf(version, reader) ? TABLES : List.<String>of()) {
      List<String> args = List.of("snapshot", "status", file.toString(), "-w", format);
      compare(format, Set.of(), CtlRun.program(reader, Map.of(), "", args), ours("", args), args);
    }
    for (int type : List.of(1, 2)) {
      // etcdctl crashes when it is to show a header that is not there, in the fields format.
      for (String format : List.of("simple", "json")) {
        Runnable alarm = () -> etcd.member(0).admin().activateAlarm(etcd.member(0).rawId(), type);
        pair(format, Set.of("revision"), "", alarm, "alarm", "list");
        pair(format, Set.of("revision"), "", alarm, "alarm", "disarm");
      }
    }
    long revision = etcd.member(0).admin().put("z", "1");
    same(List.of("simple"), Set.of(), "", "compaction", Long.toString(revision - 1), "no");
    CtlRun compacted = ours("", List.of("compaction", Long.toString(revision), "--yes"));
    softly.assertThat(compacted.out()).isEqualTo("compacted revision " + revision + "\n");
    softly.assertAll();
  }

  @Test
  void exitCodesOfMistakes() throws Exception {
    for (String args :
        List.of(
            "get",
            "get a --prefix --from-key",
            "get a --order UP",
            "get a --sort-by COLOUR",
            "get a --consistency x",
            "put",
            "put a",
            "del",
            "lease grant x",
            "lease revoke xyz",
            "lease revoke 1234abcd",
            "lease grant",
            "member remove zzz",
            "member add",
            "member add x",
            "move-leader",
            "get a --rev 99999",
            "compaction",
            "compaction x",
            "compaction 99999",
            "user get nobody",
            "role get nothing",
            "lease list -w table",
            "user list -w fields",
            "get a --endpoints http://127.0.0.1:1",
            "txn",
            "snapshot save")) {
      List<String> words = new ArrayList<>(Arrays.asList(args.split(" ")));
      CtlRun theirs = CtlRun.etcdctl(version, environment(), "", words);
      words.add("--yes");
      CtlRun ours = ours("", words);
      softly
          .assertThat(ours.code())
          .as("%s: etcdctl says %s, we say %s", args, theirs.err(), ours.err())
          .isEqualTo(theirs.code());
      softly.assertThat(ours.err()).as(args).startsWith("Error: ");
    }
    softly.assertAll();
  }

  @Test
  void destructionIsAskedForAndMayBeRefused() {
    etcd.member(0).admin().put("e/1", "1");
    CtlRun no = ours("n\n", List.of("del", "e/", "--prefix"));
    assertThat(no.code()).isEqualTo(5);
    assertThat(no.err()).contains("deletes 1 keys").contains("nothing was done");
    assertThat(etcd.member(0).admin().get("e/1")).contains("1");
    CtlRun yes = ours("y\n", List.of("del", "e/", "--prefix"));
    assertThat(yes.out()).isEqualTo("1\n");
    CtlRun refused = ours("y\n", List.of("member", "remove", etcd.member(0).id(), "--yes"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("only voter").contains("1 - 1 = 0");
  }

  private CtlRun ours(String input, List<String> args) {
    return CtlRun.ours(environment(), input, args);
  }

  private void same(List<String> formats, Set<String> masked, String input, String... args)
      throws Exception {
    for (String format : formats) {
      pair(format, masked, input, () -> {}, args);
    }
  }

  private void pair(
      String format, Set<String> masked, String input, Runnable before, String... args)
      throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of("-w", format));
    before.run();
    CtlRun theirs = CtlRun.etcdctl(version, environment(), input, words);
    List<String> mine = new ArrayList<>(words);
    mine.add("--yes");
    before.run();
    compare(format, masked, theirs, ours(input, mine), words);
  }

  private void pairOf(
      String format,
      Set<String> masked,
      Runnable before,
      java.util.function.Supplier<List<String>> args)
      throws Exception {
    before.run();
    List<String> first = new ArrayList<>(args.get());
    first.addAll(List.of("-w", format));
    CtlRun theirs = CtlRun.etcdctl(version, environment(), "", first);
    String theirId = first.get(2);
    before.run();
    List<String> second = new ArrayList<>(args.get());
    String ourId = second.get(2);
    second.addAll(List.of("-w", format, "--yes"));
    CtlRun ours = ours("", second);
    compare(
        format,
        masked,
        new CtlRun(theirs.code(), theirs.out().replace(theirId, "ID"), theirs.err()),
        new CtlRun(ours.code(), ours.out().replace(ourId, "ID"), ours.err()),
        first);
  }

  /** The same change twice, under two names that end in -theirs and -ours. */
  private void both(String format, Set<String> masked, List<String> args) throws Exception {
    CtlRun theirs = CtlRun.etcdctl(version, environment(), "", named(args, format, "-theirs"));
    List<String> mine = new ArrayList<>(named(args, format, "-ours"));
    mine.add("--yes");
    CtlRun ours = ours("", mine);
    compare(
        format,
        masked,
        theirs,
        new CtlRun(ours.code(), ours.out().replace("-ours", "-theirs"), ours.err()),
        args);
  }

  private static List<String> named(List<String> args, String format, String suffix) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      boolean name = i == 2;
      String word = args.get(i) + (name ? suffix : "");
      if (i + 1 < args.size() && args.get(i + 1).equals(":")) {
        word += ":" + args.get(i + 2);
        i += 2;
      }
      words.add(word);
    }
    words.addAll(List.of("-w", format));
    return words;
  }

  private void compare(
      String format, Set<String> masked, CtlRun theirs, CtlRun ours, List<String> args)
      throws Exception {
    String what = version + ": " + String.join(" ", args) + " (" + format + ")";
    softly
        .assertThat(ours.code())
        .as("exit code of %s%ntheirs: %s%nours: %s", what, theirs.err(), ours.err())
        .isEqualTo(theirs.code());
    if (theirs.code() != 0) {
      return;
    }
    switch (format) {
      case "json" ->
          softly
              .assertThat(mask(read(ours.out()), masked))
              .as(what)
              .isEqualTo(mask(read(newNames(theirs.out())), masked));
      case "table" -> softly.assertThat(cells(ours.out())).as(what).isEqualTo(cells(theirs.out()));
      default ->
          softly
              .assertThat(lines(ours.out(), masked))
              .as(what)
              .isEqualTo(lines(theirs.out(), masked));
    }
  }

  /** etcdctl 3.4 has names of its own for the answers in a transaction. */
  private static String newNames(String json) {
    return json.replace("ResponsePut", "response_put")
        .replace("ResponseRange", "response_range")
        .replace("ResponseDeleteRange", "response_delete_range");
  }

  private static JsonNode read(String text) throws Exception {
    try {
      return JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(text);
    }
  }

  private static JsonNode mask(JsonNode node, Set<String> masked) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (masked.contains(lower) || ALWAYS_MASKED.contains(lower)) {
          object.put(name, "masked");
        }
      }
    }
    node.forEach(child -> mask(child, masked));
    return node;
  }

  /** Cells without borders, whatever they are drawn with. */
  private static List<List<String>> cells(String table) {
    return table
        .lines()
        .filter(line -> line.matches("^[|│].*"))
        .map(line ->
            Arrays.stream(line.substring(1, line.length() - 1).split("[|│]", -1))
                .map(String::strip)
                .map(cell -> cell.matches("[0-9.]+(ns|µs|ms|s)") ? "took" : cell)
                .toList())
        .toList();
  }

  private static List<String> lines(String text, Set<String> masked) {
    return text.lines()
        // etcdctl before 3.6 prints a revision of 0 where there is none.
        .filter(line -> !line.equals("\"Revision\" : 0"))
        .map(line -> line.replaceAll("took = \\S+", "took = ..."))
        .map(line -> line.startsWith("\"Took\"") ? "\"Took\"" : line)
        .map(line -> masked(line, masked))
        .map(String::stripTrailing)
        .toList();
  }

  private static String masked(String line, Set<String> masked) {
    if (line.startsWith("\"")) {
      String name = line.substring(1, line.indexOf('"', 1)).toLowerCase(Locale.ROOT);
      return masked.contains(name) ? "\"" + name + "\"" : line;
    }
    String shown = masked.contains("id") ? line.replaceAll("[0-9a-f]{16}", "ID") : line;
    return masked.contains("remaining")
        ? shown.replaceAll("remaining\\(\\d+s\\)", "remaining")
        : shown;
  }
}
