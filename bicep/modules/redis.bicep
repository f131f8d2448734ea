// Carries live updates between replicas; keeps nothing. Its key goes from here to the vault and is in no output or setting.
param name string
param location string
param network { id: string, endpointsSubnetId: string }
param vaultName string

resource redis 'Microsoft.Cache/redis@2024-11-01' = {
  name: name
  location: location
  properties: {
    sku: { name: 'Standard', family: 'C', capacity: 0 }
    enableNonSslPort: false
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName

  resource connection 'secrets' = {
    name: 'redis'
    properties: {
      value: '${redis.properties.hostName}:${redis.properties.sslPort},password=${redis.listKeys().primaryKey},ssl=True,abortConnect=False'
    }
  }
}

module endpoint 'private-endpoint.bicep' = {
  params: {
    name: '${name}-rediscache'
    location: location
    targetId: redis.id
    group: 'redisCache'
    zone: 'privatelink.redis.cache.windows.net'
    network: network
  }
}

output addressInVault string = vault::connection.properties.secretUri
