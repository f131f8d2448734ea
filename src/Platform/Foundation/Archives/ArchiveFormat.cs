using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;

namespace Slipway.Foundation.Archives;

/// <summary>What an export is made of: a zip whose last entries say what is in it. <c>Integrations/Exports/README.md</c> describes it for others.</summary>
internal static class ArchiveFormat
{
    public const string Name = "slipway-archive";

    /// <summary>Rises when what an older version wrote can't be read any more.</summary>
    public const int Version = 1;

    /// <summary>The entry that lists all others, a line each, after a line about the whole.</summary>
    public const string Manifest = "manifest.jsonl";

    /// <summary>The entry by which the server that wrote an archive knows its own again.</summary>
    public const string Seal = "seal.txt";

    public const string ContentType = "application/zip";

    /// <summary>How every line is written and read.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}

/// <summary>The manifest's first line.</summary>
/// <param name="Organization">The address of the organization that it comes from.</param>
/// <param name="Whole">Whether it is a whole organization, and not one project alone.</param>
/// <param name="Projects">The addresses of the projects in it.</param>
internal sealed record ArchiveHeader(string Format, int Version, string Organization, bool Whole, IReadOnlyList<string> Projects, DateTime ExportedAt, string ExportedBy);

/// <summary>One of the manifest's other lines: an entry of the zip.</summary>
/// <param name="Size">In bytes, unpacked.</param>
/// <param name="Sha256">Of the unpacked bytes.</param>
/// <param name="Rows">How many lines or rows it has, where it has any.</param>
internal sealed record ArchiveEntry(string Path, long Size, ContentDigest Sha256, long? Rows);

/// <summary>Somebody who did something.</summary>
/// <param name="Id">Their account; null where it is none of the archive's server any more.</param>
internal sealed record ArchivedPerson(Id<User>? Id, string Name);

/// <summary>Is told what is being worked on, and how much more of it is done, in the unit of <see cref="IArchivePart.WeighAsync"/>.</summary>
internal delegate ValueTask ArchiveProgress(string step, long done, CancellationToken ct);
