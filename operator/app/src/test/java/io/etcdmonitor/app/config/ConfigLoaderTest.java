package io.etcdmonitor.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdmonitor.app.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<Option<?>, String> flags = new HashMap<>();

  @Test
  void withoutAnythingTheDefaultsHold() {
    AppConfig config = load(ConfigUse.OPERATOR, null);

    assertThat(config.api()).isEqualTo(new AppConfig.Api("0.0.0.0", 8080, Optional.empty()));
    assertThat(config.log()).isEqualTo(new AppConfig.Log(LogLevel.INFO, LogFormat.PLAIN));
    assertThat(config.operator().namespaces()).isEmpty();
    assertThat(config.operator().heartbeat()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.operator().sharding()).isEmpty();
    assertThat(config.settings().origin(Options.API_PORT)).isEqualTo("default");
  }

  @Test
  void aFlagWinsOverAVariableOverEtcdctlsOverTheFile() {
    String yaml = "etcd:\n  endpoints: [file:1]\n";
    assertThat(endpoint(yaml)).isEqualTo("http://file:1");
    environment.put("ETCDCTL_ENDPOINTS", "etcdctl:2");
    assertThat(endpoint(yaml)).isEqualTo("http://etcdctl:2");
    environment.put("ETCD_MONITOR_ETCD_ENDPOINTS", "variable:3");
    assertThat(endpoint(yaml)).isEqualTo("http://variable:3");
    flags.put(ClusterOptions.ENDPOINTS, "flag:4");
    assertThat(endpoint(yaml)).isEqualTo("http://flag:4");
  }

  @Test
  void etcdctlsVariablesAreNotTheOperators() {
    environment.put("ETCDCTL_USER", "somebody");

    assertThat(load(ConfigUse.OPERATOR, null).etcd().user()).isEmpty();
  }

  @Test
  void theOriginOfAFilesValueHasItsLine() {
    AppConfig config = load(ConfigUse.OPERATOR, "# a comment\napi:\n  # another\n  port: 9\n");

    assertThat(config.api().port()).isEqualTo(9);
    assertThat(config.settings().origin(Options.API_PORT)).endsWith("config.yaml:4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "api:\n", "namespaces: []\n"})
  void filesThatSayNothingAreFine(String yaml) {
    assertThat(load(ConfigUse.OPERATOR, yaml).api().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "api:~  prot: 1                     | 2 | api.prot is not known; did you mean api.port?",
        "apii:~  port: 1                    | 1 | apii is not known; did you mean api?",
        "api:~  bananas: 1                  | 2 | api.bananas is not known; known here are host, port",
        "api:~  port: 70000                 | 2 | api.port must be a whole number from 0 to 65535, not \"70000\"",
        "api:~  port: eighty                | 2 | api.port must be a whole number from 0 to 65535, not \"eighty\"",
        "api:~  port: [1, 2]                | 2 | api.port must be a whole number from 0 to 65535",
        "api:~  port: {a: b}                | 2 | api.port must be a whole number from 0 to 65535",
        "api:~  port:                       | 2 | api.port has no value; it must be a whole number from 0 to 65535",
        "api: 8080                          | 1 | api must hold keys: host, port",
        "api:~  port: 1~  port: 2           | 3 | api.port is given twice, first on line 2",
        "log:~  level: INFO                 | 2 | log.level must be one of error, warn, info, debug, trace, not \"INFO\"",
        "log:~  format: xml                 | 2 | log.format must be one of plain, json, not \"xml\"",
        "namespaces: [Team_A]               | 1 | namespaces must be a list of lower-case DNS labels",
        "namespaces:~  - a~  - {b: c}       | 3 | namespaces must be a list of lower-case DNS labels",
        "status:~  heartbeat: 5             | 2 | status.heartbeat must be a duration from 10s to 24h",
        "status:~  heartbeat: 1s            | 2 | status.heartbeat must be a duration from 10s to 24h",
        "etcd:~  endpoints: [\"ftp://a:1\"] | 2 | etcd.endpoints must be a list of client URLs",
        "etcd:~  password: secret           | 2 | etcd.password is a secret and not read from this file; use etcd.passwordFile",
        "etcd:~  insecureSkipVerify: yes    | 2 | etcd.insecureSkipVerify must be true or false, not \"yes\"",
        "leaderElection:~  retryPeriod: 9s  | 2 | leaderElection.retryPeriod must be at most half of leaderElection.leaseDuration",
        "leaderElection:~  renewTimeout: 20s| 2 | leaderElection.renewTimeout must be shorter than leaderElection.leaseDuration",
        "sharding:~  shard: 1               | 2 | sharding.shard needs sharding.statefulSet",
        "leaderElection:~  enabled: false~sharding:~  statefulSet: a | 4 | sharding.statefulSet needs leaderElection.enabled",
        "etcd:~  certFile: a.pem            | 2 | etcd.certFile needs etcd.keyFile (--key) as well",
        "etcd:~  user: root                 | 2 | etcd.user needs a password: give --password-file",
        "- a                                | 1 | must hold keys and values",
        "api: {port: 1                      | 1 | is no YAML",
        "api:~  port: 1~---~api:~  port: 2  | 3 | holds a second document",
      })
  void whatIsRefusedIsNamedWithItsLineAndWhatIsAllowed(String yaml, int line, String message) {
    ConfigException refused = refused(yaml.strip().replace('~', '\n'));

    assertThat(refused.problems()).hasSize(1);
    String problem = refused.problems().get(0).toString();
    if (!message.contains("is no YAML") && !message.contains("second document")) {
      assertThat(problem).startsWith(file() + ":" + line + ": ");
    }
    assertThat(problem).startsWith(file() + ":").contains(message);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void aSecretInTheFileIsNotRepeatedInTheMessage() {
    assertThat(refused("etcd:\n  password: hunter2\n")).hasMessageNotContaining("hunter2");
  }

  @Test
  void allProblemsAreTold() {
    ConfigException refused = refused("api:\n  port: x\nlog:\n  level: loud\nbananas: 1\n");

    assertThat(refused.problems()).hasSize(3);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    environment.put(ConfigLoader.FILE_VARIABLE, "/nowhere/config.yaml");

    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> load(ConfigUse.OPERATOR, null));
    assertThat(refused).hasMessage("/nowhere/config.yaml: does not exist");
  }

  @Test
  void aFileThatIsNoTextIsNamed() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(ConfigUse.OPERATOR, Optional.of(file()), environment, flags));
    assertThat(refused).hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void anUnknownVariableIsRefused() {
    environment.put("ETCD_MONITOR_API_PROT", "1");

    assertThat(refused(""))
        .hasMessage("ETCD_MONITOR_API_PROT: is not known; did you mean ETCD_MONITOR_API_PORT?");
  }

  @Test
  void aBadVariableIsRefusedByItsName() {
    environment.put("ETCD_MONITOR_API_PORT", "x");

    assertThat(refused(""))
        .hasMessage("ETCD_MONITOR_API_PORT: must be a whole number from 0 to 65535, not \"x\"");
  }

  @Test
  void whatKubernetesSetsForAServiceOfOurNameIsNotOurs() {
    environment.put("ETCD_MONITOR_SERVICE_HOST", "10.0.0.1");
    environment.put("ETCD_MONITOR_SERVICE_PORT", "8080");
    environment.put("ETCD_MONITOR_SERVICE_PORT_HTTP", "8080");
    environment.put("ETCD_MONITOR_PORT", "tcp://10.0.0.1:8080");
    environment.put("ETCD_MONITOR_PORT_8080_TCP_ADDR", "10.0.0.1");
    environment.put("ETCD_MONITOR_API_PORT", "tcp://10.0.0.2:80");

    assertThat(load(ConfigUse.OPERATOR, null).api().port()).isEqualTo(8080);
  }

  @Test
  void theShellsHistoryIsNoOptionAndNoMistake() {
    environment.put("ETCD_MONITOR_HISTORY", "");
    environment.put("ETCD_MONITOR_API_PORT", "9");

    assertThat(load(ConfigUse.OPERATOR, null).api().port()).isEqualTo(9);
  }

  @Test
  void aBadFlagIsAUsageError() {
    flags.put(Options.API_PORT, "x");

    ConfigException refused = refused("");
    assertThat(refused).hasMessageStartingWith("--api-port: must be");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void userAndPasswordMayComeTogetherAsEtcdctlHasThem() {
    flags.put(ClusterOptions.USER, "root:s:ecret");

    AppConfig config = load(ConfigUse.INSPECT, null);
    assertThat(config.etcd().user()).contains("root");
    assertThat(config.etcd().password().orElseThrow().value()).isEqualTo("s:ecret");
  }

  @Test
  void noTextOfTheConfigurationHoldsAPassword() {
    environment.put("ETCDCTL_USER", "root:hunter2");

    AppConfig config = load(ConfigUse.INSPECT, null);
    assertThat(config.toString()).doesNotContain("hunter2");
    assertThat(config.settings().text(ClusterOptions.PASSWORD)).isEqualTo("<hidden>");
  }

  @Test
  void everyDefaultIsItselfAllowedAndEveryNameIsUnique() {
    Options.ALL.forEach(option -> assertThat(option.defaultValue()).isNotNull());
    assertThat(Options.ALL).extracting(Option::key).doesNotHaveDuplicates();
    assertThat(Options.ALL).extracting(Option::flag).doesNotHaveDuplicates();
    assertThat(Options.ALL).extracting(Option::variable).doesNotHaveDuplicates();
  }

  private String endpoint(String yaml) {
    return load(ConfigUse.INSPECT, yaml).etcd().endpoints().get(0).toString();
  }

  private ConfigException refused(String yaml) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> load(ConfigUse.OPERATOR, yaml));
    assertThat(refused).isNotNull();
    return refused;
  }

  private AppConfig load(ConfigUse use, String yaml) {
    if (yaml == null) {
      return ConfigLoader.load(use, Optional.empty(), environment, flags);
    }
    try {
      Files.writeString(file(), yaml, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ConfigLoader.load(use, Optional.of(file()), environment, flags);
  }

  private Path file() {
    return directory.resolve("config.yaml");
  }
}
