using System.Buffers;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.LoggedModels;

/// <summary>The models that training code saved, before anybody registers them.</summary>
public sealed class LoggedModelService(IDbContextFactory<SaasDb> dbs, Database database, Tenant tenant, Access access, TimeProvider time)
{
    /// <summary>The most params or tags of one request.</summary>
    public const int MostAtOnce = 1_000;

    private const string NotInNames = "/:.%\"'";
    private static readonly SearchValues<char> Unnamed = SearchValues.Create(NotInNames);

    /// <summary>Begins a model: it is pending until its files are there.</summary>
    public async Task<Result<LoggedModelDetails>> LogAsync(KnownProject project, LogModel request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if ((CheckName(request.Name) ?? Check(request.Params, RunParam.ValueLimit, "param") ?? Check(request.Tags, RunTag.ValueLimit, "tag")) is { } invalid)
        {
            return invalid;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var experiment = await db.Experiments.SingleOrDefaultAsync(e => e.ProjectId == project.Id && e.Number == request.Experiment, ct);
        if (experiment is null || experiment.Deleted)
        {
            return experiment is null
                ? new NotFound($"No Experiment with id={request.Experiment} exists")
                : new Invalid($"The experiment {request.Experiment} must be in the 'active' state. Current state is deleted. Restore it first.");
        }

        var now = time.GetUtcNow();
        var name = request.Name ?? $"model-{Guid.NewGuid().ToString("N")[..8]}";
        var model = LoggedModel.Log(tenant.Id, project.Id, experiment.Key, name, request.ModelType ?? "", request.SourceRunId ?? "", now.ToUnixTimeMilliseconds());
        model.Params.AddRange(request.Params.Select(param => LoggedModelParam.Log(tenant.Id, 0, param.Key, param.Value)));
        model.Tags.AddRange(request.Tags.Select(tag => LoggedModelTag.Set(tenant.Id, 0, tag.Key, tag.Value)));
        db.LoggedModels.Add(model);
        db.Record(new ModelLogged(project.Slug, model.ModelId, name, model.SourceRunId), tenant.Id, project.Id, access.Principal, now.UtcDateTime);
        await db.SaveChangesAsync(ct);
        return (await DetailsAsync(db, [model.Key], ct))[0];
    }

    /// <summary>One model.</summary>
    /// <param name="deletedToo">Whether a deleted one is answered.</param>
    public async Task<Result<LoggedModelDetails>> GetAsync(KnownProject project, string modelId, bool deletedToo, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var key = await db.LoggedModels.Where(m => m.ModelId == modelId && m.ProjectId == project.Id && (deletedToo || !m.Deleted)).Select(m => (long?)m.Key).SingleOrDefaultAsync(ct);
        return key is null ? NoSuchModel(modelId) : (await DetailsAsync(db, [key.Value], ct))[0];
    }

    /// <summary>Says that the files are there, or that saving them failed.</summary>
    public Task<Result<LoggedModelDetails>> FinishAsync(KnownProject project, string modelId, LoggedModelStatus status, CancellationToken ct) =>
        ChangeAsync(project, modelId, (_, model, now) =>
        {
            model.Become(status, now);
            return new ModelFinished(project.Slug, modelId, status);
        }, ct);

    /// <summary>Deletes a model; its files stay until they are cleared away.</summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, string modelId, CancellationToken ct)
    {
        var changed = await ChangeAsync(project, modelId, (_, model, now) =>
        {
            model.Delete(now);
            return new ModelDeleted(project.Slug, modelId);
        }, ct);
        return changed.Refusal is { } refusal ? refusal : default(Done);
    }

    /// <summary>Puts tags on a model; the last write wins.</summary>
    public async Task<Result<LoggedModelDetails>> SetTagsAsync(KnownProject project, string modelId, IReadOnlyList<KeyValue> tags, CancellationToken ct) =>
        Check(tags, RunTag.ValueLimit, "tag") is { } invalid ? invalid : await ChangeAsync(project, modelId, (_, model, now) =>
        {
            foreach (var (key, value) in tags)
            {
                model.SetTag(key, value, now);
            }

            return new ModelTagged(project.Slug, modelId, [.. tags.Select(tag => tag.Key)]);
        }, ct);

    /// <summary>Takes a tag off; a missing one is refused.</summary>
    public async Task<Result<Done>> DeleteTagAsync(KnownProject project, string modelId, string key, CancellationToken ct)
    {
        var changed = await ChangeAsync(project, modelId, (_, model, _) =>
            model.Tags.RemoveAll(tag => tag.Name == key) > 0 ? new ModelTagged(project.Slug, modelId, [key]) : null, ct, new NotFound($"No tag with key {key} on the logged model '{modelId}'."));
        return changed.Refusal is { } refusal ? refusal : default(Done);
    }

    /// <summary>Adds params; one that is there keeps its value, and another value for it is refused.</summary>
    public async Task<Result<LoggedModelDetails>> LogParamsAsync(KnownProject project, string modelId, IReadOnlyList<KeyValue> @params, CancellationToken ct) =>
        Check(@params, RunParam.ValueLimit, "param") is { } invalid ? invalid : await ChangeAsync(project, modelId, (_, model, _) =>
        {
            foreach (var (key, value) in @params)
            {
                if (model.Params.Find(param => param.Name == key) is { } known)
                {
                    if (known.Value != value)
                    {
                        return null;
                    }
                }
                else
                {
                    model.Params.Add(LoggedModelParam.Log(tenant.Id, model.Key, key, value));
                }
            }

            return new ModelParamsLogged(project.Slug, modelId, @params.Count);
        }, ct, new Invalid("Changing param values is not allowed. Log the value under another key, or log another model."));

    /// <summary>A page of the models that meet the filter, in the order asked for; newest first when none is.</summary>
    public async Task<Result<Page<LoggedModelDetails>>> SearchAsync(KnownProject project, LoggedModelSearch search, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (search.MaxResults is < 1 or > LoggedModelSearch.MostResults)
        {
            return new Invalid($"Invalid value {search.MaxResults} for parameter 'max_results' supplied: it takes 1 to {LoggedModelSearch.MostResults}.");
        }

        var filter = SearchFilter.Parse(search.Filter, SearchEntity.LoggedModels);
        var orders = SearchOrder.Parse(search.OrderBy ?? []);
        if ((filter.Refusal ?? orders.Refusal) is { } unreadable)
        {
            return unreadable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var experiments = await db.Experiments.Where(e => e.ProjectId == project.Id && search.Experiments.Contains(e.Number)).Select(e => e.Key).ToListAsync(ct);
        var sql = new LoggedModelSearchSql(database.Provider, experiments, [.. SearchTable.Comparisons(filter.Value)], orders.Value, search.Datasets ?? []);
        string?[] query = [search.Filter, string.Join('\n', search.OrderBy ?? []), string.Join('\n', search.Datasets ?? []), SqlText.List(search.Experiments.Order()), project.Id.ToString()];
        var token = PageToken.Decode(search.PageToken, sql.Places, query);
        if (token.Refusal is { } foreign)
        {
            return foreign;
        }

        if (experiments.Count == 0)
        {
            return new Page<LoggedModelDetails>([], null);
        }

        var (keys, next) = await FindAsync(sql, token.Value?.Values, search.MaxResults, ct);
        var models = await DetailsAsync(db, keys, ct, search.Datasets);
        return new Page<LoggedModelDetails>(models, next is null ? null : new PageToken(next, keys[^1].ToString(CultureInfo.InvariantCulture)).Encode(query));
    }

    /// <summary>Notes on a logged model that it became a version, where clients look for it; joins the transaction of who registered it.</summary>
    internal static async Task NoteVersionAsync(SaasDb db, KnownProject project, string modelId, string registered, int version, long now, CancellationToken ct)
    {
        if (await db.LoggedModels.Include(m => m.Tags).SingleOrDefaultAsync(m => m.ModelId == modelId && m.ProjectId == project.Id, ct) is { } model)
        {
            model.SetTag(RegisteredVersions.Tag, RegisteredVersions.Append(model.Tags.Find(tag => tag.Name == RegisteredVersions.Tag)?.Value, registered, version), now);
        }
    }

    /// <summary>A model for whoever was asked already, and for what nobody asks; null when there is none.</summary>
    internal static async Task<LoggedModelDetails?> FindAsync(SaasDb db, Id<Project> project, string modelId, CancellationToken ct) =>
        await db.LoggedModels.Where(m => m.ModelId == modelId && m.ProjectId == project).Select(m => (long?)m.Key).SingleOrDefaultAsync(ct) is { } key
            ? (await DetailsAsync(db, [key], ct))[0]
            : null;

    private async Task<(List<long> Keys, SortValue[]? Next)> FindAsync(LoggedModelSearchSql search, IReadOnlyList<SortValue>? after, int rows, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var (sql, sort) = search.Statement(after, rows + 1);
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<long> keys = [];
        SortValue[]? last = null;
        while (await row.ReadAsync(ct))
        {
            if (keys.Count == rows)
            {
                return (keys, last);
            }

            keys.Add(row.GetInt64(0));
            last = sort.Place(row, 1);
        }

        return (keys, null);
    }

    // Does to a model what changes it; no event means that it may not be done.
    private async Task<Result<LoggedModelDetails>> ChangeAsync(
        KnownProject project, string modelId, Func<SaasDb, LoggedModel, long, PlatformEvent?> change, CancellationToken ct, Refusal? otherwise = null)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.TransactAsync<LoggedModelDetails>(async () =>
        {
            var model = await db.LoggedModels.Include(m => m.Tags).Include(m => m.Params).AsSplitQuery()
                .SingleOrDefaultAsync(m => m.ModelId == modelId && m.ProjectId == project.Id && !m.Deleted, ct);
            if (model is null)
            {
                return NoSuchModel(modelId);
            }

            var now = time.GetUtcNow();
            if (change(db, model, now.ToUnixTimeMilliseconds()) is not { } happened)
            {
                return otherwise!;
            }

            db.Record(happened, tenant.Id, project.Id, access.Principal, now.UtcDateTime);
            await db.SaveChangesAsync(ct);
            return (await DetailsAsync(db, [model.Key], ct))[0];
        }, ct);
    }

    private static async Task<List<LoggedModelDetails>> DetailsAsync(SaasDb db, IReadOnlyList<long> keys, CancellationToken ct, IReadOnlyList<MeasuredOn>? datasets = null)
    {
        var models = await db.LoggedModels.AsNoTracking().Include(m => m.Tags).Include(m => m.Params).AsSplitQuery().Where(m => keys.Contains(m.Key)).ToDictionaryAsync(m => m.Key, ct);
        var metrics = (await db.LoggedModelMetrics.AsNoTracking().Where(m => keys.Contains(m.ModelKey)).ToListAsync(ct))
            .Where(m => datasets is null or [] || datasets.Any(on => on.Name == m.DatasetName && (on.Digest is null || on.Digest == m.DatasetDigest)))
            .ToLookup(m => m.ModelKey);
        var experimentKeys = models.Values.Select(m => m.ExperimentKey).Distinct().ToList();
        var experiments = await db.Experiments.AsNoTracking().Where(e => experimentKeys.Contains(e.Key)).ToDictionaryAsync(e => e.Key, ct);
        return [.. keys.Where(models.ContainsKey).Select(key => Details(models[key], experiments[models[key].ExperimentKey], metrics[key]))];
    }

    private static LoggedModelDetails Details(LoggedModel model, Experiment experiment, IEnumerable<LoggedModelMetric> metrics) => new(
        model.ModelId, experiment.Number, model.Name, model.ModelType, model.Status, model.SourceRunId, model.CreatedAt, model.UpdatedAt,
        $"{ArtifactUris.Experiment(experiment.Number, experiment.ArtifactLocation)}/models/{model.ModelId}/artifacts",
        [.. model.Tags.Select(tag => new KeyValue(tag.Name, tag.Value))],
        [.. model.Params.Select(param => new KeyValue(param.Name, param.Value))],
        [.. metrics.Select(m => new ModelMetric(m.Name, m.LastIsNaN ? double.NaN : m.LastValue, m.LastTime, m.LastStep, m.RunId, m.DatasetName, m.DatasetDigest))]);

    private static Invalid? CheckName(string? name) =>
        name is not null && (name.Length is 0 or > LoggedModel.NameLimit || name.AsSpan().IndexOfAny(Unnamed) >= 0)
            ? new Invalid($"Invalid model name ('{name}') provided. A model's name has 1 to {LoggedModel.NameLimit} characters and none of {NotInNames}")
            : null;

    private static Invalid? Check(IReadOnlyList<KeyValue> pairs, int limit, string what) =>
        pairs.Count > MostAtOnce ? new Invalid($"One request may carry {MostAtOnce} {what}s. Send the rest in another one.")
        : pairs.FirstOrDefault(pair => pair.Key is "" or { Length: > MetricSeries.NameLimit } || pair.Value.Length > limit) is { Key: not null } bad
            ? new Invalid($"The {what} '{bad.Key}' can't be stored: a key has 1 to {MetricSeries.NameLimit} characters, a value at most {limit}.")
        : pairs.GroupBy(pair => pair.Key).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? new Invalid($"The {what} '{twice.Key}' is given {twice.Count()} times. Name each key once.")
        : null;

    private static NotFound NoSuchModel(string modelId) => new($"Logged model with ID '{modelId}' not found.");
}

internal sealed record ModelLogged(string Project, string ModelId, string Name, string SourceRunId) : PlatformEvent("logged-model.logged", $"projects/{Project}/logged-models/{ModelId}");

internal sealed record ModelFinished(string Project, string ModelId, LoggedModelStatus Status) : PlatformEvent("logged-model.finished", $"projects/{Project}/logged-models/{ModelId}");

internal sealed record ModelDeleted(string Project, string ModelId) : PlatformEvent("logged-model.deleted", $"projects/{Project}/logged-models/{ModelId}");

internal sealed record ModelTagged(string Project, string ModelId, IReadOnlyList<string> Keys) : PlatformEvent("logged-model.tagged", $"projects/{Project}/logged-models/{ModelId}");

internal sealed record ModelParamsLogged(string Project, string ModelId, int Params) : PlatformEvent("logged-model.params-logged", $"projects/{Project}/logged-models/{ModelId}");
