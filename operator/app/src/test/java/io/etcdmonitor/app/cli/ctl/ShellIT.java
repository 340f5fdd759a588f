package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at the shell, through a pseudo-terminal. */
class ShellIT {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  @TempDir Path dir;
  private EtcdTestCluster etcd;
  private EtcdOperations operations;
  private Terminal console;
  private Shell shell;
  private Thread running;
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    etcd = EtcdTestCluster.builder().start();
    operations = EtcdOperations.open(etcd.spec());
    console =
        TerminalBuilder.builder()
            .name("test")
            .type("xterm")
            .system(false)
            .streams(new PipedInputStream(keyboard, 1 << 16), screen)
            .attributes(new Attributes())
            .size(new Size(200, 50))
            .build();
    shell = shell(operations);
    running = Thread.ofPlatform().start(shell::run);
    shows("1/1>");
  }

  private Shell shell(EtcdOperations on) {
    return new Shell(
        console,
        on,
        Map.of(),
        dir.resolve("history"),
        name -> {
          throw new IllegalArgumentException(name);
        });
  }

  @AfterEach
  void stop() throws Exception {
    keyboard.close();
    running.join(PATIENCE);
    shell.close();
    console.close();
    operations.close();
    etcd.close();
  }

  private void type(String text) throws IOException {
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  /** What is on the screen, without what moves the cursor and colours. */
  private String screen() {
    return screen
        .toString(StandardCharsets.UTF_8)
        .replaceAll("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]", "");
  }

  private void shows(String text) {
    Await.until("the screen shows " + text, PATIENCE, () -> screen().contains(text));
  }

  @Test
  void commandsWorkAndHistoryKeepsNoSecret() throws Exception {
    type("put greeting top-secret\r");
    shows("OK");
    Await.until(
        "it is written",
        PATIENCE,
        () -> etcd.member(0).admin().get("greeting").equals(java.util.Optional.of("top-secret")));
    type("user add alice:hunter2\r");
    shows("User alice created");
    type("user add bob\r");
    shows("Password of bob:");
    type("hunter3\r");
    shows("again for confirmation:");
    type("hunter3\r");
    shows("User bob created");
    assertThat(screen()).doesNotContain("hunter3");
    type("get greeting -w json\r");
    shows("\"count\":1");
    type("member remove " + etcd.member(0).name() + "\r");
    shows("only voter");
    type("exit\r");
    running.join(PATIENCE);
    assertThat(running.isAlive()).isFalse();
    String history = Files.readString(dir.resolve("history"));
    assertThat(history).contains("put greeting").contains("get greeting -w json");
    assertThat(history).doesNotContain("top-secret").doesNotContain("hunter2", "hunter3", "bob");
  }

  @Test
  void tabCompletesCommandsMembersAndKeys() throws Exception {
    etcd.member(0).admin().put("unusual/key", "found-it");
    type("memb\tli\t\r");
    shows("started");
    type("get unus\t\r");
    shows("found-it");
    type("member remove " + etcd.member(0).id().substring(0, 6) + "\t\r");
    shows("only voter");
  }

  @Test
  void tabOffersNoKeyThatItWouldSpoil() throws Exception {
    etcd.member(0).admin().put("spoilt one", "1");
    etcd.member(0).admin().put("spoilt\\two", "found-two");
    etcd.member(0).admin().put("spoilt\u001b]0;owned\u0007", "3");
    type("get spo\t\r");
    shows("found-two");
    assertThat(screen()).contains("get spoilt\\two").doesNotContain("spoilt one", "owned");
  }

  /** Watches, and puts a value until its line is shown: the watch begins when it can. */
  private void watchShows(String key, String value, String line) throws IOException {
    type("watch w/ --prefix\r");
    shows("[1] watch w/ --prefix");
    Await.until(
        "the change is shown",
        PATIENCE,
        () -> {
          etcd.member(0).admin().put(key, value);
          return screen().contains(line);
        });
  }

  @Test
  void aKeyDoesNotCommandTheTerminal() throws Exception {
    watchShows("w/\u001b]0;owned\u0007", "x", "[1] w/\\x1b]0;owned\\a");
    type("get w/ --prefix --keys-only\r");
    Await.until(
        "the key is shown",
        PATIENCE,
        () -> screen().lines().anyMatch(line -> line.strip().equals("w/\\x1b]0;owned\\a")));
    assertThat(screen()).doesNotContain("\u001b]0;owned");
  }

  @Test
  void aTransactionMaySpanLines() throws Exception {
    type("txn\rcreate(\"t\") = \"0\"\r\rput t made\r\rget t\r\r");
    shows("SUCCESS");
    assertThat(etcd.member(0).admin().get("t")).contains("made");
  }

  @Test
  void aWatchRunsBesideThePrompt() throws Exception {
    watchShows("w/a", "changed-now", "[1] changed-now");
    type("jobs\r");
    type("stop 1\r");
    shows("[1] stopped");
    type("get w/a --print-value-only\r");
    shows("changed-now");
  }

  @Test
  void thePromptSaysThatEtcdIsGone() throws Exception {
    etcd.member(0).kill();
    type("\r");
    shows("(no answer)");
    shows("0/1>");
  }

  @Test
  void theFirstPromptWaitsUntilConnectionsAreMade() throws Exception {
    type("exit\r");
    running.join(PATIENCE);
    try (EtcdTestCluster far = EtcdTestCluster.builder().clientProxies().start()) {
      far.member(0).clientProxy().delay(Duration.ofMillis(300));
      try (EtcdOperations there = EtcdOperations.open(far.spec());
          Shell first = shell(there)) {
        running = Thread.ofPlatform().start(first::run);
        shows(far.member(0).endpoint().authority() + " 1/1>");
        type("exit\r");
        running.join(PATIENCE);
      }
    }
  }
}
