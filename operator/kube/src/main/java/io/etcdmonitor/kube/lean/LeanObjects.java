package io.etcdmonitor.kube.lean;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Has a mapper read objects of our two kinds, and Secrets, so that they take less of the heap, in
 * which there may be tens of thousands: empty maps and lists are one, others as small as they can
 * be, and equal conditions, owners and changes of verdict are kept once. So maps and lists in them,
 * and those parts, cannot be changed; nobody does. Thread-safe.
 */
public final class LeanObjects {
  private static final int SLOTS = 1 << 12;

  private final SharedValues<OwnerReference> owners = new SharedValues<>(SLOTS);
  private final SharedValues<Object> parts = new SharedValues<>(SLOTS);

  /** For a mapper. */
  public SimpleModule module() {
    SimpleModule module = new SimpleModule("lean-objects");
    module.setDeserializerModifier(
        new BeanDeserializerModifier() {
          private static final long serialVersionUID = 1;

          @Override
          public JsonDeserializer<?> modifyDeserializer(
              DeserializationConfig config,
              BeanDescription description,
              JsonDeserializer<?> deserializer) {
            UnaryOperator<Object> after = after(description.getBeanClass());
            return after == null ? deserializer : new Lean(deserializer, after);
          }
        });
    return module;
  }

  /** What is done with what was read of a type; null: nothing. */
  private UnaryOperator<Object> after(Class<?> type) {
    if (type == EtcdCluster.class || type == EtcdInspection.class) {
      return object -> object instanceof HasMetadata o ? trimmed(o) : object;
    }
    if (type == Secret.class) {
      return object -> object instanceof Secret s ? trimmed(s) : object;
    }
    if (type == Condition.class) {
      return part -> part instanceof Condition c ? parts.share(trimmed(c)) : part;
    }
    if (type == OwnerReference.class) {
      return part -> part instanceof OwnerReference r ? owners.share(trimmed(r)) : part;
    }
    return type == VerdictChange.class ? parts::share : null;
  }

  private static HasMetadata trimmed(HasMetadata object) {
    ObjectMeta meta = object.getMetadata();
    if (meta != null) {
      meta.setLabels(small(meta.getLabels()));
      meta.setAnnotations(small(meta.getAnnotations()));
      meta.setAdditionalProperties(small(meta.getAdditionalProperties()));
      meta.setFinalizers(small(meta.getFinalizers()));
      meta.setManagedFields(small(meta.getManagedFields()));
      meta.setOwnerReferences(small(meta.getOwnerReferences()));
    }
    return object;
  }

  private static HasMetadata trimmed(Secret secret) {
    secret.setData(small(secret.getData()));
    secret.setStringData(small(secret.getStringData()));
    secret.setAdditionalProperties(small(secret.getAdditionalProperties()));
    return trimmed((HasMetadata) secret);
  }

  private static Condition trimmed(Condition condition) {
    condition.setAdditionalProperties(small(condition.getAdditionalProperties()));
    return condition;
  }

  private static OwnerReference trimmed(OwnerReference owner) {
    owner.setAdditionalProperties(small(owner.getAdditionalProperties()));
    return owner;
  }

  /** A map with null in it, which the small ones do not know, stays as it is. */
  private static <V> Map<String, V> small(Map<String, V> map) {
    return map == null || map.values().stream().anyMatch(Objects::isNull) ? map : Map.copyOf(map);
  }

  private static <T> List<T> small(List<T> list) {
    return list == null || list.stream().anyMatch(Objects::isNull) ? list : List.copyOf(list);
  }

  private static final class Lean extends DelegatingDeserializer {
    private static final long serialVersionUID = 1;
    private final transient UnaryOperator<Object> after;

    Lean(JsonDeserializer<?> reader, UnaryOperator<Object> after) {
      super(reader);
      this.after = after;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
      return new Lean(reader, after);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Object read = super.deserialize(parser, context);
      return read == null ? null : after.apply(read);
    }
  }
}
