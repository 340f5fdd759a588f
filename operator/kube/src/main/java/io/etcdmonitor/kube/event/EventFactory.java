package io.etcdmonitor.kube.event;

import io.etcdmonitor.kube.KubeNames;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Builds Events of events.k8s.io/v1. */
final class EventFactory {
  /** Times of Events carry exactly six digits. */
  static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String ACTION = "Observing";
  private static final int MAX_INSTANCE = 128;
  private static final int MAX_STEM = 200;

  private final String instance;

  EventFactory(String instance) {
    String name = instance.isBlank() ? KubeNames.FIELD_MANAGER : instance;
    this.instance = name.length() > MAX_INSTANCE ? name.substring(0, MAX_INSTANCE) : name;
  }

  /**
   * @param serial makes the name unique within this process and time
   */
  Event create(EventNote note, ObjectReference regarding, Instant time, long serial) {
    String object = regarding.getName();
    String unique = Long.toHexString(time.toEpochMilli()) + "-" + Long.toHexString(serial);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(regarding.getNamespace())
        .withName(stem(object) + "." + unique)
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(time)))
        .withReportingController(KubeNames.CONTROLLER)
        .withReportingInstance(instance)
        .withAction(ACTION)
        .withReason(note.reason())
        .withType(note.warning() ? "Warning" : "Normal")
        .withNote(note.note())
        .withRegarding(regarding)
        .build();
  }

  /** Each part of a DNS subdomain ends with a letter or a digit, also where it was cut off. */
  private static String stem(String object) {
    int end = Math.min(object.length(), MAX_STEM);
    while (end > 0 && (object.charAt(end - 1) == '-' || object.charAt(end - 1) == '.')) {
      end--;
    }
    return object.substring(0, end);
  }
}
