package io.etcdmonitor.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "etcd-0", "Zürich 日本 \ud83d\ude00", "a <b>|*c* & \"d\""})
  void whatIsOneLineIsNotEvenCopied(String text) {
    assertThat(OneLine.name(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {'\n', '\r', '\t', 0, 0x1b, 0x7f, 0x9b, 0x2028, 0x202e, 0xd83d})
  void whatEndsALineSteersATerminalOrHidesTextIsABlank(int bad) {
    assertThat(OneLine.name("a" + (char) bad + "b")).isEqualTo("a b");
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    assertThat(OneLine.of("123456", 6)).isEqualTo("123456");
    assertThat(OneLine.of("1234567", 6)).isEqualTo("123...");
    assertThat(OneLine.of("12\ud83d\ude00567", 6)).isEqualTo("12...");
  }

  @Test
  void failuresStayInTheirLineToo() {
    EtcdFailure failure = new EtcdFailure(FailureCause.OTHER, "a\nb" + "x".repeat(10_000));
    assertThat(failure.message()).startsWith("a bx").hasSize(1_000).endsWith("...");
  }
}
