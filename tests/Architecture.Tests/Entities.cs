using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Slipway.Foundation.Data;

namespace Slipway;

/// <summary>The tables, as the model of each database has them.</summary>
internal static class Entities
{
    /// <summary>Every entity of the model; nothing connects.</summary>
    public static IReadOnlyList<IEntityType> Of(DatabaseProvider provider)
    {
        using var db = DesignTimeContext.Create(provider, "");
        return [.. db.GetService<IDesignTimeModel>().Model.GetEntityTypes()];
    }
}
