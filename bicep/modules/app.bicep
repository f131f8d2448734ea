// The host, as many replicas as are asked for, in an environment of its own.
param name string
param location string
param image string
param replicas { least: int, most: int }
param identity { id: string, clientId: string }
param subnetId string
param logsName string
param database { server: string, name: string }
param blobContainer string
param redisInVault string

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = { name: logsName }

resource appEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: subnetId }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: appEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      secrets: [{ name: 'redis', keyVaultUrl: redisInVault, identity: identity.id }]
      ingress: {
        external: true
        targetPort: 8080
        allowInsecure: false
        // A page's circuit lives in one replica.
        stickySessions: { affinity: 'sticky' }
      }
    }
    template: {
      scale: { minReplicas: replicas.least, maxReplicas: replicas.most }
      containers: [
        {
          name: 'slipway'
          image: image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          env: [
            { name: 'AZURE_CLIENT_ID', value: identity.clientId }
            { name: 'Slipway__Database__Provider', value: 'SqlServer' }
            {
              name: 'Slipway__Database__Connection'
              value: 'Server=tcp:${database.server},1433;Database=${database.name};Authentication=Active Directory Managed Identity;User Id=${identity.clientId};Encrypt=True'
            }
            { name: 'Slipway__Migrate', value: 'true' }
            { name: 'Slipway__Content__Azure', value: blobContainer }
            { name: 'Slipway__Redis', secretRef: 'redis' }
            // The ingress asks from the range that the environment keeps for itself; it says who is behind it.
            { name: 'Slipway__Proxies', value: '100.100.0.0/16' }
          ]
          probes: [
            // The first start migrates the database before it answers.
            { type: 'Startup', httpGet: { path: '/health/live', port: 8080 }, periodSeconds: 5, failureThreshold: 60 }
            { type: 'Liveness', httpGet: { path: '/health/live', port: 8080 }, periodSeconds: 10 }
            { type: 'Readiness', httpGet: { path: '/health/ready', port: 8080 }, periodSeconds: 5 }
          ]
        }
      ]
    }
  }
}

output address string = 'https://${app.properties.configuration.ingress.fqdn}'
