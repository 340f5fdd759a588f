package io.etcdmonitor.notify.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold what is expected; written anew with -Detcdmonitor.golden=true. */
public final class Golden {
  private Golden() {}

  public static void check(String name, String actual) throws IOException {
    Path file = Path.of("src/test/resources/golden", name);
    String text = actual.endsWith("\n") ? actual : actual + "\n";
    if (Boolean.getBoolean("etcdmonitor.golden")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(text).as(name).isEqualTo(Files.readString(file));
  }
}
