using Mono.Cecil;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>A folder is a feature, a file is read at one sitting, and nothing stands for a pattern's sake.</summary>
public sealed class ShapeTests
{
    private const int LineLimit = 300;

    private static readonly string[] Nameless = ["Common", "Core", "Helpers", "Utils", "Interfaces", "Models"];

    /// <summary>'Models' is the noun there.</summary>
    private static readonly string[] Named = ["Registry/Models"];

    /// <summary>What outside of us decides how long it is.</summary>
    private static readonly string[] LongByNature = ["src/Migrations/"];

    /// <summary>Interfaces that fewer or more than two types implement for a reason.</summary>
    private static readonly Dictionary<string, string> FewImplementations = new()
    {
        ["Slipway.Foundation.Events.IEventConsumer"] = "Foundation may not know the modules that follow its events",
        ["Slipway.Foundation.Ledger.IQuotaLimits"] = "the ledger lies below all modules and may not know the plans that say how much there is",
        ["Slipway.Organizations.Projects.IProjectFurnishing"] = "Organizations may not know Tracking, whose default experiment belongs into every new project",
    };

    [Fact]
    public void No_folder_is_named_for_not_knowing_where_things_belong()
    {
        var folders = new[] { "src", "tests", "e2e" }.SelectMany(Repository.Folders).ToList();

        folders.Count.ShouldBeGreaterThan(50);
        folders.Where(folder => Nameless.Contains(folder.Split('/')[^1]) && !Named.Any(named => folder.EndsWith(named, StringComparison.Ordinal))).ShouldBeEmpty();
        Product.Types.Where(type => type.Namespace.Split('.').Any(Nameless.Contains) && type.Namespace != "Slipway.Registry.Models").Select(type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_longer_than_one_sitting()
    {
        var files = new[] { "src", "tests", "e2e" }.SelectMany(folder => Repository.Files(folder, ".cs", ".razor")).Where(file => !LongByNature.Any(file.Name.StartsWith)).ToList();

        files.Count.ShouldBeGreaterThan(200);
        files.Select(file => (file.Name, Lines: File.ReadLines(file.Path).Count())).Where(file => file.Lines > LineLimit).ShouldBeEmpty();
    }

    [Fact]
    public void No_interface_has_a_single_implementation()
    {
        var interfaces = Product.Types.Where(type => type.IsInterface).ToList();
        var all = Product.Types.SelectMany(WithNested).ToList();

        interfaces.ShouldNotBeEmpty();
        FewImplementations.Keys.Except(interfaces.Select(type => type.FullName)).ShouldBeEmpty();
        interfaces.Where(type => !FewImplementations.ContainsKey(type.FullName) && all.Count(other => other.Interfaces.Any(each => each.InterfaceType.FullName == type.FullName)) == 1)
            .Select(type => type.FullName).ShouldBeEmpty();
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
