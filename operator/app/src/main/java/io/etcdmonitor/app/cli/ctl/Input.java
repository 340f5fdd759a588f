package io.etcdmonitor.app.cli.ctl;

import java.io.IOException;

/** What is typed or piped into a command. */
interface Input {
  /** The next line, without its end; null when there is none. */
  String line() throws IOException;

  /** Everything that is left. */
  byte[] rest() throws IOException;
}
