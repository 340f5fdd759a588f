package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.cli.Terminal;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

class DiscreetHistoryTest {
  private static final CommandSpec COMMANDS =
      new CtlCommand(
              new Terminal(System.out, System.err, Map.of(), false),
              InputStream.nullInputStream(),
              name -> {
                throw new IllegalArgumentException(name);
              })
          .spec();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          get a --prefix                | get a --prefix
          put a secret                  | put a
          put path "C:\\users\\x"       | put path
          put --prev-kv a secret        | put --prev-kv
          -w json put a secret          | -w json put a
          --hex cas a secret --expect x | ''
          cas a secret --expect-absent  | ''
          user add bob:secret           | ''
          -w json user add bob:secret   | ''
          user passwd bob               | ''
          user list                     | user list
          get a --user root:secret      | ''
          auth status --password secret | ''
          putt key secret               | putt
          -w json putt key secret       | -w json putt
          user ad bob:secret            | user ad
          get a --pasword secret        | get a --pasword
          get a --pasword=secret        | get a --pasword
          get a -psecret                | get a -p
          get -- -a                     | get -- -a
          get a -wjson --limit=2 --hex  | get a -wjson --limit=2 --hex
          member update a --peer-urls b | member update a --peer-urls b
          stop 2                        | stop 2
          help                          | help
          """)
  void keepsCommandsWithoutWhatIsSecret(String line, String kept) {
    assertThat(DiscreetHistory.discreet(line, COMMANDS)).isEqualTo(kept);
  }
}
