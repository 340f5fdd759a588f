package io.etcdmonitor.app.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What alerting is configured from: the alerts file, and the files that it names for secrets and
 * certificate authorities. A Secret that is mounted changes without the alerts file.
 */
final class AlertSources {
  private static final String UNREADABLE = "unreadable";

  private final Optional<Path> file;

  AlertSources(Optional<Path> file) {
    this.file = file;
  }

  /**
   * All of it at one moment.
   *
   * @param text of the alerts file
   * @param beside stands for the content of the other files, without holding it
   */
  record State(String text, String beside) {
    static final State NONE = new State("", "");
  }

  /** Reads it; a file beside it that cannot be read is no error here, but a state of its own. */
  State read() throws IOException {
    if (file.isEmpty()) {
      return State.NONE;
    }
    String text = Files.readString(file.get());
    StringJoiner beside = new StringJoiner(" ");
    for (Path path : AlertsFile.filesBeside(text)) {
      beside.add(path + "=" + digest(path));
    }
    return new State(text, beside.toString());
  }

  private static String digest(Path path) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
      return HexFormat.of().formatHex(hash);
    } catch (IOException e) {
      return UNREADABLE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
