using Slipway.Foundation.Data;

namespace Slipway.Foundation.Archives;

/// <summary>What a module puts into the archive of a project. Whoever writes archives knows no module's tables; each module knows how its own are told.</summary>
internal interface IArchivePart
{
    /// <summary>Parts are written in the order of their places: what others refer to comes before them.</summary>
    int Place { get; }

    /// <summary>About how many bytes it will write, for the progress to be shown.</summary>
    Task<long> WeighAsync(SaasDb db, Id<Project> project, CancellationToken ct) => Task.FromResult(0L);

    /// <summary>Writes everything there is, page by page, as it is while it is read.</summary>
    Task WriteAsync(ProjectArchive archive, CancellationToken ct);
}

/// <summary>What a module puts into the archive of a whole organization besides its projects.</summary>
internal interface IOrganizationArchivePart
{
    /// <inheritdoc cref="IArchivePart.Place"/>
    int Place { get; }

    Task WriteAsync(OrganizationArchive archive, CancellationToken ct);
}
