package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;

/** Writes one finding; parts that do not apply stay empty. */
public final class Findings {
  private final Severity severity;
  private final String reason;
  private final String message;
  private String kind;
  private String member = "";
  private String value = "";
  private String threshold = "";
  private String remedy = "";

  private Findings(Severity severity, String reason, String message) {
    this.severity = severity;
    this.reason = reason;
    this.message = message;
    this.kind = reason;
  }

  /** Begins with what every finding has. */
  public static Findings finding(Severity severity, String reason, String message) {
    return new Findings(severity, reason, message);
  }

  /** The member it is about: its name, or its ID. */
  public Findings member(String label) {
    member = label;
    return this;
  }

  /** What makes it the same thing when it is found again, where the reason may vary meanwhile. */
  public Findings kind(String text) {
    kind = text;
    return this;
  }

  /** What was measured. */
  public Findings value(Object text) {
    value = String.valueOf(text);
    return this;
  }

  /** What it was compared with. */
  public Findings threshold(Object text) {
    threshold = String.valueOf(text);
    return this;
  }

  /** The next step for a person. */
  public Findings remedy(String text) {
    remedy = text;
    return this;
  }

  /** The finding, found now. */
  public Finding at(Instant now) {
    String id = member.isEmpty() ? kind : kind + "/" + member;
    return new Finding(id, severity, member, reason, message, value, threshold, remedy, now, now);
  }
}
