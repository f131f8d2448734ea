using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Experiments;

/// <summary>Comments on experiments.</summary>
internal sealed class ExperimentComments(Access access) : ICommentSubjects
{
    public string Kind => "experiment";

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        // Exactly as it is written in addresses: '007' would be another subject with the same page.
        return long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == key
            && await db.Experiments.Where(experiment => experiment.ProjectId == project.Id && experiment.Number == number).Select(experiment => experiment.Name).SingleOrDefaultAsync(ct) is { } name
            ? new CommentSubject($"experiment {name}", $"experiments/{key}", Permission.RunsRead, Permission.RunsWrite, "?discussion=open")
            : new NotFound($"There is no experiment {key} in this project. Check the number.");
    }
}
