using Slipway.Foundation.Archives;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Archiving;

/// <summary>The stages that versions of an organization can be in, in their order.</summary>
internal sealed class StagesPart : IOrganizationArchivePart
{
    public int Place => 10;

    public async Task WriteAsync(OrganizationArchive archive, CancellationToken ct)
    {
        var stages = await StageNames.OfAsync(archive.Db, ct);
        await archive.Writer.AddLinesAsync("stages.jsonl", stages.All.Select((name, position) => new StageLine(name, position)).ToAsyncEnumerable(), ct);
    }
}
