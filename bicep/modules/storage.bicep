// Everybody's bytes. Account keys are off, so only the app's identity reads and writes.
param name string
param location string
param network { id: string, endpointsSubnetId: string }
param principalId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    publicNetworkAccess: 'Disabled'
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    // What a mistake or an intruder deletes can be brought back for two weeks.
    properties: { deleteRetentionPolicy: { enabled: true, days: 14 } }

    resource container 'containers' = {
      name: 'content'
    }
  }
}

var blobDataContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
)

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, blobDataContributor)
  scope: account::blobs::container
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: blobDataContributor }
}

module endpoint 'private-endpoint.bicep' = {
  params: {
    name: '${name}-blob'
    location: location
    targetId: account.id
    group: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
    network: network
  }
}

output containerAddress string = '${account.properties.primaryEndpoints.blob}${account::blobs::container.name}'
