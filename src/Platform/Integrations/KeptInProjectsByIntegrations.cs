using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Organizations.Projects.Lifecycle;

namespace Slipway.Integrations;

/// <summary>A project's webhooks, with the log of what they were sent, and its exports.</summary>
internal sealed class KeptInProjectsByIntegrations : IProjectContents
{
    private const int DeliveriesAtOnce = 500;

    public async Task<IReadOnlyList<ProjectHolding>> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct) =>
        [.. ProjectHolding.Of("webhooks", await db.Webhooks.LongCountAsync(webhook => webhook.ProjectId == project, ct), "webhook", "webhooks")];

    public async Task<bool> PurgeSomeAsync(SaasDb db, ProjectPurge purge, CancellationToken ct)
    {
        var webhooks = db.Webhooks.Where(webhook => webhook.ProjectId == purge.Project);
        var sent = await db.WebhookDeliveries.Where(delivery => webhooks.Any(webhook => webhook.Id == delivery.WebhookId)).OrderBy(delivery => delivery.Key).Select(delivery => delivery.Key).Take(DeliveriesAtOnce).ToListAsync(ct);
        if (sent.Count > 0)
        {
            return await db.WebhookDeliveries.Where(delivery => sent.Contains(delivery.Key)).ExecuteDeleteAsync(ct) > 0;
        }

        await webhooks.ExecuteDeleteAsync(ct);
        await db.Exports.Where(export => export.ProjectId == purge.Project).ExecuteDeleteAsync(ct);
        return false;
    }
}
