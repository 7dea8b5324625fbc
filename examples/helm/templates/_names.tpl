{{- define "checker.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "checker.selector" -}}
app.kubernetes.io/name: remote-cluster-checker
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "checker.labels" -}}
{{ include "checker.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "checker.secret" -}}
{{- .Values.existingSecret | default (include "checker.name" .) -}}
{{- end -}}

{{- define "checker.image" -}}
{{- .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion -}}
{{- end -}}

{{- define "checker.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "checker.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "checker.mounts" -}}
- { name: config, mountPath: /config, readOnly: true }
- { name: secrets, mountPath: /secrets, readOnly: true }
{{- end -}}

{{- define "checker.volumes" -}}
- name: config
  configMap: { name: {{ include "checker.name" . }} }
- name: secrets
  secret: { secretName: {{ include "checker.secret" . }}, defaultMode: 288 }
{{- end -}}

{{- define "checker.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
