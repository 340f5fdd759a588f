package io.etcdmonitor.kube.lean;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Reads equal strings of many objects as one: the types, reasons, times and remedies in thousands
 * of statuses are few, and were more than a third of what the informers' caches take. Remembers a
 * bounded number, the latest of those that meet in a slot. Thread-safe.
 */
public final class SharedStrings {
  private static final int LONGEST = 256;

  private final SharedValues<String> seen;

  /**
   * @param slots so many strings are remembered at most; a power of two
   */
  public SharedStrings(int slots) {
    seen = new SharedValues<>(slots);
  }

  /** The string, or an equal one that was read before. */
  public String share(String text) {
    return text == null || text.length() > LONGEST ? text : seen.share(text);
  }

  /** Has a mapper read strings, and the keys of maps, so. */
  public SimpleModule module() {
    return new SimpleModule("shared-strings")
        .addDeserializer(String.class, new Value(this))
        .addKeyDeserializer(String.class, new Key(this));
  }

  private static final class Value extends StdScalarDeserializer<String> {
    private static final long serialVersionUID = 1;
    private final transient SharedStrings strings;

    Value(SharedStrings strings) {
      super(String.class);
      this.strings = strings;
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return strings.share(StringDeserializer.instance.deserialize(parser, context));
    }
  }

  private static final class Key extends KeyDeserializer {
    private final SharedStrings strings;

    Key(SharedStrings strings) {
      this.strings = strings;
    }

    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return strings.share(key);
    }
  }
}
