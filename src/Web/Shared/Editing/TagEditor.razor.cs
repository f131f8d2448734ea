using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Results;

namespace Slipway.Shared.Editing;

/// <summary>The tags that people put on something. Those of client libraries are shown elsewhere, and aren't changed by hand.</summary>
public sealed partial class TagEditor(ISnackbar notices)
{
    private string _key = "";
    private string _value = "";
    private string? _edited;
    private string? _refusal;
    private bool _adding;

    [Parameter, EditorRequired] public IReadOnlyList<KeyValuePair<string, string>> Tags { get; set; } = [];

    /// <summary>Gets a name and the value to give it, or null to take it off.</summary>
    [Parameter, EditorRequired] public Func<string, string?, Task<Result<Done>>> Change { get; set; } = null!;

    /// <summary>The most characters of a value.</summary>
    [Parameter, EditorRequired] public int Limit { get; set; }

    /// <summary>What stands there while there are none.</summary>
    [Parameter, EditorRequired] public string Empty { get; set; } = "";

    [Parameter] public bool MayWrite { get; set; }

    private List<KeyValuePair<string, string>> Listed => [.. Tags];

    private void Edit(KeyValuePair<string, string> tag) => (_edited, _value, _adding, _refusal) = (tag.Key, tag.Value, false, null);

    private void Close() => (_edited, _adding, _key, _value, _refusal) = (null, false, "", "", null);

    private Task AddAsync() => SetAsync(_key.Trim(), _value);

    private async Task SetAsync(string key, string value)
    {
        _refusal = (await Change(key, value)).Refusal?.Message;
        if (_refusal is null)
        {
            Close();
        }
    }

    private async Task RemoveAsync(KeyValuePair<string, string> tag)
    {
        _refusal = (await Change(tag.Key, null)).Refusal?.Message;
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
