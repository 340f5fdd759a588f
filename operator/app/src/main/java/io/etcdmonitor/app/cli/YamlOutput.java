package io.etcdmonitor.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;

/** Documents in YAML, with quotes only where a text would be read as something else. */
public final class YamlOutput {
  private YamlOutput() {}

  /** What writes them. */
  public static ObjectMapper mapper() {
    return new ObjectMapper(
        YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());
  }
}
