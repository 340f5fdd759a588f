{{/* The Pod, the same for the Deployment and, with sharding, the StatefulSet. */}}
{{- define "etcd-monitor.pod" -}}
metadata:
  labels:
    {{- include "etcd-monitor.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    kubectl.kubernetes.io/default-container: etcd-monitor
    # A changed configuration restarts the Pods.
    checksum/config: {{ include "etcd-monitor.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "etcd-monitor.serviceAccountName" . | quote }}
  automountServiceAccountToken: false
  # Else the Service gives the container variables like ETCD_MONITOR_PORT, which the operator would refuse.
  enableServiceLinks: false
  {{- with .Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  containers:
    - name: etcd-monitor
      image: {{ include "etcd-monitor.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - operator
        {{- with .Values.extraArgs }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      env:
        - name: ETCD_MONITOR_CONFIG
          value: /etc/etcd-monitor/config.yaml
        {{- if .Values.sharding.enabled }}
        # A new Pod of the same name has to wait until the old one has let its clusters go.
        - name: POD_UID
          valueFrom:
            fieldRef:
              fieldPath: metadata.uid
        {{- end }}
        {{- range $variable, $key := .Values.alerts.secretEnv }}
        - name: {{ $variable | quote }}
          valueFrom:
            secretKeyRef:
              name: {{ $.Values.alerts.secretName | quote }}
              key: {{ $key | quote }}
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: http
          containerPort: 8080
          protocol: TCP
      # Not /readyz: a Pod that starts while the Kubernetes API is away must not be restarted for it.
      startupProbe:
        httpGet:
          path: /healthz
          port: http
        {{- toYaml .Values.startupProbe | nindent 8 }}
      readinessProbe:
        httpGet:
          path: /readyz
          port: http
        {{- toYaml .Values.readinessProbe | nindent 8 }}
      livenessProbe:
        httpGet:
          path: /healthz
          port: http
        {{- toYaml .Values.livenessProbe | nindent 8 }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
      volumeMounts:
        - name: config
          mountPath: /etc/etcd-monitor
          readOnly: true
        - name: kube-api-access
          mountPath: /var/run/secrets/kubernetes.io/serviceaccount
          readOnly: true
        - name: tmp
          mountPath: /tmp
        - name: state
          mountPath: /var/lib/etcd-monitor
        {{- if .Values.alerts.secretName }}
        - name: secrets
          mountPath: /etc/etcd-monitor-secrets
          readOnly: true
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "etcd-monitor.fullname" . }}
    # What automounting would give, but visible here and only in this container.
    - name: kube-api-access
      projected:
        # 0440: the token is for the group of the operator, not for everyone in the container.
        defaultMode: 288
        sources:
          - serviceAccountToken:
              path: token
              expirationSeconds: 3607
          - configMap:
              name: kube-root-ca.crt
              items:
                - key: ca.crt
                  path: ca.crt
          - downwardAPI:
              items:
                - path: namespace
                  fieldRef:
                    apiVersion: v1
                    fieldPath: metadata.namespace
    - name: tmp
      emptyDir:
        medium: Memory
        sizeLimit: {{ .Values.tmp.sizeLimit }}
    {{- if not (and .Values.sharding.enabled .Values.persistence.enabled) }}
    # Open alerts, silences and messages on their way.
    - name: state
      {{- if .Values.persistence.enabled }}
      persistentVolumeClaim:
        claimName: {{ default (include "etcd-monitor.fullname" .) .Values.persistence.existingClaim | quote }}
      {{- else }}
      emptyDir:
        sizeLimit: {{ .Values.persistence.size }}
      {{- end }}
    {{- end }}
    {{- with .Values.alerts.secretName }}
    - name: secrets
      secret:
        secretName: {{ . | quote }}
        # 0440: for the group of the operator.
        defaultMode: 288
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    - {{- toYaml . | nindent 6 }}
      {{- if not .labelSelector }}
      labelSelector:
        matchLabels:
          {{- include "etcd-monitor.selectorLabels" $ | nindent 10 }}
      {{- end }}
    {{- end }}
  {{- end }}
{{- end -}}
