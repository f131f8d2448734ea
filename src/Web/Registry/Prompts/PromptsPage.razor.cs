using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;

namespace Slipway.Registry.Prompts;

/// <summary>A project's prompts, by name. What is searched for is in the address.</summary>
public sealed partial class PromptsPage(PromptService service, Access access, NavigationManager navigation)
{
    // More than two lines show, so that cutting isn't seen.
    private const int Shown = 400;

    private List<PromptSummary>? _prompts;
    private string? _next;
    private string? _refusal;
    private string? _read;
    private string _search = "";
    private bool _adding;
    private bool _mayWrite;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";

    /// <summary>A piece of the names that are looked for.</summary>
    [SupplyParameterFromQuery] public string? Search { get; set; }

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    protected override async Task OnParametersSetAsync()
    {
        if (_read == (Search ?? ""))
        {
            return;
        }

        _read = _search = Search ?? "";
        _mayWrite = await access.AllowsAsync(Permission.ModelsWrite, Current.Id, CancellationToken.None);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var found = await service.ListAsync(Current.Known, Search, null, CancellationToken.None);
        _refusal = found.Refusal?.Message;
        if (found.Refusal is null)
        {
            (_prompts, _next) = ([.. found.Value.Items], found.Value.NextPageToken);
        }
    }

    private async Task MoreAsync()
    {
        var found = await service.ListAsync(Current.Known, Search, _next, CancellationToken.None);
        _refusal = found.Refusal?.Message;
        if (found.Refusal is null)
        {
            _prompts!.AddRange(found.Value.Items);
            _next = found.Value.NextPageToken;
        }
    }
}
