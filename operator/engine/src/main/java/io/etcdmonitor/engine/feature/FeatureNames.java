package io.etcdmonitor.engine.feature;

/** Names of the built-in features that others refer to. */
public final class FeatureNames {
  public static final String HEALTHY = "healthy";
  public static final String ALARM = "alarm";
  public static final String CONSISTENCY = "consistency";
  public static final String REQUEST = "request";

  private FeatureNames() {}
}
