// No SQL logins exist: the app's identity is the server's one administrator, because it also runs the migrations.
param name string
param location string
param network { id: string, endpointsSubnetId: string }
param administrator { name: string, principalId: string }

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: name
  location: location
  properties: {
    minimalTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
    administrators: {
      administratorType: 'ActiveDirectory'
      azureADOnlyAuthentication: true
      principalType: 'Application'
      login: administrator.name
      sid: administrator.principalId
      tenantId: tenant().tenantId
    }
  }

  resource database 'databases' = {
    name: 'slipway'
    location: location
    sku: { name: 'GP_S_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 2 }
    properties: {
      minCapacity: json('0.5')
      // A database that pauses answers its first request after a minute with an error.
      autoPauseDelay: -1
    }
  }
}

module endpoint 'private-endpoint.bicep' = {
  params: {
    name: '${name}-sqlserver'
    location: location
    targetId: server.id
    group: 'sqlServer'
    zone: 'privatelink${environment().suffixes.sqlServerHostname}'
    network: network
  }
}

output server string = server.properties.fullyQualifiedDomainName
output database string = server::database.name
