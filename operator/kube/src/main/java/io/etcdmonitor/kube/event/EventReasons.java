package io.etcdmonitor.kube.event;

/**
 * Reasons of Events that are not transitions of the engine nor reasons of configuration problems
 * (those go by their own names).
 */
public final class EventReasons {
  /** Normal: what was wrong with the configuration is no more. */
  public static final String CONFIGURATION_FIXED = "ConfigurationFixed";

  /** Normal: the owner stopped probing. */
  public static final String SUSPENDED = "Suspended";

  /** Normal: the owner let probing go on. */
  public static final String RESUMED = "Resumed";

  private EventReasons() {}
}
