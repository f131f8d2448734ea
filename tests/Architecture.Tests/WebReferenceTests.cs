using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Pages go through services: with what Web is compiled against, a page that reaches for the database doesn't compile.</summary>
public sealed class WebReferenceTests
{
    private const string Usings = """
        using System.Threading;
        using System.Threading.Tasks;
        using Slipway.Foundation.Data;
        using Slipway.Organizations;

        """;

    [Fact]
    public void A_page_that_asks_a_service_compiles() =>
        Errors("public sealed class Page(OrganizationService organizations) { public Task Load() => organizations.ListMineAsync(CancellationToken.None); }").ShouldBeEmpty();

    [Theory]
    [InlineData("public sealed class Page(SaasDb db) { public object Load() => db.Model; }")]
    [InlineData("public sealed class Page(SaasDb db) { public object Load() => db.Organizations; }")]
    [InlineData("public sealed class Page(SaasDb db) { public Task Save() => db.SaveChangesAsync(true, default); }")]
    [InlineData("public sealed class Page(Microsoft.EntityFrameworkCore.IDbContextFactory<SaasDb> dbs) { public object Open() => dbs.CreateDbContext(); }")]
    [InlineData("public sealed class Page { public object Open() => new Microsoft.Data.Sqlite.SqliteConnection(\"\"); }")]
    [InlineData("public sealed class Page { public object Open() => new Npgsql.NpgsqlConnection(\"\"); }")]
    [InlineData("public sealed class Page { public object Open() => new Microsoft.Data.SqlClient.SqlConnection(\"\"); }")]
    public void A_page_that_reaches_for_the_database_does_not(string page) => Errors(page).ShouldNotBeEmpty();

    private static List<string> Errors(string page) =>
        [.. CSharpCompilation.Create("Page", [CSharpSyntaxTree.ParseText(Usings + page)], References, new(OutputKind.DynamicallyLinkedLibrary))
            .GetDiagnostics().Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];

    private static readonly IReadOnlyList<MetadataReference> References = [.. Framework().Concat(Restored()).Append(typeof(Platform).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))];

    private static IEnumerable<string> Framework() =>
        new[] { typeof(object), typeof(Microsoft.AspNetCore.Builder.WebApplication) }
            .SelectMany(type => Directory.EnumerateFiles(Path.GetDirectoryName(type.Assembly.Location)!, "*.dll"))
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll") && IsManaged(path));

    private static bool IsManaged(string path)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return file.HasMetadata;
    }

    // What restore found that Web compiles against: 'compile' is empty where a reference was kept private.
    private static IEnumerable<string> Restored()
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("src", "Web", "obj", "project.assets.json")));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var libraries = assets.RootElement.GetProperty("libraries");
        var packages = assets.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package").ToList();
        packages.Select(package => package.Name.Split('/')[0]).ShouldContain("Microsoft.EntityFrameworkCore");
        foreach (var package in packages.Where(package => package.Value.TryGetProperty("compile", out _)))
        {
            var path = libraries.GetProperty(package.Name).GetProperty("path").GetString()!;
            foreach (var file in package.Value.GetProperty("compile").EnumerateObject().Where(file => file.Name.EndsWith(".dll", StringComparison.Ordinal)))
            {
                yield return folders.Select(folder => Path.Combine(folder, path, file.Name)).First(File.Exists);
            }
        }
    }
}
