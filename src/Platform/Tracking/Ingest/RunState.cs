using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Ingest;

/// <summary>Whose run it is and how clients call it.</summary>
internal readonly record struct RunAddress(Id<Project> Project, string RunId);

/// <summary>One run while a group of operations is decided: what its rows say of what the group touches, and what the group makes of it.</summary>
internal sealed class RunState(Id<Organization> organization, KnownProject project, string runId)
{
    private readonly Dictionary<string, string?> _storedTags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _params = new(StringComparer.Ordinal);

    public Id<Organization> Organization { get; } = organization;

    public KnownProject Project { get; } = project;

    public string RunId { get; } = runId;

    public bool Exists { get; private set; }

    /// <summary>Whether the group creates it.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether its own row has to be written.</summary>
    public bool IsChanged { get; set; }

    public long Key { get; private set; }
    public long ExperimentKey { get; private set; }
    public long ExperimentNumber { get; private set; }
    public bool ExperimentDeleted { get; private set; }
    public string? ArtifactLocation { get; private set; }
    public string Name { get; set; } = "";
    public RunStatus Status { get; set; }
    public long StartTime { get; private set; }
    public long? EndTime { get; set; }
    public string UserName { get; private set; } = "";
    public Id<User> CreatedBy { get; private set; }
    public bool Deleted { get; set; }
    public long? DeletedAt { get; set; }

    /// <summary>The series that the group touches, by name.</summary>
    public Dictionary<string, SeriesState> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>The tags that the group touches, as they will be; null for those that are or become absent.</summary>
    public Dictionary<string, string?> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>The params that the group adds.</summary>
    public List<(string Name, string Value)> FreshParams { get; } = [];

    /// <summary>Names of params and tags that an operation asks about and that have to be read.</summary>
    public HashSet<string> WantedParams { get; } = new(StringComparer.Ordinal);

    public HashSet<string> WantedTags { get; } = new(StringComparer.Ordinal);

    public RunInfo Info => new(RunId, Name, ExperimentNumber, UserName, Status, StartTime, EndTime, Deleted, ArtifactLocation);

    /// <summary>Takes what <see cref="LaneSql.RunById"/> answered.</summary>
    public void Read(DbDataReader row)
    {
        Exists = true;
        Key = row.GetInt64(0);
        ExperimentKey = row.GetInt64(1);
        Name = row.GetString(2);
        Status = (RunStatus)row.GetInt32(3);
        StartTime = row.GetInt64(4);
        EndTime = row.IsDBNull(5) ? null : row.GetInt64(5);
        UserName = row.GetString(6);
        Deleted = row.GetBoolean(7);
        ExperimentNumber = row.GetInt64(8);
        ExperimentDeleted = row.GetBoolean(9);
        ArtifactLocation = row.IsDBNull(10) ? null : row.GetString(10);
    }

    public void Create(long key, ExperimentState experiment, string name, string user, Id<User> by, long startTime)
    {
        (Exists, IsNew, Key, Name, UserName, CreatedBy, StartTime, Status) = (true, true, key, name, user, by, startTime, RunStatus.Running);
        (ExperimentKey, ExperimentNumber, ArtifactLocation) = (experiment.Key, experiment.Number, experiment.ArtifactLocation);
    }

    /// <summary>Why nothing may be written to the run, or null when it may.</summary>
    public Refusal? RefuseUnlessActive() =>
        !Exists ? Missing()
        : ExperimentDeleted ? new Invalid(string.Create(CultureInfo.InvariantCulture, $"The experiment {ExperimentNumber} must be in the 'active' state. It is deleted: restore it first."))
        : Deleted ? new Invalid($"The run {RunId} must be in the 'active' state. It is deleted: restore it first.")
        : null;

    public NotFound Missing() => new($"Run with id={RunId} not found. Check the run id and the project in the tracking address.");

    public void ReadParam(string name, string value) => _params[name] = value;

    public void ReadTag(string name, string value) => _storedTags[name] = Tags[name] = value;

    public string? Param(string name) => _params.GetValueOrDefault(name);

    public void AddParam(string name, string value)
    {
        if (_params.TryAdd(name, value))
        {
            FreshParams.Add((name, value));
        }
    }

    /// <summary>Sets a tag; the one with the run's name renames it.</summary>
    public void SetTag(string name, string value)
    {
        Tags[name] = value;
        if (name == SystemTags.RunName)
        {
            Name = value.CutTo(Run.NameLimit);
            IsChanged = true;
        }
    }

    public SeriesState SeriesOf(string name)
    {
        if (!Series.TryGetValue(name, out var series))
        {
            Series.Add(name, series = new(name));
        }

        return series;
    }

    /// <summary>The tags that have to be written: their names, and what to make of each.</summary>
    public IEnumerable<(string Name, string? Value, bool IsStored)> ChangedTags()
    {
        foreach (var (name, value) in Tags)
        {
            var stored = _storedTags.GetValueOrDefault(name);
            if (value != stored)
            {
                yield return (name, value, stored is not null);
            }
        }
    }
}

/// <summary>The experiment that a run is created in, or that is deleted or restored.</summary>
internal sealed record ExperimentState(long Key, long Number, bool Deleted, string? ArtifactLocation);
