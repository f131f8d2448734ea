using Shouldly;
using Slipway.Foundation.Results;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactTreeModelTests
{
    private const int PageSize = 100;

    private readonly List<string> _files = ["a.txt", "model/MLmodel", "model/data/w.bin", .. Enumerable.Range(0, 250).Select(i => $"many/{i:D3}")];
    private readonly List<string> _read = [];
    private readonly ArtifactTreeModel _model;

    public ArtifactTreeModelTests() => _model = new(ListAsync);

    [Fact]
    public async Task A_folder_is_read_when_it_is_opened_and_not_before()
    {
        await _model.OpenAsync("");
        Shown().ShouldBe(["a.txt", "many/", "model/"]);
        _read.ShouldBe([":"]);

        await _model.ToggleAsync("model");
        Shown().ShouldBe(["a.txt", "many/", "model/", " MLmodel", " data/"]);
        await _model.ToggleAsync("model");
        Shown().ShouldBe(["a.txt", "many/", "model/"]);
    }

    [Fact]
    public async Task A_large_folder_is_read_a_page_at_a_time()
    {
        await _model.OpenAsync("");
        await _model.OpenAsync("many");
        _model.Rows.Count.ShouldBe(3 + PageSize + 1);
        _model.Rows[1 + PageSize + 1].IsMore.ShouldBeTrue();

        await _model.MoreAsync("many");
        await _model.MoreAsync("many");
        await _model.MoreAsync("many");

        _model.Rows.Count.ShouldBe(3 + 250);
        _read.Count(read => read.StartsWith("many:", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_file_far_down_is_found_with_all_folders_above_it_open()
    {
        await _model.RevealAsync("many/249");
        _model.Rows.ShouldContain(row => row.Path == "many/249");

        await _model.RevealAsync("model/data/w.bin");
        Shown().ShouldContain("  w.bin");
        _model.Neighbour("many/249", 1).ShouldBe("model/MLmodel");
        _model.Neighbour("model/MLmodel", 1).ShouldBe("model/data/w.bin");
        _model.Neighbour("a.txt", -1).ShouldBeNull();
    }

    [Fact]
    public async Task What_came_and_went_is_seen_after_a_refresh_and_open_folders_stay_open()
    {
        await _model.RevealAsync("model/data/w.bin");
        _files.Remove("model/data/w.bin");
        _files.Insert(0, "0-first.txt");
        _files.Add("model/new.txt");

        await _model.RefreshAsync();

        Shown().ShouldBe(["0-first.txt", "a.txt", "many/", "model/", " MLmodel", " new.txt"]);
    }

    private IEnumerable<string> Shown() => _model.Rows.Select(row => new string(' ', row.Depth) + (row.IsMore ? "…" : row.Name) + (row.IsFolder ? "/" : ""));

    private Task<Result<ArtifactPage>> ListAsync(string folder, string? from)
    {
        _read.Add($"{folder}:{from}");
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var entries = _files.Where(file => file.StartsWith(prefix, StringComparison.Ordinal)).Select(file => file[prefix.Length..].Split('/'))
            .GroupBy(path => path[0]).Select(group => new ArtifactEntry(group.Key, group.First().Length > 1 ? null : 1, null)).OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Where(entry => from is null || string.CompareOrdinal(entry.Name, from) >= 0).ToList();
        return Task.FromResult<Result<ArtifactPage>>(new ArtifactPage([.. entries.Take(PageSize)], entries.Count > PageSize ? entries[PageSize].Name : null));
    }
}
