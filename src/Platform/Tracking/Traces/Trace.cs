using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Traces;

/// <summary>How a traced request went. The numbers are the protocol's.</summary>
public enum TraceState
{
    Unspecified = 0,
    Ok = 1,
    Error = 2,
    InProgress = 3,
}

/// <summary>One request that an application answered: what was asked and said, and how long it took. Its spans are a file among the artifacts.</summary>
internal sealed class Trace : ITenantOwned
{
    /// <summary>Clients make ids themselves: 'tr-' and 32 hexadecimal digits, or the 32 digits alone.</summary>
    public const int IdLength = 64;
    public const int NameLimit = 250;
    public const int ClientRequestLimit = 250;
    public const int PreviewLimit = 4_000;

    private Trace() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public long ExperimentKey { get; private set; }
    public string TraceId { get; private init; } = "";

    /// <summary>What the application itself calls the request.</summary>
    public string? ClientRequestId { get; private set; }

    /// <summary>The tag <see cref="TraceKeys.Name"/> again, to be listed and searched.</summary>
    public string Name { get; private set; } = "";
    public TraceState State { get; private set; }

    /// <summary>Unix milliseconds.</summary>
    public long RequestTime { get; private set; }

    /// <summary>In milliseconds; null while it is in progress.</summary>
    public long? Duration { get; private set; }
    public string? RequestPreview { get; private set; }
    public string? ResponsePreview { get; private set; }

    /// <summary>Tokens that models read and wrote, where the client counted them.</summary>
    public long? InputTokens { get; private set; }
    public long? OutputTokens { get; private set; }
    public long? TotalTokens { get; private set; }

    public List<TraceTag> Tags { get; private init; } = [];
    public List<TraceMetadata> Metadata { get; private init; } = [];
    public List<TraceRun> Runs { get; private init; } = [];

    public static Trace Begin(Id<Organization> organization, Id<Project> project, long experiment, string traceId) =>
        new() { OrganizationId = organization, ProjectId = project, ExperimentKey = experiment, TraceId = traceId };

    /// <summary>Takes what a client knows of it. Sent again, the same changes nothing; tags and metadata that aren't named stay.</summary>
    public void Take(StartTrace told)
    {
        (State, RequestTime, Duration) = (told.State, told.RequestTime, told.Duration);
        ClientRequestId = told.ClientRequestId?.CutTo(ClientRequestLimit);
        RequestPreview = told.RequestPreview?.CutTo(PreviewLimit);
        ResponsePreview = told.ResponsePreview?.CutTo(PreviewLimit);
        Describe(told.Metadata, told.Tags);
    }

    /// <summary>Ends it, as clients before MLflow 3 do in a call of its own.</summary>
    public void Finish(TraceState state, long endTime, IReadOnlyList<KeyValue> metadata, IReadOnlyList<KeyValue> tags)
    {
        (State, Duration) = (state, Math.Max(0, endTime - RequestTime));
        Describe(metadata, tags);
        RequestPreview ??= MetadataOf(TraceKeys.Inputs)?.CutTo(PreviewLimit);
        ResponsePreview ??= MetadataOf(TraceKeys.Outputs)?.CutTo(PreviewLimit);
    }

    public void SetTag(string key, string value)
    {
        if (Tags.Find(tag => tag.Name == key) is { } known)
        {
            known.Change(value);
        }
        else
        {
            Tags.Add(TraceTag.Set(this, key, value));
        }

        Name = key == TraceKeys.Name ? value.CutTo(NameLimit) : Name;
    }

    /// <summary>Whether the tag was there to be taken off.</summary>
    public bool TakeTagOff(string key)
    {
        Name = key == TraceKeys.Name ? "" : Name;
        return Tags.RemoveAll(tag => tag.Name == key) > 0;
    }

    public void LinkTo(string runId)
    {
        if (!Runs.Exists(run => run.RunId == runId))
        {
            Runs.Add(TraceRun.Link(OrganizationId, runId));
        }
    }

    private void Describe(IReadOnlyList<KeyValue> metadata, IReadOnlyList<KeyValue> tags)
    {
        foreach (var (key, value) in tags)
        {
            SetTag(key, value);
        }

        foreach (var (key, value) in metadata)
        {
            if (Metadata.Find(pair => pair.Name == key) is { } known)
            {
                known.Change(value);
            }
            else
            {
                Metadata.Add(TraceMetadata.Say(this, key, value));
            }
        }

        (InputTokens, OutputTokens, TotalTokens) = TokenUsage.Read(MetadataOf(TraceKeys.TokenUsage));
        if (MetadataOf(TraceKeys.SourceRun) is { Length: Run.IdLength } run)
        {
            LinkTo(run);
        }
    }

    private string? MetadataOf(string key) => Metadata.Find(pair => pair.Name == key)?.Value;
}

/// <summary>A key and a value that somebody put on a trace; the last write wins.</summary>
internal sealed class TraceTag : ITenantOwned
{
    public const int NameLimit = 250;
    public const int ValueLimit = 8_000;

    private TraceTag() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long TraceKey { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private set; } = "";
    public string ValueHead { get; private set; } = "";

    public static TraceTag Set(Trace trace, string name, string value)
    {
        var tag = new TraceTag { OrganizationId = trace.OrganizationId, ExperimentKey = trace.ExperimentKey, Name = name };
        tag.Change(value);
        return tag;
    }

    public void Change(string value)
    {
        Value = value.CutTo(ValueLimit);
        ValueHead = SearchTable.Head(Value);
    }
}

/// <summary>What the client noted of a trace when it was made.</summary>
internal sealed class TraceMetadata : ITenantOwned
{
    private TraceMetadata() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long TraceKey { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private set; } = "";
    public string ValueHead { get; private set; } = "";

    public static TraceMetadata Say(Trace trace, string name, string value)
    {
        var pair = new TraceMetadata { OrganizationId = trace.OrganizationId, ExperimentKey = trace.ExperimentKey, Name = name };
        pair.Change(value);
        return pair;
    }

    public void Change(string value)
    {
        Value = value.CutTo(TraceTag.ValueLimit);
        ValueHead = SearchTable.Head(Value);
    }
}

/// <summary>That a trace belongs to a run: it was made in it, or was linked to it later.</summary>
internal sealed class TraceRun : ITenantOwned
{
    private TraceRun() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long TraceKey { get; private init; }
    public string RunId { get; private init; } = "";

    public static TraceRun Link(Id<Organization> organization, string runId) => new() { OrganizationId = organization, RunId = runId };
}
