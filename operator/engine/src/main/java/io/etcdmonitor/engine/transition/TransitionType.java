package io.etcdmonitor.engine.transition;

/** What can happen. The words are the reasons of Kubernetes Events. */
public enum TransitionType {
  QUORUM_LOST("QuorumLost"),
  QUORUM_RESTORED("QuorumRestored"),
  MEMBER_UNREACHABLE("MemberUnreachable"),
  MEMBER_UNHEALTHY("MemberUnhealthy"),
  MEMBER_RECOVERED("MemberRecovered"),
  MEMBER_ADDED("MemberAdded"),
  MEMBER_REMOVED("MemberRemoved"),
  MEMBER_PROMOTED("MemberPromoted"),
  VERSION_CHANGED("VersionChanged"),
  MEMBER_LAGGING("MemberLagging"),
  LEADER_CHANGED("LeaderChanged"),
  NO_LEADER("NoLeader"),
  ALARM_RAISED("AlarmRaised"),
  ALARM_CLEARED("AlarmCleared"),
  DATA_DIVERGED("DataDiverged"),
  DATA_CONSISTENT("DataConsistent"),
  CLUSTER_ID_CHANGED("ClusterIDChanged"),
  CREDENTIALS_INVALID("CredentialsInvalid"),
  QUOTA_LOW("QuotaLow"),
  CERTIFICATE_EXPIRING("CertificateExpiring"),
  INSPECTION_FAILED("InspectionFailed"),
  INSPECTION_RECOVERED("InspectionRecovered");

  private final String word;

  TransitionType(String word) {
    this.word = word;
  }

  /** The Event reason. */
  public String word() {
    return word;
  }
}
