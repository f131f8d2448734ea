using Slipway.Foundation.Data;
using Slipway.Organizations.Projects;

namespace Slipway.Tracking.Experiments;

/// <summary>Puts experiment 0, 'Default', into every new project: clients that name no experiment log there.</summary>
internal sealed class DefaultExperiment : IProjectFurnishing
{
    public void Furnish(SaasDb db, Project project, DateTime now) => db.Experiments.Add(Experiment.Create(
        project.OrganizationId, project.Id, Experiment.DefaultNumber, Experiment.DefaultName, null, new DateTimeOffset(now).ToUnixTimeMilliseconds()));
}
