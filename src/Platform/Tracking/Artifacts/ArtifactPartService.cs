using Slipway.Foundation.Access;
using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>
/// Large files in parts, side by side. An upload is named by a ticket, a text that nobody can guess and that lets whoever has it write parts
/// in the name of its beginner, while that person may write in the project and for <see cref="ArtifactTickets.UploadLifetime"/> at most.
/// </summary>
public sealed class ArtifactPartService
{
    private readonly Access _access;
    private readonly PartUploads _uploads;
    private readonly ArtifactService _artifacts;
    private readonly ArtifactTickets _tickets;
    private readonly ArtifactLimits _limits;

    internal ArtifactPartService(Access access, PartUploads uploads, ArtifactService artifacts, ArtifactTickets tickets, ArtifactLimits limits) =>
        (_access, _uploads, _artifacts, _tickets, _limits) = (access, uploads, artifacts, tickets, limits);

    /// <summary>Begins an upload to a path.</summary>
    /// <returns>The ticket, or what <see cref="ArtifactService.WriteAsync"/> would refuse with.</returns>
    public async Task<Result<string>> BeginAsync(KnownProject project, string path, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var place = await _artifacts.PlaceAsync(project, path, ct);
        return (place.Refusal ?? await _artifacts.CheckRoomAsync(project, ct)) is { } unplaced
            ? unplaced
            : _tickets.Issue(new UploadTicket(project.Id, _access.Principal.UserId, await _uploads.BeginPartsAsync(project.OrganizationId, ct)));
    }

    /// <summary>Receives a part, in place of one that has its number.</summary>
    /// <param name="number">1 to <see cref="PartUploads.MostParts"/>.</param>
    /// <returns>The part with its ETag; <see cref="NotFound"/> when the upload is over; <see cref="Invalid"/>; <see cref="TooLarge"/>.</returns>
    public async Task<Result<UploadedPart>> WriteAsync(KnownProject project, string ticket, int number, Stream source, CancellationToken ct)
    {
        var upload = await ReadAsync(project, ticket, ct);
        return upload.Refusal is { } refusal ? refusal : await _uploads.WritePartAsync(project.OrganizationId, upload.Value, number, source, _limits.MaxBytes, ct);
    }

    /// <summary>Joins the parts to the file and ends the upload.</summary>
    /// <param name="parts">In any order, each once.</param>
    /// <returns>The file, or why it isn't there; the upload stays open when it is refused for its parts.</returns>
    public async Task<Result<ArtifactInfo>> CompleteAsync(KnownProject project, string path, string ticket, IReadOnlyList<UploadedPart> parts, CancellationToken ct)
    {
        var upload = await ReadAsync(project, ticket, ct);
        if (upload.Refusal is { } refusal)
        {
            return refusal;
        }

        var place = await _artifacts.PlaceAsync(project, path, ct);
        if (place.Refusal is { } unplaced)
        {
            return unplaced;
        }

        var whole = await _uploads.CompletePartsAsync(project.OrganizationId, upload.Value, [.. parts.OrderBy(part => part.Number)], _limits.MaxBytes, ct);
        return whole.Refusal is { } incomplete ? incomplete : await _artifacts.PutAsync(project, place.Value, whole.Value, null, ct);
    }

    /// <summary>Ends an upload and drops its parts.</summary>
    public async Task<Result<Done>> AbortAsync(KnownProject project, string ticket, CancellationToken ct)
    {
        var upload = await ReadAsync(project, ticket, ct);
        return upload.Refusal is { } refusal ? refusal : await _uploads.AbortPartsAsync(project.OrganizationId, upload.Value, ct);
    }

    private async Task<Result<Id<PartUploads>>> ReadAsync(KnownProject project, string ticket, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return _tickets.ReadUpload(ticket) is { } read && read.Project == project.Id
            ? read.Upload
            : new NotFound("There is no such upload: it was completed or aborted, or it expired. Begin a new one.");
    }
}
