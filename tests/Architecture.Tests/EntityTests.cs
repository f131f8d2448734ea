using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway;

/// <summary>Tenant by default, global by marker; and ids are names, not places in an order.</summary>
public sealed partial class EntityTests
{
    private static readonly string[] Orderings =
        ["OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Order", "OrderDescending", "MaxBy", "MinBy", "Max", "Min", "MaxAsync", "MinAsync"];

    /// <summary>Orders that no database and no reader sees.</summary>
    private static readonly Dictionary<string, string> NeverSeen = new()
    {
        ["Slipway.Tracking.Ingest.IngestGroup"] = "the order in which every process locks experiments, so that no two wait for each other",
        ["Slipway.Tracking.Artifacts.ArtifactLane"] = "the order in which every process locks files, so that no two wait for each other",
    };

    /// <summary>The framework's tables, which can't carry our marker.</summary>
    private static readonly Dictionary<string, string> GlobalOfTheFramework = new()
    {
        ["IdentityUserClaim`1"] = "belongs to a person, and people are in several organizations",
        ["IdentityUserLogin`1"] = "belongs to a person",
        ["IdentityUserToken`1"] = "belongs to a person",
        ["IdentityUserPasskey`1"] = "belongs to a person",
        ["IdentityPasskeyData"] = "is a part of a passkey",
        ["DataProtectionKey"] = "protects the cookies of the whole server",
    };

    [Fact]
    public void Every_entity_belongs_to_an_organization_or_says_why_not()
    {
        var entities = Entities.Of(DatabaseProvider.Sqlite);

        entities.Count(IsTenantOwned).ShouldBeGreaterThan(10);
        entities.Where(entity => !IsTenantOwned(entity) && !IsGlobal(entity)).Select(entity => entity.Name).ShouldBeEmpty();
        entities.Where(entity => IsTenantOwned(entity) && IsGlobal(entity)).Select(entity => entity.Name).ShouldBeEmpty();
        GlobalOfTheFramework.Keys.Except(entities.Select(entity => entity.ClrType.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_entity_of_an_organization_has_the_tenant_filter()
    {
        var owned = Enum.GetValues<DatabaseProvider>().SelectMany(Entities.Of).Where(IsTenantOwned).ToList();

        owned.ShouldNotBeEmpty();
        owned.Where(entity => entity.FindDeclaredQueryFilter(SaasDb.TenantFilter) is null).Select(entity => entity.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_ordered_by_an_id()
    {
        var orderings = Product.GenericCalls.Where(call => Orderings.Contains(call.Call.Name)).ToList();

        orderings.Count.ShouldBeGreaterThan(5);
        NeverSeen.Keys.Except(orderings.Select(call => call.From.FullName)).ShouldBeEmpty();
        orderings.Where(call => !NeverSeen.ContainsKey(call.From.FullName) && call.Call.GenericArguments.Any(type => type.FullName.StartsWith("Slipway.Foundation.Tenancy.Id`1", StringComparison.Ordinal) || type.FullName == "System.Guid"))
            .Select(call => $"{call.From.FullName} calls {call.Call.Name} over an id").ShouldBeEmpty();
    }

    [Fact]
    public void No_hand_written_statement_is_ordered_by_an_id()
    {
        var ids = Entities.Of(DatabaseProvider.SqlServer).SelectMany(entity => entity.GetProperties())
            .Where(property => property.GetTypeMapping().Converter?.ProviderClrType == typeof(Guid) || property.ClrType == typeof(Guid))
            .Select(property => property.GetColumnName()).ToHashSet();
        var ordered = Product.Types.SelectMany(type => Product.Texts(type).SelectMany(text => OrderBy().Matches(text)).Select(match => (type.FullName, match.Value))).ToList();

        ids.ShouldContain("OrganizationId");
        ordered.Count.ShouldBeGreaterThan(3);
        ordered.Where(order => ids.Any(id => order.Value.Contains($"\"{id}\"", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static bool IsTenantOwned(IEntityType entity) => entity.ClrType.IsAssignableTo(typeof(ITenantOwned));

    private static bool IsGlobal(IEntityType entity) =>
        entity.ClrType.GetCustomAttribute<GlobalAttribute>() is { Reason.Length: > 0 } || GlobalOfTheFramework.ContainsKey(entity.ClrType.Name);

    [GeneratedRegex("""ORDER BY [^;)]*""")]
    private static partial Regex OrderBy();
}
