package io.etcdmonitor.notify.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/channels.md says what the channels declare. With -Pupdate-generated it is written anew
 * instead.
 */
class ChannelDocsDriftTest {
  @Test
  void thePageIsWhatTheChannelsDeclare() throws IOException {
    Path file = Path.of("../../docs/channels.md");
    if (Boolean.getBoolean("etcdmonitor.generate")) {
      Files.writeString(file, ChannelDocs.page());
    }
    assertThat(Files.readString(file))
        .as("run: make generate (or mvn -pl operator/notify -am test -Pupdate-generated)")
        .isEqualTo(ChannelDocs.page());
  }
}
