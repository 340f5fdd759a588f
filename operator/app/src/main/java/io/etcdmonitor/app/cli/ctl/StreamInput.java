package io.etcdmonitor.app.cli.ctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Standard input: lines are UTF-8, what is left after them is given byte for byte. */
final class StreamInput implements Input {
  private final InputStream in;

  StreamInput(InputStream in) {
    this.in = in;
  }

  // By bytes: a reader would take more from the stream than the line.
  @Override
  public String line() throws IOException {
    int next = in.read();
    if (next < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public byte[] rest() throws IOException {
    return in.readAllBytes();
  }
}
