package io.etcdmonitor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.Composition;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

class CommandLineTest {
  @TempDir Path directory;

  private Invocation last;
  private final Map<String, String> environment = new HashMap<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version                        | 0",
        "--version                      | 0",
        "--help                         | 0",
        "help                           | 0",
        "help config                    | 0",
        "config check --help            | 0",
        "config check                   | 0",
        "config show                    | 0",
        "config docs metrics            | 0",
        "''                             | 64",
        "config                         | 64",
        "nonsense                       | 64",
        "help nonsense                  | 64",
        "version --nonsense             | 64",
        "config docs nonsense           | 64",
        "config check /nowhere          | 78",
        "inspect --nonsense             | 64",
        "inspect --timeout soon         | 64",
        "inspect --endpoints ftp://a    | 64",
        "inspect --feature Healthy      | 64",
        "inspect --feature bananas      | 64",
        "inspect -o xml                 | 64",
        "inspect --config /nowhere      | 78",
        "inspect --cacert /nowhere      | 78",
        "inspect --cert a               | 64",
        "inspect --user root            | 64",
        "monitor --api-port 99999       | 64",
        "monitor --api-host bad.invalid | 69",
        "operator --kubeconfig /nowhere | 78",
        "operator --lease-name Bad_Name | 64",
      })
  void theExitCodeSaysWhatKindOfTroubleItIs(String line, int code) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(code);
  }

  @Test
  void whatCouldNotBePrintedIsNoSuccess() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(full, true, StandardCharsets.UTF_8),
            new PrintStream(said, true, StandardCharsets.UTF_8),
            Map.of(),
            false);
    assertThat(Composition.commandLine(terminal, new Shutdown()).run("rules", "list"))
        .isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(said.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("what was to be printed is lost");
  }

  /** Such as one of a jar in plugins/ that lacks a class. */
  @Test
  void anErrorIsNoVerdict() {
    Command broken =
        new Command() {
          @Override
          public CommandSpec spec() {
            return Flags.command(this, "broken", "Breaks.");
          }

          @Override
          public int run(ParseResult parsed) {
            throw new ServiceConfigurationError("com.example.Missing not found");
          }
        };
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(print, print, Map.of(), false);
    assertThat(new CommandLineRunner(terminal, List.of(broken)).run("broken"))
        .isEqualTo(ExitCode.INTERNAL.code());
    assertThat(said.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("com.example.Missing not found");
  }

  @Test
  void anUnknownFlagIsOneSentenceWithASuggestion() {
    assertThat(run("config", "show", "--confg", "x")).isEqualTo(ExitCode.USAGE.code());

    assertThat(err())
        .hasLineCount(1)
        .startsWith("etcd-monitor config show: Unknown option")
        .contains("did you mean")
        .contains("--config")
        .contains("'etcd-monitor config show --help'");
  }

  @Test
  void anUnknownFeatureIsToldWhichThereAre() {
    assertThat(run("inspect", "--feature", "healthi")).isEqualTo(ExitCode.USAGE.code());

    assertThat(err())
        .hasLineCount(1)
        .startsWith("etcd-monitor: the feature 'healthi' is not known: there are alarm, ")
        .contains("healthy");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThat(run("inspect", "--cacert", "/nowhere/ca.crt")).isEqualTo(78);
    assertThat(err()).isEqualTo("etcd-monitor: the CA file /nowhere/ca.crt does not exist\n");
  }

  @Test
  void aFileThatIsNoCertificateIsToldSo() throws IOException {
    Path file = Files.writeString(directory.resolve("ca.crt"), "hello");

    assertThat(run("inspect", "--cacert", file.toString())).isEqualTo(78);
    assertThat(err()).hasLineCount(1).contains("CA");
  }

  @Test
  void tlsFlagsBesidePlainTextEndpointsAreRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("ca.crt"), "hello");

    assertThat(run("inspect", "--endpoints", "http://a:1", "--cacert", file.toString()))
        .isEqualTo(78);
    assertThat(err()).contains("write https://");
  }

  @Test
  void aKubeconfigThatIsNoneIsTheUsersToMend() throws IOException {
    Path file = Files.writeString(directory.resolve("kubeconfig"), "this: [is not\n a kubeconfig");

    assertThat(run("operator", "--kubeconfig", file.toString(), "--log-level", "error"))
        .isEqualTo(78);
    assertThat(err()).hasLineCount(1).contains("the kubeconfig file " + file);
  }

  @Test
  void theStackTraceIsShownOnRequestOnly() {
    run("inspect", "--cacert", "/nowhere/ca.crt", "--debug");

    assertThat(err()).contains("\tat io.etcdmonitor.app");
  }

  @Test
  void everyProblemOfAFileIsALine() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, "api:\n  port: x\nlog:\n  levl: info\n");

    assertThat(run("config", "check", file.toString())).isEqualTo(78);
    assertThat(err())
        .isEqualTo(
            "etcd-monitor: "
                + file
                + ":4: log.levl is not known; did you mean log.level?\n"
                + "etcd-monitor: "
                + file
                + ":2: api.port must be a whole number from 0 to 65535, not \"x\"\n");
  }

  @Test
  void aGoodFileIsOk() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, "api:\n  port: 9\n");

    assertThat(run("config", "check", file.toString())).isZero();
    assertThat(out()).isEqualTo(file + ": ok\n");
  }

  @Test
  void showTellsValuesAndWhereTheyComeFromAndHidesSecrets() {
    environment.put("ETCD_MONITOR_API_PORT", "9999");
    environment.put("ETCD_MONITOR_ETCD_USER", "root");
    environment.put("ETCD_MONITOR_ETCD_PASSWORD", "hunter2");

    assertThat(run("config", "show")).isZero();
    assertThat(out())
        .contains("api.port: 9999  # ETCD_MONITOR_API_PORT\n")
        .contains("api.host: 0.0.0.0  # default\n")
        .contains("etcd.password: <hidden>  # ETCD_MONITOR_ETCD_PASSWORD\n")
        .doesNotContain("hunter2");
  }

  /** They were taken and did not count: another user, and all members in place of one. */
  @Test
  void whatAnEtcdClusterSaysIsNotSaidBesideIt() {
    for (String flag : new String[] {"--endpoints", "--user", "--cacert"}) {
      assertThat(run("ctl", "--cluster", "prod/orders", flag, "x:2379", "get", "key"))
          .isEqualTo(128);
      assertThat(err())
          .contains("--cluster prod/orders says how to connect: leave " + flag + " out");
    }
  }

  /** The name was forgotten, and the command went to 127.0.0.1, {@code defrag} too. */
  @Test
  void allMembersOfAnEtcdClusterAreThoseOfThatOne() {
    for (String command : new String[] {"endpoint status", "defrag"}) {
      String line = "ctl --cluster prod/orders --endpoints x:2379 " + command + " --cluster";
      assertThat(run(line.split(" "))).isEqualTo(128);
      assertThat(err()).contains("--cluster prod/orders says how to connect");
    }
  }

  private int run(String... args) {
    last = Invocation.of(environment, args);
    return last.code();
  }

  private String out() {
    return last.out();
  }

  private String err() {
    return last.err();
  }
}
