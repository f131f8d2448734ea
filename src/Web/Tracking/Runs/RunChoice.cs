namespace Slipway.Tracking.Runs;

/// <summary>Which runs of a table are chosen: some, or all that the search finds but for some.</summary>
public sealed class RunChoice
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Whether all are chosen that the search finds, those too that nobody has scrolled to; <see cref="Except"/> are not.</summary>
    public bool IsAll { get; private set; }

    public IReadOnlyCollection<string> Except => IsAll ? _ids : [];

    public bool IsEmpty => !IsAll && _ids.Count == 0;

    public bool Contains(string id) => IsAll != _ids.Contains(id);

    /// <param name="found">How many runs the search finds.</param>
    public int Count(int found) => IsAll ? Math.Max(0, found - _ids.Count) : _ids.Count;

    public void Set(string id, bool chosen) => _ = chosen != IsAll ? _ids.Add(id) : _ids.Remove(id);

    public void All()
    {
        _ids.Clear();
        IsAll = true;
    }

    public void Clear()
    {
        _ids.Clear();
        IsAll = false;
    }

    /// <summary>The chosen runs as services take them.</summary>
    public RunSelection Of(RunSearch search) => IsAll ? new(null, search.Experiments, search.Filter, search.View, [.. _ids]) : new([.. _ids]);
}
