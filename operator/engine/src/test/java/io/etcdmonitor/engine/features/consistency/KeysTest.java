package io.etcdmonitor.engine.features.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcdmonitor.etcd.KeyRange;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void theMiddleLiesBetweenTheEnds() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      ByteString a = randomKey(random);
      ByteString b = randomKey(random);
      int order = Keys.ORDER.compare(a, b);
      if (order == 0) {
        continue;
      }
      KeyRange range = order < 0 ? new KeyRange(a, b) : new KeyRange(b, a);
      ByteString middle = Keys.middle(range);
      assertThat(Keys.ORDER.compare(middle, range.end())).isNegative();
      assertThat(Keys.ORDER.compare(middle, range.start())).isNotNegative();
    }
    assertThat(Keys.middle(KeyRange.ALL).byteAt(0)).isEqualTo((byte) 0x7f);
  }

  private static ByteString randomKey(Random random) {
    byte[] key = new byte[1 + random.nextInt(12)];
    random.nextBytes(key);
    return ByteString.copyFrom(key);
  }

  @Test
  void keysThatCannotBePrintedAreEscaped() {
    assertThat(Keys.show(bytes("/a/b"))).isEqualTo("/a/b");
    assertThat(Keys.show(bytes("a\nb"))).isEqualTo("a\\x0ab");
    assertThat(Keys.show(ByteString.copyFrom(new byte[] {(byte) 0xff, 1}))).isEqualTo("0xff01");
    assertThat(Keys.show(bytes("x".repeat(500)))).hasSize(123).endsWith("...");
  }

  @Test
  void prefixes() {
    assertThat(Keys.prefix(bytes("ab"))).isEqualTo(new KeyRange(bytes("ab"), bytes("ac")));
    ByteString top = ByteString.copyFrom(new byte[] {(byte) 0xff});
    assertThat(Keys.open(Keys.prefix(top))).isTrue();
  }
}
