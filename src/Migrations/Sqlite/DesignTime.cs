using Microsoft.EntityFrameworkCore.Design;
using Slipway.Foundation.Data;

namespace Slipway.Migrations.Sqlite;

/// <summary>Lets the migration tools build the model for this provider without a running host.</summary>
public sealed class DesignTime : IDesignTimeDbContextFactory<SaasDb>
{
    public SaasDb CreateDbContext(string[] args) => DesignTimeContext.Create(DatabaseProvider.Sqlite, "Data Source=design.db");
}
