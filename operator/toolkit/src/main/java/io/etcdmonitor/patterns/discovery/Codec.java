package io.etcdmonitor.patterns.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.toolkit.ops.KeyValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Instances as JSON, one key each. */
final class Codec {
  private static final Logger LOG = LoggerFactory.getLogger(Codec.class);
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Codec() {}

  static String write(Instance instance) {
    try {
      return MAPPER.writeValueAsString(instance);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an instance cannot be written", e);
    }
  }

  /** By ID; without what is not understood, of which the log tells. */
  static List<Instance> read(Collection<KeyValue> kvs) {
    return kvs.stream()
        .flatMap(kv -> read(kv).stream())
        .sorted(Comparator.comparing(Instance::id))
        .toList();
  }

  private static Optional<Instance> read(KeyValue kv) {
    try {
      return Optional.of(MAPPER.readValue(kv.valueText(), Instance.class));
    } catch (JsonProcessingException e) {
      LOG.warn("{} is no instance and is left out: {}", kv.keyText(), e.getOriginalMessage());
      return Optional.empty();
    }
  }
}
