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

  /** Warning: an alert fires. */
  public static final String ALERT_FIRING = "AlertFiring";

  /** Normal: an alert is over. */
  public static final String ALERT_RESOLVED = "AlertResolved";

  /**
   * Warning: the alerts file was read and refused. The one before stays in force; where there is
   * none, no alert is evaluated or sent.
   */
  public static final String ALERTS_FILE_REFUSED = "AlertsFileRefused";

  /** Normal: an alerts file that had been refused is in force now. */
  public static final String ALERTS_FILE_IN_FORCE = "AlertsFileInForce";

  /** Warning: the operator may look at nothing in some of the namespaces that it is to watch. */
  public static final String NAMESPACES_LEFT_OUT = "NamespacesLeftOut";

  /** Normal: there are no longer such namespaces. */
  public static final String NAMESPACES_WATCHED = "NamespacesWatched";

  /** Warning: another operator writes the status of this cluster, too. */
  public static final String WATCHED_TWICE = "WatchedTwice";

  private EventReasons() {}
}
