using Mono.Cecil;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Who may know whom. A module stands on those above it; what has to travel the other way is an event, or a contract of the lower one.</summary>
public sealed class ModuleMapTests
{
    private static readonly string[] Map =
    [
        "Foundation", "Identity", "Organizations", "Billing", "Collaboration", "Tracking", "Versioning", "Registry", "Dashboards", "Serving", "Monitoring", "Integrations",
    ];

    /// <summary>What has to know everything.</summary>
    private static readonly Dictionary<string, string> OutsideTheMap = new()
    {
        ["Slipway.Platform"] = "the table of contents",
        ["Slipway.Foundation.Data.SaasDb"] = "the list of all tables",
        ["Slipway.Demo"] = "seeds every module's first look",
    };

    [Fact]
    public void Every_type_belongs_to_a_module_of_the_map()
    {
        Product.Types.Count.ShouldBeGreaterThan(100);

        Product.Types.Where(type => !IsOutside(type) && !Map.Contains(ModuleOf(type))).Select(type => type.FullName).ShouldBeEmpty();
        OutsideTheMap.Keys.ShouldAllBe(name => Product.Types.Any(type => IsNamed(type, name)));
    }

    [Fact]
    public void A_module_stands_only_on_those_above_it()
    {
        var steps = Steps();

        steps.ShouldContain(step => ModuleOf(step.From) == "Tracking" && ModuleOf(step.To) == "Foundation");
        steps.Where(step => Array.IndexOf(Map, ModuleOf(step.To)) > Array.IndexOf(Map, ModuleOf(step.From))).Select(Describe).ShouldBeEmpty();
    }

    [Fact]
    public void Modules_use_each_others_services_and_records_and_not_what_is_inside()
    {
        var entities = Entities.Of(Foundation.Data.DatabaseProvider.Sqlite).Select(entity => entity.ClrType.FullName).ToHashSet();
        var steps = Steps().Where(step => ModuleOf(step.To) != "Foundation").ToList();

        entities.Count.ShouldBeGreaterThan(10);
        steps.ShouldNotBeEmpty();
        steps.Where(step => entities.Contains(step.To.FullName) || !step.To.Resolve().IsPublic).Select(Describe).ShouldBeEmpty();
    }

    private static List<(TypeDefinition From, TypeReference To)> Steps() =>
        [.. from type in Product.Types
            where !IsOutside(type)
            from mentioned in Product.Mentions(type).Select(Product.Outermost).DistinctBy(each => each.FullName)
            where mentioned.Scope == type.Module && mentioned.Namespace.StartsWith("Slipway", StringComparison.Ordinal) && !IsOutside(mentioned) && ModuleOf(mentioned) != ModuleOf(type)
            select (type, mentioned)];

    private static string ModuleOf(TypeReference type) => type.Namespace.Split('.') is [_, var module, ..] ? module : "";

    private static bool IsOutside(TypeReference type) => OutsideTheMap.Keys.Any(name => IsNamed(type, name));

    private static bool IsNamed(TypeReference type, string name) => type.FullName == name || type.Namespace == name || type.Namespace.StartsWith($"{name}.", StringComparison.Ordinal);

    private static string Describe((TypeDefinition From, TypeReference To) step) => $"{step.From.FullName} uses {step.To.FullName}";
}
