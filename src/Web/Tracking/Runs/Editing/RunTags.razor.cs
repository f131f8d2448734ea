using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Runs.Editing;

/// <summary>The tags that people put on a run. Those of client libraries are shown elsewhere, and aren't changed by hand.</summary>
public sealed partial class RunTags(RunEditService edits, ISnackbar notices)
{
    private string _key = "";
    private string _value = "";
    private string? _edited;
    private string? _refusal;
    private bool _adding;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string RunId { get; set; } = "";
    [Parameter, EditorRequired] public IReadOnlyList<KeyValuePair<string, string>> Tags { get; set; } = [];
    [Parameter] public bool MayWrite { get; set; }

    private List<KeyValuePair<string, string>> Listed => [.. Tags];

    private void Edit(KeyValuePair<string, string> tag) => (_edited, _value, _adding, _refusal) = (tag.Key, tag.Value, false, null);

    private void Close() => (_edited, _adding, _key, _value, _refusal) = (null, false, "", "", null);

    private Task AddAsync() => SetAsync(_key.Trim(), _value);

    private async Task SetAsync(string key, string value)
    {
        _refusal = (await edits.SetTagAsync(Project.Known, RunId, key, new(value), CancellationToken.None)).Refusal?.Message;
        if (_refusal is null)
        {
            Close();
        }
    }

    private async Task RemoveAsync(KeyValuePair<string, string> tag)
    {
        _refusal = (await edits.DeleteTagAsync(Project.Known, RunId, tag.Key, CancellationToken.None)).Refusal?.Message;
        if (_refusal is null)
        {
            notices.Add($"Removed the tag {tag.Key}.", Severity.Normal, options =>
            {
                options.Action = "Undo";
                options.OnClick = _ => InvokeAsync(() => SetAsync(tag.Key, tag.Value));
            });
        }
    }
}
