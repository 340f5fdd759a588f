package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the chart refuses, and the words that say which one and why. */
class ChartSchemaTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replicas: 2}                                             | replicas
          {image: {name: x}}                                        | name
          {image: {pullPolicy: Sometimes}}                          | pullPolicy
          {image: {digest: 'md5:0'}}                                | digest
          {image: {tag: 'a b'}}                                     | tag
          {image: {tag: 1.0}}                                       | tag
          {image: {repository: null}}                               | repository
          {image: {pullSecrets: [registry]}}                        | pullSecrets
          {replicaCount: '2'}                                       | replicaCount
          {replicaCount: 9}                                         | replicaCount
          {watchNamespaces: team-a}                                 | watchNamespaces
          {watchNamespaces: [Team_A]}                               | watchNamespaces
          {watchNamespaces: ['*']}                                  | watchNamespaces
          {nameOverride: Etcd_Monitor}                              | nameOverride
          {fullnameOverride: a/b}                                   | fullnameOverride
          {config: [a]}                                             | config
          {config: {namespaces: [a]}}                               | namespaces
          {config: {leaderElection: {enabled: false}}}              | enabled
          {config: {status: {heartbeet: 5m}}}                       | heartbeet
          {config: {status: {heartbeat: 5}}}                        | heartbeat
          {config: {engine: {maxConcurrentRounds: many}}}           | maxConcurrentRounds
          {logging: {format: xml}}                                  | format
          {logging: {level: loud}}                                  | level
          {logging: {colour: red}}                                  | colour
          {leaderElection: {enabled: false}}                        | enabled
          {rbac: {create: 'no'}}                                    | create
          {rbac: {rules: []}}                                       | rules
          {serviceAccount: {automount: true}}                       | automount
          {serviceAccount: {annotations: {a: 1}}}                   | annotations
          {service: {port: 70000}}                                  | port
          {service: {type: NodePort}}                               | type
          {resources: {limits: {memory: lots}}}                     | memory
          {resources: {limit: {memory: 1Gi}}}                       | limit
          {tmp: {sizeLimit: 1 GB}}                                  | sizeLimit
          {securityContext: {readOnly: true}}                       | readOnly
          {podSecurityContext: {runAsUser: root}}                   | runAsUser
          {podSecurityContext: {seccompProfile: {type: None}}}      | seccompProfile
          {livenessProbe: {path: /}}                                | path
          {readinessProbe: {periodSeconds: 0}}                      | periodSeconds
          {terminationGracePeriodSeconds: 30s}                      | terminationGracePeriodSeconds
          {podDisruptionBudget: {minAvailable: 1}}                  | minAvailable
          {podDisruptionBudget: {maxUnavailable: half}}             | maxUnavailable
          {networkPolicy: {ingress: []}}                            | ingress
          {networkPolicy: {egress: [{cidr: 10.0.0.0/8}]}}           | cidr
          {nodeSelector: {ssd: true}}                               | nodeSelector
          {tolerations: [{effect: NoRun}]}                          | effect
          {affinity: {antiAffinity: {}}}                            | antiAffinity
          {topologySpreadConstraints: [{topologyKey: zone}]}        | topologySpreadConstraints
          {extraArgs: [8080]}                                       | extraArgs
          {extraEnv: {TZ: UTC}}                                     | extraEnv
          {extraEnv: [{name: PORT, value: 8080}]}                   | value
          {extraVolumes: [{configMap: {name: x}}]}                  | extraVolumes
          {extraVolumeMounts: [{name: x, mountPath: relative}]}     | mountPath
          {serviceMonitor: {enabled: "yes"}}                        | serviceMonitor
          {podMonitor: {interval: often}}                           | interval
          {prometheusRule: {runbookUrl: runbooks}}                  | runbookUrl
          {grafanaDashboards: {labels: {grafana_dashboard: 1}}}     | grafana_dashboard
          {podAnnotations: {a: true}}                               | podAnnotations
          """)
  void refuses(String values, String words) {
    assertThat(Chart.refusal(values)).contains("schema").contains(words);
  }
}
