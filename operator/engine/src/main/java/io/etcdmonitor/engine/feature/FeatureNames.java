package io.etcdmonitor.engine.feature;

/** Names of the built-in features that others refer to. */
public final class FeatureNames {
  public static final String HEALTHY = "healthy";
  public static final String ALARM = "alarm";
  public static final String CONSISTENCY = "consistency";
  public static final String REQUEST = "request";
  public static final String DISK = "disk";
  public static final String CAPACITY = "capacity";
  public static final String CERTIFICATE = "certificate";
  public static final String VERSION = "version";

  /** Not of the engine: the application brings it, and it is off unless asked for. */
  public static final String BENCHMARK = "benchmark";

  private FeatureNames() {}
}
