namespace Slipway.Tracking.LoggedModels;

/// <summary>Where a logged model is on its way to be usable. The numbers are the protocol's.</summary>
public enum LoggedModelStatus
{
    Unspecified = 0,
    Pending = 1,
    Ready = 2,
    UploadFailed = 3,
}

/// <summary>A model that training code saved: files, and what was said and measured of it.</summary>
internal sealed class LoggedModel : ITenantOwned
{
    /// <summary>'m-' and 32 hexadecimal digits.</summary>
    public const int IdLength = 34;
    public const int NameLimit = 500;
    public const int TypeLimit = 500;

    private LoggedModel() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public long ExperimentKey { get; private init; }

    /// <summary>What clients call it.</summary>
    public string ModelId { get; private init; } = "";
    public string Name { get; private init; } = "";
    public string ModelType { get; private init; } = "";
    public LoggedModelStatus Status { get; private set; } = LoggedModelStatus.Pending;

    /// <summary>The run that made it; empty when none did.</summary>
    public string SourceRunId { get; private init; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; private set; }

    public bool Deleted { get; private set; }

    public List<LoggedModelParam> Params { get; private init; } = [];
    public List<LoggedModelTag> Tags { get; private init; } = [];

    public static LoggedModel Log(Id<Organization> organization, Id<Project> project, long experiment, string name, string type, string sourceRun, long now, string? id = null) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        ExperimentKey = experiment,
        ModelId = id ?? $"m-{Guid.NewGuid():N}",
        Name = name,
        ModelType = type,
        SourceRunId = sourceRun,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public void Become(LoggedModelStatus status, long now) => (Status, UpdatedAt) = (status, now);

    public void Delete(long now) => (Deleted, UpdatedAt) = (true, now);

    /// <summary>Puts a tag on it, or changes the value of one that is there. Tags are loaded.</summary>
    public void SetTag(string name, string value, long now)
    {
        UpdatedAt = now;
        if (Tags.Find(tag => tag.Name == name) is { } known)
        {
            known.Change(value);
        }
        else
        {
            Tags.Add(LoggedModelTag.Set(OrganizationId, Key, name, value));
        }
    }
}

/// <summary>How a model was made. Immutable.</summary>
internal sealed class LoggedModelParam : ITenantOwned
{
    private LoggedModelParam() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private init; } = "";

    public static LoggedModelParam Log(Id<Organization> organization, long model, string name, string value) =>
        new() { OrganizationId = organization, ModelKey = model, Name = name, Value = value };
}

/// <summary>A key and a value that somebody put on a model; the last write wins.</summary>
internal sealed class LoggedModelTag : ITenantOwned
{
    private LoggedModelTag() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private set; } = "";

    public static LoggedModelTag Set(Id<Organization> organization, long model, string name, string value) =>
        new() { OrganizationId = organization, ModelKey = model, Name = name, Value = value };

    public void Change(string value) => Value = value;
}

/// <summary>The latest value of a metric that a run measured of a model, on a dataset or on none in particular.</summary>
internal sealed class LoggedModelMetric : ITenantOwned
{
    private LoggedModelMetric() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>The run that measured.</summary>
    public string RunId { get; private init; } = "";

    /// <summary>Dataset name and digest by their hash, since both together are too long for an index; empty for none.</summary>
    public string DatasetHash { get; private init; } = "";
    public string? DatasetName { get; private init; }
    public string? DatasetDigest { get; private init; }
    public double LastValue { get; private set; }
    public bool LastIsNaN { get; private set; }
    public long LastTime { get; private set; }
    public long LastStep { get; private set; }

    public static LoggedModelMetric Measure(Id<Organization> organization, long model, string run, ModelMeasurement measured) => new()
    {
        OrganizationId = organization,
        ModelKey = model,
        Name = measured.Key,
        RunId = run,
        DatasetHash = HashOf(measured),
        DatasetName = measured.DatasetName,
        DatasetDigest = measured.DatasetDigest,
        LastValue = Finite(measured.Value),
        LastIsNaN = double.IsNaN(measured.Value),
        LastTime = measured.Time,
        LastStep = measured.Step,
    };

    /// <summary>Takes a point that is later than the one known: by step, then time, then value.</summary>
    public void Take(ModelMeasurement measured)
    {
        var value = Finite(measured.Value);
        if ((measured.Step, measured.Time, value).CompareTo((LastStep, LastTime, LastValue)) > 0)
        {
            (LastValue, LastIsNaN, LastTime, LastStep) = (value, double.IsNaN(measured.Value), measured.Time, measured.Step);
        }
    }

    public static string HashOf(ModelMeasurement measured) => measured.DatasetName is null
        ? ""
        : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{measured.DatasetName}\n{measured.DatasetDigest}")))[..32];

    private static double Finite(double value) =>
        double.IsNaN(value) ? 0 : double.IsPositiveInfinity(value) ? double.MaxValue : double.IsNegativeInfinity(value) ? double.MinValue : value;
}

/// <summary>That a run used a model, or made it.</summary>
internal sealed class RunModelLink : ITenantOwned
{
    private RunModelLink() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long RunKey { get; private init; }
    public long ModelKey { get; private init; }
    public bool IsOutput { get; private init; }

    /// <summary>At which of the run's steps it was made.</summary>
    public long Step { get; private set; }

    public static RunModelLink Link(Id<Organization> organization, long run, long model, bool isOutput, long step) =>
        new() { OrganizationId = organization, RunKey = run, ModelKey = model, IsOutput = isOutput, Step = step };

    public void MoveTo(long step) => Step = step;
}
