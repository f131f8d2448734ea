using System.Data;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Models;

/// <summary>The one way to change a registered model and what belongs to it: asks who may, and commits the change with what happened. Of two at the same moment the second one looks again.</summary>
public sealed class ModelWriter(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, ReviewGate gate, LiveFeed live, TimeProvider time)
{
    private const int MostAttempts = 20;
    private static readonly Conflict Busy = new("Too many change this model at this moment, and nothing was changed by this request. Send it again.");

    /// <param name="change">May be called again, with everything read anew.</param>
    internal async Task<Result<T>> ChangeAsync<T>(KnownProject project, string name, Func<ModelChange, Task<Result<T>>> change, CancellationToken ct) =>
        await BeginAsync(
            project,
            async begun => await begun.Db.RegisteredModels.Include(m => m.Tags).Include(m => m.Aliases).AsSplitQuery()
                .SingleOrDefaultAsync(m => m.ProjectId == project.Id && m.Name == name && m.DeletedAt == 0, ct) is { } model
                ? await change(begun.Of(model))
                : ModelRules.NoSuchModel(name),
            ct);

    /// <summary>Changes one version that isn't deleted.</summary>
    internal Task<Result<T>> ChangeAsync<T>(KnownProject project, string name, int number, Func<ModelChange, ModelVersion, Task<Result<T>>> change, CancellationToken ct) =>
        ChangeAsync<T>(project, name, async begun => await begun.VersionAsync(number, ct) is { } version ? await change(begun, version) : ModelRules.NoSuchVersion(name, number), ct);

    /// <summary>A change that doesn't begin with a model that is there.</summary>
    internal Task<Result<T>> BeginAsync<T>(KnownProject project, Func<ModelChange, Task<Result<T>>> change, CancellationToken ct) => BeginAsync(project, Permission.ModelsWrite, change, ct);

    /// <summary>The same for what takes another permission.</summary>
    internal async Task<Result<T>> BeginAsync<T>(KnownProject project, Permission permission, Func<ModelChange, Task<Result<T>>> change, CancellationToken ct) =>
        await access.RequireAsync(permission, project.Id, ct) is { } refusal ? refusal : await ActAsync(project, access.Principal, change, ct);

    /// <summary>The same for who was asked already; null acts for what nobody does, such as time.</summary>
    internal async Task<Result<T>> ActAsync<T>(KnownProject project, Principal? actor, Func<ModelChange, Task<Result<T>>> change, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                var begun = new ModelChange(db, tenant.Id, project, actor, gate, time.GetUtcNow());
                var outcome = await db.TransactAsync(
                    async () =>
                    {
                        var changed = await change(begun);
                        if (changed.Refusal is null)
                        {
                            begun.Touch();
                            await db.SaveChangesAsync(ct);
                        }

                        return changed;
                    },
                    ct,
                    IsolationLevel.RepeatableRead);
                if (outcome.Refusal is null)
                {
                    live.Publish(Topics.Models(project.Id), LiveMessage.Changed);
                }

                return outcome;
            }
            catch (Exception exception) when (exception.IsOvertaken())
            {
                // Somebody else changed the same model in between: what may be done is decided on what is there now. Of many at once one gets through
                // each time, so the others come back a little later and not all together.
                if (attempt == MostAttempts)
                {
                    return Busy;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 8 * attempt)), time, ct);
            }
        }
    }
}

/// <summary>A change of a model that is under way: what belongs into its transaction.</summary>
internal sealed class ModelChange(SaasDb db, Id<Organization> organization, KnownProject project, Principal? actor, ReviewGate gate, DateTimeOffset now)
{
    private RegisteredModel? _model;
    private bool _isTouched;

    public SaasDb Db => db;
    public Id<Organization> Organization => organization;
    public KnownProject Project => project;
    public Principal Actor => actor ?? throw new InvalidOperationException("Nobody in particular makes this change.");

    /// <summary>Stands before protected aliases and stages.</summary>
    public ReviewGate Gate => gate;

    /// <summary>The review that lets a version in: by the gate when it was approved, before the gate is asked when the glass was broken.</summary>
    public LetIn? LetIn { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Now { get; } = now.ToUnixTimeMilliseconds();
    public DateTime At { get; } = now.UtcDateTime;

    /// <summary>With its tags and aliases.</summary>
    public RegisteredModel Model => _model ?? throw new InvalidOperationException("This change has no model yet.");

    public bool IsPrompt => Model.Tags.Exists(tag => tag is { Name: ModelDetails.PromptTag, Value: "true" });

    public ModelChange Of(RegisteredModel model)
    {
        _model = model;
        return this;
    }

    /// <summary>A version of the model that isn't deleted, with its tags.</summary>
    public Task<ModelVersion?> VersionAsync(int number, CancellationToken ct) =>
        db.ModelVersions.Include(v => v.Tags).SingleOrDefaultAsync(v => v.ModelKey == Model.Key && v.Number == number && v.DeletedAt == 0, ct);

    /// <summary>The review that lets this version in; null when none was needed.</summary>
    public LetIn? LetInOf(ModelVersion? version) => version is not null && LetIn?.Version == version.Key ? LetIn : null;

    public void Record(PlatformEvent happened) => db.Record(happened, organization, project.Id, actor, now.UtcDateTime);

    /// <summary>Notes once that the model changed.</summary>
    public void Touch()
    {
        if (!_isTouched)
        {
            _model?.Touch(Now);
            _isTouched = _model is not null;
        }
    }
}
