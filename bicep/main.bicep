// Slipway on Azure: one container app on SQL Database, Blob Storage and Redis, all reached over private endpoints.
//   az deployment group create --resource-group NAME --template-file bicep/main.bicep --parameters image=REGISTRY/slipway:TAG
// The app signs in to the database, the blobs and the vault as its managed identity; the one key that remains (Redis) lives in the vault.

@description('Starts every name; 3 to 11 lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string = 'slipway'

param location string = resourceGroup().location

@description('The image that infra/Dockerfile builds, in a registry that needs no sign-in.')
param image string

@description('Replicas: at least, at most. Redis carries live updates between them.')
param replicas { least: int, most: int } = { least: 1, most: 3 }

var unique = '${name}${uniqueString(resourceGroup().id)}'

module network 'modules/network.bicep' = {
  params: { name: name, location: location }
}

module identity 'modules/identity.bicep' = {
  params: { name: name, location: location }
}

module logs 'modules/logs.bicep' = {
  params: { name: name, location: location }
}

module sql 'modules/sql.bicep' = {
  params: {
    name: unique
    location: location
    network: network.outputs.inside
    administrator: { name: identity.outputs.name, principalId: identity.outputs.principalId }
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: take(unique, 24)
    location: location
    network: network.outputs.inside
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    name: take(unique, 24)
    location: location
    network: network.outputs.inside
    principalId: identity.outputs.principalId
  }
}

module redis 'modules/redis.bicep' = {
  params: { name: unique, location: location, network: network.outputs.inside, vaultName: vault.outputs.name }
}

module app 'modules/app.bicep' = {
  params: {
    name: name
    location: location
    image: image
    replicas: replicas
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    subnetId: network.outputs.appSubnetId
    logsName: logs.outputs.name
    database: { server: sql.outputs.server, name: sql.outputs.database }
    blobContainer: storage.outputs.containerAddress
    redisInVault: redis.outputs.addressInVault
  }
}

output address string = app.outputs.address
