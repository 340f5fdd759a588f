package io.etcdmonitor.notify.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.notify.testing.Messages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleChannelTest {
  private final Disk disk = new Disk();
  private final ConsoleChannel.Sink sink =
      ConsoleChannel.stream(new PrintStream(disk, false, StandardCharsets.UTF_8), disk);

  /** Where output goes that is a file. */
  private static final class Disk extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean full;

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int size) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      written.write(bytes, from, size);
    }
  }

  private boolean write(String text) {
    return sink.write(Messages.firing(), text);
  }

  @Test
  void whatIsWrittenAfterAFailureCountsAsWritten() {
    assertThat(write("one")).isTrue();
    disk.full = true;
    assertThat(write("lost")).isFalse();
    assertThat(write("lost")).as("it is still full").isFalse();
    disk.full = false;
    assertThat(write("zwölf")).isTrue();
    assertThat(write("three\n")).isTrue();
    assertThat(disk.written.toString(StandardCharsets.UTF_8)).isEqualTo("one\nzwölf\nthree\n");
  }
}
