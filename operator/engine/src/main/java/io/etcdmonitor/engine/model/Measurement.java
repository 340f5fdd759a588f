package io.etcdmonitor.engine.model;

/**
 * One number that a run measured. A number that could not be measured is absent, never 0.
 *
 * @param name camelCase, for example {@code appliedLag}; constants live in {@link MeasurementNames}
 * @param member name of the member; empty when it concerns the cluster
 * @param label a further dimension (an alarm type, a request kind, a key prefix), empty when there
 *     is none
 * @param value in base units: seconds, bytes, 1/s, counts
 */
public record Measurement(String name, String member, String label, double value) {
  public static Measurement ofCluster(String name, double value) {
    return new Measurement(name, "", "", value);
  }

  public static Measurement ofMember(String name, String member, double value) {
    return new Measurement(name, member, "", value);
  }
}
