package io.etcdmonitor.notify.template;

import io.etcdmonitor.notify.template.Schema.Kind;
import java.util.Map;

/** What a loop over a map sees. */
final class MapEntries {
  @SuppressWarnings("rawtypes")
  static final Schema<Map.Entry> SCHEMA =
      Schema.of(Map.Entry.class)
          .field("key", Kind.TEXT, "the name", Map.Entry::getKey)
          .field("value", Kind.TEXT, "the value", Map.Entry::getValue)
          .build();

  private MapEntries() {}
}
