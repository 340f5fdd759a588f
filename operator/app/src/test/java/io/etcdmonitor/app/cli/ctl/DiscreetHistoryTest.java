package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscreetHistoryTest {
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
          """)
  void keepsCommandsWithoutWhatIsSecret(String line, String kept) {
    assertThat(DiscreetHistory.discreet(line)).isEqualTo(kept);
  }
}
