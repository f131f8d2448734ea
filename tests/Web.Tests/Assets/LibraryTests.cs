using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Slipway.Assets;

public sealed class LibraryTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Every_committed_library_file_is_the_one_that_was_fetched()
    {
        var libraries = Libraries();

        libraries.ShouldNotBeEmpty();
        foreach (var (library, file) in libraries.SelectMany(library => library.Files.Select(file => (library, file))))
        {
            var bytes = File.ReadAllBytes(Path.Combine(Root, library.Folder, file.Path));
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(file.Sha256, $"{library.Folder}/{file.Path} was changed by hand: set its version in lib.json and run infra/refresh-libs");
        }
    }

    [Fact]
    public void Every_library_carries_its_licence()
    {
        foreach (var library in Libraries())
        {
            library.Licence.ShouldNotBeNullOrEmpty();
            library.Files.ShouldContain(file => file.Path == "LICENSE", $"{library.Package} lacks its licence");
        }
    }

    [Fact]
    public void No_file_is_there_that_the_list_does_not_name()
    {
        var listed = Libraries().SelectMany(library => library.Files.Select(file => $"{library.Folder}/{file.Path}")).Append("lib.json");

        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .ShouldBe(listed, ignoreOrder: true);
    }

    private static string Root => Path.GetFullPath(Path.Combine(Here(), "../../../src/Web/wwwroot/lib"));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static Library[] Libraries() => JsonSerializer.Deserialize<Library[]>(File.ReadAllBytes(Path.Combine(Root, "lib.json")), Json)!;

    private sealed record Library(string Package, string Version, string Licence, string Folder, LibraryFile[] Files);

    private sealed record LibraryFile(string Path, string Sha256);
}
