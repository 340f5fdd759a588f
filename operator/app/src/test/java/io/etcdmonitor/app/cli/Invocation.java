package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.Composition;
import io.etcdmonitor.app.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One run of the program inside the test.
 *
 * @param code what it ended with
 * @param out what it printed
 * @param err what it complained of
 */
record Invocation(int code, String out, String err) {

  static Invocation of(Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code;
    try (PrintStream outPrint = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errPrint = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      Terminal terminal = new Terminal(outPrint, errPrint, environment, false);
      code = Composition.commandLine(terminal, new Shutdown()).run(args);
    }
    return new Invocation(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
