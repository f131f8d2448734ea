using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.LoggedModels;

/// <summary>Logged models that were made to keep files for somebody above, and that go with what they were made for.</summary>
public static class LoggedModelPlaces
{
    /// <summary>The tag with which one says where its files were before.</summary>
    public const string Tag = "slipway.copiedFrom";

    /// <summary>Erases such places, and leaves every other logged model as it is. Joins the transaction of who lets go, who holds the organization's stored bytes and books.</summary>
    /// <param name="folder">Of the files, <c>{experiment}/models/{model}/artifacts</c>.</param>
    /// <param name="now">Unix milliseconds.</param>
    internal static async Task EraseAsync(SaasDb db, Id<Project> project, string folder, long now, CancellationToken ct)
    {
        if (folder.Split('/') is [.., "models", var id, "artifacts"]
            && await db.LoggedModels.SingleOrDefaultAsync(model => model.ModelId == id && model.ProjectId == project && model.Tags.Any(tag => tag.Name == Tag), ct) is { } place)
        {
            await db.Artifacts.Where(file => file.ProjectId == project && file.Path.StartsWith(folder + "/")).ExecuteDeleteAsync(ct);
            place.Delete(now);
        }
    }
}
