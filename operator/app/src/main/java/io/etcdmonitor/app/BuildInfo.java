package io.etcdmonitor.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this is.
 *
 * @param version of etcd-monitor
 * @param java version of the JVM that runs it
 */
public record BuildInfo(String version, String java) {

  /** Reads it from the class path. */
  public static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading build.properties", e);
    }
    return new BuildInfo(
        properties.getProperty("version", "unknown"), Runtime.version().toString());
  }

  @Override
  public String toString() {
    return "etcd-monitor " + version + " (Java " + java + ")";
  }
}
