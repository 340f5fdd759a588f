package io.etcdmonitor.engine.model;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Reads the names that classes declare, so that no list of them can be forgotten. */
public final class Constants {
  private Constants() {}

  /** The values of all public static texts of public classes, in order; immutable. */
  public static Set<String> of(Class<?>... types) {
    Set<String> values = new TreeSet<>();
    for (Class<?> type : types) {
      for (Field field : type.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
          try {
            values.add((String) field.get(null));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public constant can be read", e);
          }
        }
      }
    }
    return Collections.unmodifiableSet(values);
  }
}
