package io.etcdmonitor.app.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          put a "C:\\users\\x"    | C:\\users\\x
          put a "\\u12"           | \\u12
          put a "\\x+1 \\u-123"   | \\x+1 \\u-123
          put a "\\x41\\u0042c"   | ABc
          put a "say \\"it\\""    | say "it"
          put a 'C:\\users\\x'    | C:\\users\\x
          """)
  void takesEscapesThatAreNoneLiterally(String line, String value) {
    assertThat(Words.of(line)).containsExactly("put", "a", value);
  }
}
