using Slipway.Foundation.Access;
using Slipway.Identity.Tokens;

namespace Slipway.Demo;

/// <summary>What the demo can show in a project.</summary>
/// <param name="IsOffered">Whether models can be trained here: only in the demo's organizations.</param>
/// <param name="MayTrain">Whether the caller may start and stop trainings.</param>
/// <param name="Models">How many models a training has.</param>
/// <param name="Now">The training that goes on; null when there is none.</param>
/// <param name="Failure">Why the last training ended early, as a sentence; null when it didn't.</param>
public sealed record DemoTraining(bool IsOffered, bool MayTrain, int Models, DemoProgress? Now, string? Failure);

/// <summary>How far a training of the demo is.</summary>
/// <param name="StartedBy">The name of the person who started it.</param>
/// <param name="SweepRunId">The run over all models; null until it has begun.</param>
/// <param name="RunId">The run of the model that is trained now.</param>
/// <param name="RunName">Its name.</param>
/// <param name="Number">Which of the models it is, from 1; 0 before the first.</param>
/// <param name="Share">How much is done, 0 to 1.</param>
public sealed record DemoProgress(string StartedBy, string? SweepRunId, string? RunId, string? RunName, int Number, double Share);

/// <summary>Models that the server trains while somebody watches, in the demo's organizations.</summary>
public sealed class DemoService(DemoTrainings trainings, DemoSettings settings, TokenService tokens, Access access)
{
    /// <summary>What can be trained in the project, and what is.</summary>
    public async Task<Result<DemoTraining>> GetAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return new DemoTraining(IsOffered(project), await access.AllowsAsync(Permission.RunsWrite, project.Id, ct), settings.Trainings.Count, Now(project), trainings.FailureOf(project.Id));
    }

    /// <summary>Starts a training, as the caller and with a token of the caller's that ends with it. One at a time in a project.</summary>
    public async Task<Result<DemoTraining>> StartAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (!IsOffered(project))
        {
            return new NotFound("This server trains no demo models in this project. 'dotnet run --project src/Web -- demo --to … --token …' trains them from your machine.");
        }

        var token = await DemoBeginning.TokenAsync(tokens, project, ct);
        if (token.Refusal is { } tokenless)
        {
            return tokenless;
        }

        if (trainings.Start(project, access.Principal, token.Value, DemoBeginning.Watched, settings.Pace) is { } busy)
        {
            await tokens.RevokeAsync(token.Value.Token.Id, ct);
            return busy;
        }

        return await GetAsync(project, ct);
    }

    /// <summary>Stops the training; its runs are killed when this answers.</summary>
    public async Task<Result<Done>> StopAsync(KnownProject project, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return await trainings.StopAsync(project.Id, ct) ? default(Done) : new NotFound("No models are being trained in this project.");
    }

    private bool IsOffered(KnownProject project) => settings.Trains && project.OrganizationSlug is (DemoWorld.Acme or DemoWorld.Globex);

    private DemoProgress? Now(KnownProject project) => trainings.Find(project.Id) is var (progress, startedBy)
        ? new(startedBy, progress?.SweepRun, progress?.Run, progress?.RunName, progress?.Number ?? 0, progress?.Share ?? 0)
        : null;
}
